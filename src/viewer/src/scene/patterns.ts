// Hatches and textures as small tiles: one drawing for canvas and SVG, laid on the ground.
import { svg } from "../lib/element";
import type { Hatch, Texture } from "./styles";
import { withAlpha } from "./theme";

const SIZE = 12;
const RISING = "M-2 2L2 -2M-2 14L14 -2M10 14L14 10";
const FALLING = "M-2 10L2 14M-2 -2L14 14M10 -2L14 2";

interface Drawing {
  readonly d: string;
  readonly width: number;
}

const HATCHES: Readonly<Record<Hatch, Drawing | null>> = {
  none: null,
  no_successor: { d: RISING, width: 1 },
  no_report: { d: "M6 4.4v3.2M4.4 6h3.2", width: 1 },
  filtered: { d: "M2 3h3M8 9h3", width: 1 },
  contested: { d: RISING, width: 2.2 },
  joint: { d: "M6 -1V13", width: 3 },
  besieged: { d: RISING + FALLING, width: 1.1 },
  lost: { d: RISING, width: 1.3 },
  lines: { d: FALLING, width: 1 },
  cross: { d: RISING + FALLING, width: 0.8 },
  dots: { d: "M3 3h.01M9 9h.01", width: 2.4 },
};

/** A line of a texture, white or black, at an opacity. */
interface Stroke extends Drawing {
  readonly ink: "#ffffff" | "#000000";
  readonly alpha: number;
}

/** How strong a texture's lines are: on every colour, by day and by night, one of the two is seen by everybody. */
export const INKS = { light: 0.45, dark: 0.4 };

const light = (width: number, d: string): Stroke => ({ d, width, ink: "#ffffff", alpha: INKS.light });
const dark = (width: number, d: string): Stroke => ({ d, width, ink: "#000000", alpha: INKS.dark });

/** The lines of each texture: a light one and a dark one beside it, so that the colour under them stays as light as it is. Those of
 * stripes cover most: `model/sight.py` has how much, and holds colours against each other so. */
export const GRAINS: Readonly<Record<Texture, readonly Stroke[]>> = {
  dots: [light(1.7, "M3 3h.01M9 9h.01M9 3h.01M3 9h.01"), dark(1.5, "M4 4.2h.01M10 10.2h.01M10 4.2h.01M4 10.2h.01")],
  stripes: [light(1.4, FALLING), dark(1.4, "M-2 8L4 14M-2 -4L14 12")],
  rings: [light(1, "M6 3.6a2.4 2.4 0 1 1 -.01 0"), dark(0.8, "M6 4.5a1.5 1.5 0 1 1 -.01 0")],
};

const tiles = new Map<string, HTMLCanvasElement>();

/** A tile of a hatch in one colour, `ratio` device pixels a CSS pixel, drawn once; null for none. */
export function hatchTile(hatch: Hatch, colour: string, ratio: number): HTMLCanvasElement | null {
  const drawing = HATCHES[hatch];
  return drawing && keptTile(`${hatch} ${colour} ${ratio}`, [{ ...drawing, colour }], ratio);
}

/** A tile of a texture's lines. */
export const grainTile = (texture: Texture, ratio: number): HTMLCanvasElement =>
  keptTile(`grain ${texture} ${ratio}`, grainOf(texture), ratio);

/** A drawing in its colour. */
type Inked = Drawing & { readonly colour: string };

const grainOf = (texture: Texture): Inked[] =>
  GRAINS[texture].map(({ ink, alpha, ...drawing }) => ({ ...drawing, colour: withAlpha(ink, alpha) }));

function keptTile(key: string, lines: readonly Inked[], ratio: number): HTMLCanvasElement {
  const tile = tiles.get(key) ?? drawTile(lines, ratio);
  tiles.set(key, tile);
  return tile;
}

function drawTile(lines: readonly Inked[], ratio: number): HTMLCanvasElement {
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(SIZE * ratio);
  const context = tile.getContext("2d")!;
  context.scale(tile.width / SIZE, tile.height / SIZE);
  context.lineCap = "round";
  for (const { d, width, colour } of lines) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke(new Path2D(d));
  }
  return tile;
}

/** A hatch as an SVG pattern with an id; null for none. */
export function hatchPattern(hatch: Hatch, colour: string, id: string): SVGElement | null {
  const drawing = HATCHES[hatch];
  return drawing && pattern([{ ...drawing, colour }], id);
}

/** A texture's lines as an SVG pattern with an id. */
export const grainPattern = (texture: Texture, id: string): SVGElement => pattern(grainOf(texture), id);

const pattern = (lines: readonly Inked[], id: string): SVGElement =>
  svg(
    "pattern",
    { id, width: SIZE, height: SIZE, patternUnits: "userSpaceOnUse" },
    ...lines.map(({ d, width, colour }) =>
      svg("path", { d, fill: "none", stroke: colour, "stroke-width": width, "stroke-linecap": "round" }),
    ),
  );
