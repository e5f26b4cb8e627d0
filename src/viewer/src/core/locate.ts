// The cell under a point: the nearest border to the east faces it with the side of that very cell.
import type { Arcs, History } from "./history";

/** Arcs of fewer are all looked at. */
const FEW = 64;
const MOST_ROWS = 512;

/** Find cells by point; which arcs lie at which height is worked out once. */
export function cellFinder(history: History): (lon: number, lat: number) => number {
  const { arcs, grid } = history;
  const boxes = arcBoxes(arcs);
  const rows = rowsOf(boxes, arcs.count);
  return (lon, lat) => cellAt(arcs, boxes, rows, lon / grid, lat / grid);
}

/** Lowest y, highest y and highest x of each arc. */
function arcBoxes({ count, first, xy }: Arcs): Int32Array {
  const boxes = new Int32Array(3 * count);
  for (let arc = 0; arc < count; arc++) {
    let [low, high, east] = [Infinity, -Infinity, -Infinity];
    for (let vertex = first[arc]; vertex < first[arc + 1]; vertex++) {
      low = Math.min(low, xy[2 * vertex + 1]);
      high = Math.max(high, xy[2 * vertex + 1]);
      east = Math.max(east, xy[2 * vertex]);
    }
    boxes.set([low, high, east], 3 * arc);
  }
  return boxes;
}

/** Arcs by the rows of ground that they reach into: those of row r are `arcs` from `first[r]` on to before `first[r + 1]`. */
interface Rows {
  readonly low: number;
  readonly height: number;
  readonly first: Int32Array;
  readonly arcs: Int32Array;
}

function rowsOf(boxes: Int32Array, count: number): Rows {
  let [low, high] = [Infinity, -Infinity];
  for (let arc = 0; arc < count; arc++) {
    low = Math.min(low, boxes[3 * arc]);
    high = Math.max(high, boxes[3 * arc + 1]);
  }
  const rows = count < FEW ? 1 : MOST_ROWS;
  const height = Math.max(1, (high - low + 1) / rows);
  const rowOf = (y: number) => Math.floor((y - low) / height);
  const first = new Int32Array(rows + 1);
  for (let arc = 0; arc < count; arc++) for (let row = rowOf(boxes[3 * arc]); row <= rowOf(boxes[3 * arc + 1]); row++) first[row + 1]++;
  for (let row = 0; row < rows; row++) first[row + 1] += first[row];
  const next = first.slice();
  const arcs = new Int32Array(first[rows]);
  for (let arc = 0; arc < count; arc++) for (let row = rowOf(boxes[3 * arc]); row <= rowOf(boxes[3 * arc + 1]); row++) arcs[next[row]++] = arc;
  return { low, height, first, arcs };
}

function cellAt({ first, xy, left, right }: Arcs, boxes: Int32Array, rows: Rows, x: number, y: number): number {
  let nearest = Infinity;
  let cell = -1;
  const row = Math.floor((y - rows.low) / rows.height);
  for (let at = rows.first[row]; at < rows.first[row + 1]; at++) {
    const arc = rows.arcs[at];
    if (boxes[3 * arc] > y || boxes[3 * arc + 1] <= y || boxes[3 * arc + 2] < x) continue;
    for (let i = 2 * first[arc]; i < 2 * first[arc + 1] - 2; i += 2) {
      const upwards = xy[i + 1] <= y;
      if (upwards === xy[i + 3] <= y) continue;
      const crossing = xy[i] + ((y - xy[i + 1]) / (xy[i + 3] - xy[i + 1])) * (xy[i + 2] - xy[i]);
      // At the antimeridian two edges lie on each other, each with ground on one side.
      if (crossing < x || crossing > nearest || (crossing === nearest && cell >= 0)) continue;
      nearest = crossing;
      cell = upwards ? left[arc] : right[arc];
    }
  }
  return cell;
}
