// Who held what, what changed hands and the fronts as SVG elements: the same looks as on the canvas.
import { CERTAINTIES } from "../core/certainty";
import { comparisonOf, passageDates, sideDates } from "../core/choices";
import { frontArcs } from "../core/fronts";
import { snapshotAt } from "../core/history";
import { passageOf, passagesBetween } from "../core/measure";
import { arcOf, groupRings, type Walk } from "../core/rings";
import { svg } from "../lib/element";
import { borderLines } from "../scene/borders";
import { fillingOf, passageFilling } from "../scene/filling";
import { frontLine, HALO_PX } from "../scene/fronts";
import { type Ground, traceArcs, traceRings } from "../scene/ground";
import type { MapScene } from "../scene/mapScene";
import type { Screen } from "../scene/screen";
import { grainPattern } from "../scene/patterns";
import { styleTable, type Texture, TEXTURES } from "../scene/styles";
import { filled, layer } from "./parts";
import { inSight, svgPen } from "./pen";

/** Opacity of the map under changed ground: as the style sheet has it. */
export const FADED = 0.85;

/** Control as it is shown: at one date, faded under what changed, or at two dates side by side. */
export function controlParts(scene: MapScene): SVGElement[] {
  const { state, atlas } = scene;
  const { date } = state;
  switch (comparisonOf(state)) {
    case "none":
      return [layer("control", ...snapshotParts(scene, date))];
    case "changes": {
      const faded = layer("control", ...snapshotParts(scene, date));
      faded.setAttribute("opacity", String(FADED));
      return [faded, layer("changes", ...changeParts(scene))];
    }
    case "sides": {
      const { split, words } = scene;
      const [left, right] = [
        [0, split],
        [split, 1],
      ] as const;
      const [first, second] = words.rightToLeft ? [right, left] : [left, right];
      return [side(scene, "control-before", sideDates(atlas.steps, state)[0], first), side(scene, "control", date, second)];
    }
  }
}

/** The part of the view from one share of its width to another. */
function side(scene: MapScene, id: string, date: number, [from, to]: readonly [number, number]): SVGElement {
  const { width, height } = scene.screen;
  const cut = { x: from * width, y: 0, width: (to - from) * width, height };
  const group = layer(
    id,
    svg("clipPath", { id: `cm-${id}` }, svg("rect", cut)),
    ...snapshotParts(scene, date),
  );
  group.setAttribute("clip-path", `url(#cm-${id})`);
  return group;
}

function snapshotParts({ atlas, ground, theme, state, screen, sharp }: MapScene, date: number): SVGElement[] {
  const { history, header } = atlas;
  const snapshot = snapshotAt(history, date);
  const table = styleTable(atlas, state);
  const rings = groupRings(ground.arcs, (cell) => table.ofState[snapshot[cell]], table.styles.keys());
  const fills = table.styles.flatMap((style, i) => {
    const d = ringsPath(ground, rings.get(i)!, screen);
    const filling = fillingOf(style, header.actors, theme);
    return d ? filled((fill) => svg("path", { d, fill }), filling, `${date}-${i}`) : [];
  });
  const lines = borderLines(atlas, ground, table, snapshot, date, theme);
  const borders = lines.map(({ walks, colour, widthPx }) => line(arcsPath(ground, walks.map(arcOf), screen), colour, widthPx));
  const textured = texturedPaths(ground, (cell) => table.sureness[snapshot[cell]], screen);
  if (sharp) return [...fills, ...sharpTextures(textured, `${date}`), ...borders];
  const all = groupRings(ground.arcs, (cell) => (table.ofState[snapshot[cell]] < 0 ? -1 : 0), [0]).get(0)!;
  return [...fills, ...softTextures(textured, ringsPath(ground, all, screen), screen, `${date}`), ...borders];
}

/** A texture, and the path of its ground. */
type Textured = readonly [Texture, string];

