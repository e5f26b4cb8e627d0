// The map of the present view as SVG elements, from the sea up, in the order of the page's layers.
import { comparisonOf, sideDates } from "../core/choices";
import { groupRings } from "../core/rings";
import { svg } from "../lib/element";
import { backdropOf, fillOf, GROUND, LINES, lineWidth, type Look } from "../scene/background";
import { graticuleLines } from "../scene/graticule";
import { stepText } from "../strings/when";
import type { MapScene } from "../scene/mapScene";
import { controlParts, frontParts, ringsPath } from "./controlPicture";
import { haloText, labelParts, markParts } from "./marksPicture";
import { layer } from "./parts";
import { runPath } from "./pen";

/** The map as it is seen, from the sea up to the names. */
export function mapPicture(scene: MapScene): SVGElement {
  const { screen, theme, state } = scene;
  return svg(
    "g",
    {},
    svg("rect", { width: screen.width, height: screen.height, fill: backdropOf(scene.atlas.header, theme) }),
    layer("ground", ...baseParts(scene, GROUND)),
    ...controlParts(scene),
    ...frontParts(scene),
    ...(state.graticule ? [layer("graticule", ...graticuleParts(scene))] : []),
    layer("lines", ...baseParts(scene, LINES)),
    ...markParts(scene),
    layer("names", ...labelParts(scene)),
    ...(comparisonOf(state) === "sides" ? [layer("handle", ...handleParts(scene))] : []),
  );
}

function baseParts(
  { shapes, screen, theme, ground }: MapScene,
  looks: Readonly<Record<string, Look>>,
): SVGElement[] {
  return Object.entries(looks).flatMap(([kind, look]) => kind === "covered"
    ? [svg("path", { d: ringsPath(ground, groupRings(ground.arcs, () => 0, [0]).get(0)!, screen), fill: theme.covered })]
    : shapes.flatMap((shape) => {
      if (shape.kind !== kind || shape.feature.shape === "point") return [];
      const d = shape.parts.map((part) => runPath(part, screen, shape.feature.shape === "polygon")).join("");
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

/** The border between two dates, with the date of each side. */
function handleParts(scene: MapScene): SVGElement[] {
  const { screen, split, theme, state, atlas, words } = scene;
  const x = split * screen.width;
  const dates = sideDates(atlas.steps, state);
  const [left, right] = words.rightToLeft ? dates.reverse() : dates;
  const name = (date: number, at: number, anchor: string) =>
    svg(
      "text",
      {
        x: at,
        y: 24,
        fill: theme.ink,
        "font-weight": 600,
        direction: "ltr",
        "text-anchor": anchor,
        stroke: theme.halo,
        "stroke-width": 4,
        "paint-order": "stroke",
      },
      stepText(scene, date),
    );
  return [
    svg("path", { d: `M${x} 0V${screen.height}`, stroke: theme.halo, "stroke-width": 4 }),
    svg("path", { d: `M${x} 0V${screen.height}`, stroke: theme.ink, "stroke-width": 2 }),
    name(left, x - 10, "end"),
    name(right, x + 10, "start"),
  ];
}
