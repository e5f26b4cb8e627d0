// The cell under a point: the nearest border to the east faces it with the side of that very cell.
import type { Arcs, History } from "./history";

/** Find cells by point; the boxes of the arcs are worked out once. */
export function cellFinder(history: History): (lon: number, lat: number) => number {
  const boxes = arcBoxes(history.arcs);
  return (lon, lat) => cellAt(history.arcs, boxes, lon / history.grid, lat / history.grid);
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

function cellAt({ count, first, xy, left, right }: Arcs, boxes: Int32Array, x: number, y: number): number {
  let nearest = Infinity;
  let cell = -1;
  for (let arc = 0; arc < count; arc++) {
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