function texturedPaths(ground: Ground, surenessOf: (cell: number) => number, screen: Screen): Textured[] {
  const textures = CERTAINTIES.map((certainty) => TEXTURES[certainty]);
  return [...groupRings(ground.arcs, surenessOf, textures.keys())].flatMap(([i, rings]): Textured[] => {
    const texture = textures[i];
    const d = texture && ringsPath(ground, rings, screen);
    return texture && d ? [[texture, d]] : [];
  });
}

/** How sure ground is, up to the very edges of what is as sure. */
const sharpTextures = (textured: readonly Textured[], id: string): SVGElement[] =>
  textured.flatMap(([texture, d]) => [
    grainPattern(texture, `cm-${texture}-${id}`),
    svg("path", { d, fill: `url(#cm-${texture}-${id})` }),
  ]);

/** The same with soft edges, within the outline of all that is drawn. */
function softTextures(textured: readonly Textured[], outline: string, { width, height }: Screen, id: string): SVGElement[] {
  if (!textured.length) return [];
  // Where a mask begins is said: a tenth before the whole picture's corner else, so that it ends too soon.
  const all = { x: 0, y: 0, width, height };
  const parts = textured.flatMap(([texture, d]) => {
    const name = `cm-${texture}-${id}`;
    return [
      svg("mask", { id: `${name}-where`, maskUnits: "userSpaceOnUse", ...all }, svg("path", { d, fill: "#fff", filter: `url(#cm-soft-${id})` })),
      grainPattern(texture, name),
      svg("rect", { ...all, fill: `url(#${name})`, mask: `url(#${name}-where)` }),
    ];
  });
  return [
    svg("filter", { id: `cm-soft-${id}`, filterUnits: "userSpaceOnUse", "color-interpolation-filters": "sRGB", ...all }, svg("feGaussianBlur", { stdDeviation: 3.5 })),
    svg("clipPath", { id: `cm-ground-${id}` }, svg("path", { d: outline })),
    svg("g", { "clip-path": `url(#cm-ground-${id})` }, ...parts),
  ];
}

function changeParts({ atlas, ground, theme, state, screen }: MapScene): SVGElement[] {
  const passages = passagesBetween(atlas.history, atlas.states, ...passageDates(atlas.steps, state));
  const rings = groupRings(ground.arcs, passageOf(passages, atlas.history.cellCount), passages.keys());
  return passages.flatMap((passage, i) => {
    const d = ringsPath(ground, rings.get(i)!, screen);
    if (!d) return [];
    const filling = passageFilling(passage, atlas.header.actors, theme);
    return [...filled((fill) => svg("path", { d, fill }), filling, `change-${i}`), line(d, theme.front, 1)];
  });
}

/** The fronts as bold lines; none while only their thin borders are shown. */
export function frontParts({ atlas, ground, theme, state, screen }: MapScene): SVGElement[] {
  if (state.fronts === "off") return [];
  const byAge = state.fronts === "age";
  const paths = frontArcs(atlas, state.date, byAge).map((arcs) => arcsPath(ground, arcs, screen));
  const lines = paths.flatMap((d, age) => (d ? [{ d, ...frontLine(age, byAge, theme) }] : []));
  return [
    layer(
      "fronts",
      ...lines.map(({ d, widthPx }) => line(d, theme.halo, widthPx + HALO_PX)),
      ...lines.map(({ d, colour, widthPx }) => line(d, colour, widthPx)),
    ),
  ];
}

const line = (d: string, stroke: string, widthPx: number): SVGElement =>
  svg("path", {
    d,
    fill: "none",
    stroke,
    "stroke-width": widthPx,
    "stroke-linejoin": "round",
    "stroke-linecap": "round",
  });

function arcsPath(ground: Ground, which: readonly number[], screen: Screen): string {
  const { points, first } = ground;
  const pen = svgPen(screen);
  const seen = which.filter((arc) => inSight(points.subarray(2 * first[arc], 2 * first[arc + 1]), screen));
  traceArcs(pen, ground, seen);
  return pen.text();
}

/** The path of rings, as they look on the screen. */
export function ringsPath(ground: Ground, rings: readonly Walk[][], screen: Screen): string {
  const pen = svgPen(screen);
  traceRings(pen, ground, rings);
  return pen.text();
}
