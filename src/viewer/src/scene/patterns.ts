// Hatches and textures as small tiles: one drawing for canvas and SVG, laid on the ground.
import { svg } from "../lib/element";
import type { Hatch, Texture } from "./styles";

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

/** What each texture takes away, and how much of the colour goes there. */
export const HOLES: Readonly<Record<Texture, Drawing & { readonly depth: number }>> = {
  dots: { d: "M0 0h.01M12 0h.01M0 12h.01M12 12h.01M6 6h.01M6 0h.01M0 6h.01M6 12h.01M12 6h.01M3 3h.01M9 9h.01M3 9h.01M9 3h.01", width: 1.2, depth: 0.42 },
  stripes: { d: FALLING, width: 3.6, depth: 0.17 },
  rings: { d: "M6 3.6a2.4 2.4 0 1 1 -.01 0", width: 1, depth: 0.34 },
};

const tiles = new Map<string, HTMLCanvasElement>();

/** A tile of a hatch in one colour, `ratio` device pixels a CSS pixel, drawn once; null for none. */
export function hatchTile(hatch: Hatch, colour: string, ratio: number): HTMLCanvasElement | null {
  const drawing = HATCHES[hatch];
  return drawing && keptTile(`${hatch} ${colour} ${ratio}`, drawing, colour, ratio);
}

/** A tile of a texture's holes, as deep as they are. */
export const holesTile = (texture: Texture, ratio: number): HTMLCanvasElement =>
  keptTile(`holes ${texture} ${ratio}`, HOLES[texture], `rgb(0 0 0 / ${HOLES[texture].depth})`, ratio);

function keptTile(key: string, drawing: Drawing, colour: string, ratio: number): HTMLCanvasElement {
  const tile = tiles.get(key) ?? drawTile(drawing, colour, ratio);
  tiles.set(key, tile);
  return tile;
}

function drawTile(drawing: Drawing, colour: string, ratio: number): HTMLCanvasElement {
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(SIZE * ratio);
  const context = tile.getContext("2d")!;
  context.scale(tile.width / SIZE, tile.height / SIZE);
  context.strokeStyle = colour;
  context.lineWidth = drawing.width;
  context.lineCap = "round";
  context.stroke(new Path2D(drawing.d));
  return tile;
}

/** A hatch as an SVG pattern with an id; null for none. */
export function hatchPattern(hatch: Hatch, colour: string, id: string): SVGElement | null {
  const drawing = HATCHES[hatch];
  return drawing && pattern(drawing, colour, id);
}

/** A texture's holes as an SVG pattern in one colour. */
export const holesPattern = (texture: Texture, colour: string, id: string): SVGElement =>
  pattern(HOLES[texture], colour, id);

const pattern = ({ d, width }: Drawing, colour: string, id: string): SVGElement =>
  svg(
    "pattern",
    { id, width: SIZE, height: SIZE, patternUnits: "userSpaceOnUse" },
    svg("path", { d, fill: "none", stroke: colour, "stroke-width": width, "stroke-linecap": "round" }),
  );
