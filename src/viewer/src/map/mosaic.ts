// A dense map while the date moves: each pixel takes the colour of its cell from a tile of that cell's looks. What lies
// where is found once for each view, so that a step costs as many pixels as change, however many borders run through them.
import type { Runs } from "../scene/runs";
import type { Box } from "../scene/world";
import { type Frame, useWorldUnits } from "./canvasLayer";

/** How ground looks, pixel by pixel, again and again in both directions. */
export interface Tile {
  readonly side: number;
  readonly pixels: Uint32Array;
  /** Whether all pixels are alike. */
  readonly plain: boolean;
}

/** Gives the tile of a number. */
export type Tiles = (number: number) => Tile;

/** CSS pixels after which every hatch and texture comes again. */
const SIDE = 12;

/** Tiles of ground as `paint` draws it, by number, each drawn when it is first asked for. */
export function tilesOf(frame: Frame, paint: (context: CanvasRenderingContext2D, all: Path2D, number: number) => void): Tiles {
  const side = Math.round(SIDE * frame.ratio);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  useWorldUnits(context, frame);
  const all = new Path2D();
  // One pixel more on each side: no edge is soft.
  const unit = 1 / (frame.scale * frame.ratio);
  all.rect(-frame.x / frame.scale - unit, -frame.y / frame.scale - unit, (side + 2) * unit, (side + 2) * unit);
  const known: Tile[] = [];
  const drawn = (number: number): Tile => {
    context.save();
    context.resetTransform();
    context.clearRect(0, 0, side, side);
    context.restore();
    paint(context, all, number);
    const pixels = new Uint32Array(context.getImageData(0, 0, side, side).data.buffer);
    return { side, pixels, plain: pixels.every((pixel) => pixel === pixels[0]) };
  };
  return (number) => (known[number] ??= drawn(number));
}

let room = new Uint8ClampedArray(0);

/** As many bytes as asked for, used again and again. */
function bytes(count: number): Uint8ClampedArray<ArrayBuffer> {
  if (room.length < count) room = new Uint8ClampedArray(count);
  return room.subarray(0, count);
}

/** Put boxes of device pixels on a canvas, whatever stood there; `tileOf` gives a cell's looks, null for none. */
export function paintRuns(context: CanvasRenderingContext2D, runs: Runs, boxes: readonly Box[], tileOf: (cell: number) => Tile | null): void {
  for (const [left, top, right, bottom] of boxes) {
    const [width, height] = [right - left, bottom - top];
    const data = bytes(4 * width * height);
    const pixels = new Uint32Array(data.buffer, 0, width * height);
    for (let row = top; row < bottom; row++) fillRow(pixels, (row - top) * width, runs, row, left, right, tileOf);
    context.putImageData(new ImageData(data, width, height), left, top);
  }
}

/** Fill a row of a box, whose pixels begin at `start`. */
function fillRow(
  pixels: Uint32Array,
  start: number,
  { first, from, cell }: Runs,
  row: number,
  left: number,
  right: number,
  tileOf: (cell: number) => Tile | null,
): void {
  const end = first[row + 1];
  for (let run = runAt(from, first[row], end, left); run < end && from[run] < right; run++) {
    const low = Math.max(left, from[run]);
    const high = run + 1 < end ? Math.min(right, from[run + 1]) : right;
    const tile = tileOf(cell[run]);
    if (!tile || tile.plain) pixels.fill(tile ? tile.pixels[0] : 0, start + low - left, start + high - left);
    else layTile(pixels, tile, start - left, row, low, high);
  }
}

/** Lay a tile on a row's pixels from one column on to before another; column 0 stands at `start`. */
function layTile(pixels: Uint32Array, { side, pixels: own }: Tile, start: number, row: number, low: number, high: number): void {
  const begin = (row % side) * side;
  const end = begin + side;
  let from = begin + (low % side);
  for (let at = start + low; at < start + high; at++) {
    pixels[at] = own[from];
    if (++from === end) from = begin;
  }
}

/** The run that a column lies in, among some. */
function runAt(from: Int32Array, first: number, end: number, column: number): number {
  let [low, high] = [first, end];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (from[middle] <= column) low = middle;
    else high = middle;
  }
  return low;
}
