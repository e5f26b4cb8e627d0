// The ground: arcs that were projected once, for all that draws them, and the boxes of the cells.
import type { Atlas } from "../core/atlas";
import type { Arcs } from "../core/history";
import type { Walk } from "../core/rings";
import { type Box, type Origin, projectAll } from "./world";

/** The arcs' vertices and the cells' boxes in world units from an origin. */
export interface Ground {
  readonly arcs: Arcs;
  readonly points: Float32Array;
  /** Index in `points` of each arc's first vertex, and one past the last at the end. */
  readonly first: Int32Array;
  readonly boxes: Float32Array;
}

/** Project a map's arcs, once for all that draws them. */
export function groundOf({ history }: Atlas, origin: Origin): Ground {
  const points = projectAll(history.arcs.xy, history.grid, origin);
  const boxes = cellBoxes(history.arcs, history.cellCount, points);
  return { arcs: history.arcs, points, first: history.arcs.first, boxes };
}

/** What lines are drawn with, on a canvas or in an SVG picture. */
export interface Pen {
  move(x: number, y: number): void;
  line(x: number, y: number): void;
  /** End the line; `closed` joins it to its beginning. */
  end(closed: boolean): void;
}

/** Draw rings; what is filled only need not be closed. */
export function traceRings(pen: Pen, ground: Ground, rings: readonly Walk[][], closed = true): void {
  for (const ring of rings) {
    ring.forEach((walk, i) => drawAlong(pen, ground, walk, i === 0));
    pen.end(closed);
  }
}

/** Draw arcs, either way, each as a line of its own. */
export function traceArcs(pen: Pen, ground: Ground, arcs: readonly Walk[]): void {
  for (let i = 0; i < arcs.length; i++) {
    drawAlong(pen, ground, arcs[i], true);
    pen.end(false);
  }
}

/** Draw along an arc, either way; `start` begins a new line there. */
function drawAlong(pen: Pen, { first, points }: Ground, walk: Walk, start: boolean): void {
  const arc = walk < 0 ? ~walk : walk;
  const low = first[arc];
  const high = first[arc + 1] - 1;
  const step = walk < 0 ? -1 : 1;
  let vertex = walk < 0 ? high : low;
  if (start) pen.move(points[2 * vertex], points[2 * vertex + 1]);
  for (let left = high - low; left > 0; left--) {
    vertex += step;
    pen.line(points[2 * vertex], points[2 * vertex + 1]);
  }
}

function cellBoxes({ count, first, left, right }: Arcs, cellCount: number, points: Float32Array): Float32Array {
  const boxes = new Float32Array(4 * cellCount);
  for (let i = 0; i < boxes.length; i++) boxes[i] = i % 4 < 2 ? Infinity : -Infinity;
  // Numbers, not boxes as values: a dense map has hundreds of thousands of arcs, and its first picture waits for this.
  let [west, north, east, south] = [0, 0, 0, 0];
  const widen = (cell: number) => {
    const i = 4 * cell;
    if (west < boxes[i]) boxes[i] = west;
    if (north < boxes[i + 1]) boxes[i + 1] = north;
    if (east > boxes[i + 2]) boxes[i + 2] = east;
    if (south > boxes[i + 3]) boxes[i + 3] = south;
  };
  for (let arc = 0; arc < count; arc++) {
    west = north = Infinity;
    east = south = -Infinity;
    for (let i = 2 * first[arc]; i < 2 * first[arc + 1]; i += 2) {
      if (points[i] < west) west = points[i];
      if (points[i] > east) east = points[i];
      if (points[i + 1] < north) north = points[i + 1];
      if (points[i + 1] > south) south = points[i + 1];
    }
    if (left[arc] >= 0) widen(left[arc]);
    if (right[arc] >= 0) widen(right[arc]);
  }
  return boxes;
}

/** The box of all cells; null if there are none. */
export function boundsOf({ boxes }: Ground): Box | null {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < boxes.length; i += 4) {
    if (boxes[i] < west) west = boxes[i];
    if (boxes[i + 1] < north) north = boxes[i + 1];
    if (boxes[i + 2] > east) east = boxes[i + 2];
    if (boxes[i + 3] > south) south = boxes[i + 3];
  }
  return boxes.length ? [west, north, east, south] : null;
}

/** The box of one cell. */
export const boxAt = ({ boxes }: Ground, cell: number): Box => [
  boxes[4 * cell],
  boxes[4 * cell + 1],
  boxes[4 * cell + 2],
  boxes[4 * cell + 3],
];
