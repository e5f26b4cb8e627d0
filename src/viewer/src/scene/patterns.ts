// Hatches as small tiles: one drawing for canvas and SVG, laid on the ground.
import { svg } from "../lib/element";
import type { Hatch } from "./styles";

const SIZE = 12;
const RISING = "M-2 2L2 -2M-2 14L14 -2M10 14L14 10";
const FALLING = "M-2 10L2 14M-2 -2L14 14M10 -2L14 2";

interface Drawing {
  readonly d: string;
  readonly width: number;
}

const DRAWINGS: Readonly<Record<Hatch, Drawing | null>> = {
  none: null,
  unknown: { d: RISING, width: 1 },
  contested: { d: RISING, width: 4 },
  joint: { d: "M6 -1V13", width: 6 },
  besieged: { d: RISING + FALLING, width: 1.1 },
  lost: { d: RISING, width: 2.6 },
  lines: { d: FALLING, width: 1 },
  cross: { d: RISING + FALLING, width: 0.8 },
  dots: { d: "M3 3h.01M9 9h.01", width: 2.4 },
};

const tiles = new Map<string, HTMLCanvasElement>();

/** A tile of a hatch in one colour, `ratio` device pixels a CSS pixel, drawn once; null for none. */
export function hatchTile(hatch: Hatch, colour: string, ratio: number): HTMLCanvasElement | null {
  const drawing = DRAWINGS[hatch];
  if (!drawing) return null;
  const key = `${hatch} ${colour} ${ratio}`;
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
  const drawing = DRAWINGS[hatch];
  if (!drawing) return null;
  return svg(
    "pattern",
    { id, width: SIZE, height: SIZE, patternUnits: "userSpaceOnUse" },
    svg("path", {
      d: drawing.d,
      fill: "none",
      stroke: colour,
      "stroke-width": drawing.width,
      "stroke-linecap": "round",
    }),
  );
}
