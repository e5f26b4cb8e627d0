// Which cell each pixel of a picture shows, as runs along its rows: on a dense map the cells stay where they are while the
// date moves, so that a step only looks up the colours of what was found once.
import { runningSum } from "../core/history";
import type { Ground } from "./ground";
import type { Near } from "./nearby";
import type { Screen } from "./screen";

/** The runs of each row, from its first pixel to its last. */
export interface Runs {
  readonly columns: number;
  readonly rows: number;
  /** Index of each row's first run, and one past the last at the end. */
  readonly first: Int32Array;
  /** The column with which each run begins. */
  readonly from: Int32Array;
  /** The cell under each run's pixels; -1: none. */
  readonly cell: Int32Array;
}

/** A picture in device pixels: a point in world units lies at `x + scale * point`. */
export type Raster = Pick<Screen, "scale" | "x" | "y" | "width" | "height">;

/** The device pixels of a rectangle, `ratio` to a CSS pixel. */
export const rasterOf = ({ scale, x, y, width, height }: Screen, ratio: number): Raster => ({
  scale: scale * ratio,
  x: x * ratio,
  y: y * ratio,
  width: width * ratio,
  height: height * ratio,
});

/**
 * Find the cell under the middle of each pixel.
 *
 * Where a row crosses a border it leaves the cell to the west and enters the one to the east. What was entered and not
 * left is summed up as numbers: so the order of borders within a pixel is nothing, and such as crossed each other when they
 * were thinned put nothing wrong farther east.
 */
export function runsOf(ground: Ground, near: Near, raster: Raster): Runs {
  const parts = runsInParts(ground, near, raster);
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value;
  }
}

/** Borders, and rows, of a part of the work. */
const [ARCS, ROWS] = [1_000, 40];

/** The same in parts, between which other work may be done. */
export function* runsInParts(ground: Ground, near: Near, raster: Raster): Generator<void, Runs> {
  const [columns, rows] = [Math.round(raster.width), Math.round(raster.height)];
  const lengths = new Int32Array(rows);
  for (let i = 0; i < near.arcs.length; i += ARCS) {
    eachCrossing(ground, near.arcs.slice(i, i + ARCS), raster, (row) => void lengths[row]++);
    yield;
  }
  const begins = runningSum(lengths);
  const next = begins.slice();
  const { left, right, count } = ground.arcs;
  // Column, arc and direction as one number: by far the fastest thing to sort.
  const crossings = new Float64Array(begins[rows]);
  for (let i = 0; i < near.arcs.length; i += ARCS) {
    eachCrossing(ground, near.arcs.slice(i, i + ARCS), raster, (row, column, arc, upwards) => {
      crossings[next[row]++] = (column * count + arc) * 2 + (upwards ? 1 : 0);
    });
    yield;
  }
  const number = (cell: number) => (near.has(cell) ? cell + 1 : 0);
  const first = new Int32Array(rows + 1);
  const [from, cell] = [new Int32Array(crossings.length + rows), new Int32Array(crossings.length + rows)];
  let end = 0;
  const begin = (row: number, column: number, one: number) => {
    // Of several that begin in one pixel the last has its middle.
    if (end > first[row] && from[end - 1] === column) end--;
    if (end > first[row] && cell[end - 1] === one) return;
    [from[end], cell[end]] = [column, one];
    end++;
  };
  for (let row = 0; row < rows; row++) {
    if (row % ROWS === 0) yield;
    first[row] = end;
    begin(row, 0, -1);
    let [sum, mixed] = [0, 0];
    for (const crossing of crossings.subarray(begins[row], begins[row + 1]).sort()) {
      const upwards = crossing % 2;
      const arc = Math.floor(crossing / 2) % count;
      const [one, other] = [number(left[arc]), number(right[arc])];
      sum += upwards ? other - one : one - other;
      mixed ^= one ^ other;
      // Both are one number where a single cell was entered and not left, and hardly ever else.
      if (sum === mixed) begin(row, Math.floor(crossing / 2 / count), sum - 1);
    }
  }
  first[rows] = end;
  return { columns, rows, first, from: from.slice(0, end), cell: cell.slice(0, end) };
}

/**
 * Call for each border that the middle line of a row of pixels crosses, with the first pixel that has its middle behind it,
 * and whether it runs upwards. What lies to the left of the picture is crossed at its first pixel, what lies to the right never.
 */
function eachCrossing(
  { first, points }: Ground,
  arcs: Iterable<number>,
  { scale, x, y, width, height }: Raster,
  visit: (row: number, column: number, arc: number, upwards: boolean) => void,
): void {
  const [columns, rows] = [Math.round(width), Math.round(height)];
  for (const arc of arcs) {
    let ax = points[2 * first[arc]] * scale + x;
    let ay = points[2 * first[arc] + 1] * scale + y;
    for (let i = 2 * first[arc] + 2; i < 2 * first[arc + 1]; i += 2) {
      const bx = points[i] * scale + x;
      const by = points[i + 1] * scale + y;
      const upwards = by < ay;
      const end = Math.min(rows, Math.ceil((upwards ? ay : by) - 0.5));
      for (let row = Math.max(0, Math.ceil((upwards ? by : ay) - 0.5)); row < end; row++) {
        const column = Math.ceil(ax + ((row + 0.5 - ay) / (by - ay)) * (bx - ax) - 0.5);
        if (column < columns) visit(row, Math.max(0, column), arc, upwards);
      }
      [ax, ay] = [bx, by];
    }
  }
}
