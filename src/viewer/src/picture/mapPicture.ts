// The map of the present view as SVG elements, from the sea up, in the order of the page's layers.
import { comparisonOf, sideDates } from "../core/choices";
import { groupRings } from "../core/rings";
import { svg } from "../lib/element";
import { backdropOf, beyond, edgeOfShapes, fillOf, GROUND, LINES, lineWidth, type Look } from "../scene/background";
import { graticuleLines } from "../scene/graticule";
import { FONT } from "../scene/placing";
import { type Box, boxInPixels } from "../scene/world";
import { stepText } from "../strings/when";
import type { MapScene } from "../scene/mapScene";
import { controlParts, frontParts, ringsPath } from "./controlPicture";
import { haloText, labelParts, markParts } from "./marksPicture";
import { layer } from "./parts";
import { runPath } from "./pen";
import { scaleBox } from "./scale";

/** The map as it is seen, from the sea up to the names. */
export function mapPicture(scene: MapScene): SVGElement {
  const { screen, theme, state } = scene;
  const sides = comparisonOf(state) === "sides" ? sidesOf(scene) : [];
  return svg(
    "g",
    {},
    svg("rect", { width: screen.width, height: screen.height, fill: backdropOf(scene.atlas.header, theme) }),
    ...beyond(boxInPixels(edgeOfShapes(scene.shapes).edge, screen), [0, 0, screen.width, screen.height]).map(([x, y, right, bottom]) =>
      svg("rect", { x, y, width: right - x, height: bottom - y, fill: theme.beyond }),
    ),
    layer("ground", ...baseParts(scene, GROUND)),
    ...controlParts(scene),
    ...frontParts(scene),
    ...(state.graticule ? [layer("graticule", ...graticuleParts(scene))] : []),
    layer("lines", ...baseParts(scene, LINES)),
    ...markParts(scene),
    layer("names", ...labelParts(scene, [scaleBox(scene), ...sides.map((side) => side.box), ...(sides.length ? [handleBox(scene)] : [])])),
    ...(sides.length ? [layer("handle", ...handleParts(scene, sides))] : []),
  );
}

function baseParts(
  { shapes, screen, theme, ground }: MapScene,
  looks: Readonly<Record<string, Look>>,
): SVGElement[] {
  const { bordersOf } = edgeOfShapes(shapes);
  return Object.entries(looks).flatMap(([kind, look]) => kind === "covered"
    ? [svg("path", { d: ringsPath(ground, groupRings(ground.arcs, () => 0, [0]).get(0)!, screen), fill: theme.covered })]
    : shapes.flatMap((shape) => {
      if (shape.kind !== kind || shape.feature.shape === "point") return [];
      const borders = look.fill ? null : bordersOf(shape);
      const d = (borders ?? shape.parts).map((part) => runPath(part, screen, !borders && shape.feature.shape === "polygon")).join("");
      if (!d) return [];
      return [
        svg("path", {
          d,
          "fill-rule": "evenodd",
          fill: look.fill ? theme[fillOf(look, shape.feature.rank ?? 1)!] : "none",
          stroke: look.line ? theme[look.line] : "none",
          "stroke-width": lineWidth(look, shape.feature.rank ?? 1, screen.zoom),
          "stroke-dasharray": look.dash?.join(" "),
        }),
      ];
    }),
  );
}

function graticuleParts({ screen, origin, theme, words }: MapScene): SVGElement[] {
  return graticuleLines(screen, origin).flatMap(({ upright, at, degrees }) => [
    svg("path", {
      d: upright ? `M${at} 0V${screen.height}` : `M0 ${at}H${screen.width}`,
      stroke: theme.ink,
      "stroke-width": 0.5,
      "stroke-opacity": 0.35,
    }),
    haloText(
      theme,
      "ltr",
      { x: upright ? at + 3 : 4, y: upright ? 12 : at - 3, "font-size": 10.5 },
      `${words.number(degrees, 2)}°`,
    ),
  ]);
}

interface Side {
  readonly text: string;
  /** Where the text begins, or ends: beside the handle. */
  readonly at: number;
  readonly anchor: "start" | "end";
  readonly box: Box;
}

const SIDE = { size: 14, gap: 10, line: 24 } as const;

/** The two dates, from left to right: time runs with the script. */
function sidesOf(scene: MapScene): Side[] {
  const { screen, split, state, atlas, words } = scene;
  const context = document.createElement("canvas").getContext("2d")!;
  context.font = `600 ${SIDE.size}px ${FONT}`;
  const dates = sideDates(atlas.steps, state);
  return (words.rightToLeft ? dates.reverse() : dates).map((date, i) => {
    const text = stepText(scene, date);
    const at = split * screen.width + (i ? SIDE.gap : -SIDE.gap);
    const { width } = context.measureText(text);
    const left = i ? at : at - width;
    return { text, at, anchor: i ? "start" : "end", box: [left, SIDE.line - SIDE.size, left + width, SIDE.line + 4] };
  });
}

/** The line between them. */
const handleBox = ({ screen: { width, height }, split }: MapScene): Box => [split * width - 3, 0, split * width + 3, height];

/** The border between two dates, with the date of each side. */
function handleParts({ screen, split, theme }: MapScene, sides: readonly Side[]): SVGElement[] {
  const d = `M${split * screen.width} 0V${screen.height}`;
  const name = ({ text, at, anchor }: Side) =>
    svg(
      "text",
      {
        x: at,
        y: SIDE.line,
        fill: theme.ink,
        "font-size": SIDE.size,
        "font-weight": 600,
        direction: "ltr",
        "text-anchor": anchor,
        stroke: theme.halo,
        "stroke-width": 4,
        "paint-order": "stroke",
      },
      text,
    );
  return [
    svg("path", { d, stroke: theme.halo, "stroke-width": 4 }),
    svg("path", { d, stroke: theme.ink, "stroke-width": 2 }),
    ...sides.map(name),
  ];
}
