// The map of the present view as SVG elements: the same looks as on the canvas.
import type { Atlas } from "../core/atlas";
import { snapshotAt } from "../core/history";
import type { Walk } from "../core/rings";
import { svg } from "../dom";
import type { BaseShape } from "../map/basePainter";
import { fillOf, GROUND, LINES, type Look, lineWidth } from "../map/basePainter";
import { fillingOf } from "../map/controlPainter";
import { type Ground, groupRings } from "../map/groups";
import { dotRadius, type Label, labelSize, labelWeight, placeLabels } from "../map/labels";
import { hatchPattern } from "../map/patterns";
import { type StyleOptions, styleTable } from "../map/styles";
import { type Theme, withAlpha } from "../map/theme";
import type { Words } from "../strings";
import { pen, runPath, type Screen } from "./paths";

export interface MapScene {
  readonly atlas: Atlas;
  readonly ground: Ground;
  readonly shapes: readonly BaseShape[];
  readonly labels: readonly Label[];
  readonly theme: Theme;
  readonly words: Words;
  readonly date: number;
  readonly options: StyleOptions;
  readonly screen: Screen;
  readonly zoom: number;
}

/** The map, from the sea up to the labels. */
export function mapPicture(scene: MapScene): SVGElement {
  const {
    screen: { width, height },
    theme,
  } = scene;
  return svg(
    "g",
    {},
    svg("rect", { width, height, fill: theme.sea }),
    ...baseParts(scene, GROUND),
    ...controlParts(scene),
    ...baseParts(scene, LINES),
    ...labelParts(scene),
  );
}

function baseParts(
  { shapes, screen, theme, zoom }: MapScene,
  looks: Readonly<Record<string, Look>>,
): SVGElement[] {
  return Object.entries(looks).flatMap(([kind, look]) =>
    shapes.flatMap((shape) => {
      if (shape.kind !== kind || shape.feature.shape === "point") return [];
      const d = shape.parts.map((part) => runPath(part, screen, shape.feature.shape === "polygon")).join("");
      if (!d) return [];
      return [
        svg("path", {
          d,
          "fill-rule": "evenodd",
          fill: look.fill ? theme[fillOf(look, shape.feature.rank ?? 1)!] : "none",
          stroke: look.line ? theme[look.line] : "none",
          "stroke-width": lineWidth(look, shape.feature.rank ?? 1, zoom),
          "stroke-dasharray": look.dash?.join(" "),
        }),
      ];
    }),
  );
}

function controlParts(scene: MapScene): SVGElement[] {
  const { atlas, ground, theme, options, date, screen } = scene;
  const { actors } = atlas.header;
  const snapshot = snapshotAt(atlas.history, date);
  const table = styleTable(atlas.states, actors, options);
  const rings = groupRings(ground.arcs, (cell) => table.ofState[snapshot[cell]], table.styles.keys());
  const fills = table.styles.flatMap((style, i) => {
    const d = rings
      .get(i)!
      .map((ring) => ringPath(ground, ring, screen))
      .join("");
    const filling = fillingOf(style, actors, theme);
    const hatch = hatchPattern(filling.hatch, filling.hatchColour, `cm-hatch-${i}`);
    if (!d) return [];
    return [
      svg("path", { d, fill: filling.colour }),
      ...(hatch ? [hatch, svg("path", { d, fill: `url(#cm-hatch-${i})` })] : []),
    ];
  });
  return [...fills, frontPart(scene, snapshot)];
}

function ringPath({ arcs, points }: Ground, ring: readonly Walk[], screen: Screen): string {
  const one = pen(screen);
  ring.forEach((walk, i) => {
    const arc = walk < 0 ? ~walk : walk;
    const [low, high] = [arcs.first[arc], arcs.first[arc + 1] - 1];
    const order = walk < 0 ? [high, low, -1] : [low, high, 1];
    for (let vertex = order[0]; vertex !== order[1] + order[2]; vertex += order[2]) {
      if (i === 0 && vertex === order[0]) one.move(points[2 * vertex], points[2 * vertex + 1]);
      else one.line(points[2 * vertex], points[2 * vertex + 1]);
    }
  });
  one.close();
  return one.text();
}

function frontPart(
  { atlas, ground: { arcs, points }, theme, screen }: MapScene,
  snapshot: Int32Array,
): SVGElement {
  const controllerOf = (cell: number) => (cell < 0 ? -1 : atlas.states.controller[snapshot[cell]]);
  let d = "";
  for (let arc = 0; arc < arcs.count; arc++) {
    if (controllerOf(arcs.left[arc]) === controllerOf(arcs.right[arc])) continue;
    d += runPath(points.subarray(2 * arcs.first[arc], 2 * arcs.first[arc + 1]), screen, false);
  }
  return svg("path", {
    d,
    fill: "none",
    stroke: withAlpha(theme.front, 0.8),
    "stroke-width": 1.2,
    "stroke-linejoin": "round",
  });
}

function labelParts({ labels, words, theme, screen, zoom }: MapScene): SVGElement[] {
  const context = document.createElement("canvas").getContext("2d")!;
  const placed = placeLabels(
    context,
    { ...screen, zoom },
    labels,
    (name) => words.text(name),
    words.rightToLeft,
  );
  return placed.flatMap(({ text, rank, x, y, start }) =>
    [
      rank > 0 &&
        svg("circle", {
          cx: x,
          cy: y,
          r: dotRadius(rank),
          fill: theme.ink,
          stroke: theme.halo,
          "stroke-width": 1,
        }),
      svg(
        "text",
        {
          x: start,
          y: y + 4,
          "font-size": labelSize(rank),
          "font-weight": labelWeight(rank),
          fill: theme.ink,
          direction: words.rightToLeft ? "rtl" : "ltr",
          "text-anchor": "start",
          stroke: theme.halo,
          "stroke-width": 3,
          "paint-order": "stroke",
          "stroke-linejoin": "round",
        },
        text,
      ),
    ].filter((one): one is SVGElement => one !== false),
  );
}
