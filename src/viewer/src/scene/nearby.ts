// What lies near some boxes, by a grid of squares: a step on a map of a hundred thousand cells then looks at few of them.
import { runningSum } from "../core/history";
import { boundsOf, type Ground } from "./ground";
import type { Box } from "./world";

/** Cells whose box meets one that was asked for, and the arcs around them. */
export interface Near {
  readonly cells: readonly number[];
  readonly arcs: readonly number[];
  readonly has: (cell: number) => boolean;
}

export type Nearby = (boxes: readonly Box[]) => Near;

/** A square holds about so many cells, or arcs. */
const IN_SQUARE = 4;
/** What lies over more squares than this is looked at each time: it would fill the lists of them all. */
const MOST_SQUARES = 256;

/** What is near, found by a look at everything: for one picture that is less work than a grid. */
export function nearIn({ arcs, boxes: own }: Ground, boxes: readonly Box[]): Near {
  const inside = new Uint8Array(own.length / 4);
  const cells: number[] = [];
  for (let cell = 0; cell < inside.length; cell++) {
    const i = 4 * cell;
    if (!boxes.some(([west, north, east, south]) => own[i] <= east && own[i + 2] >= west && own[i + 1] <= south && own[i + 3] >= north))
      continue;
    inside[cell] = 1;
    cells.push(cell);
  }
  const has = (cell: number) => cell >= 0 && inside[cell] === 1;
  const found: number[] = [];
  for (let arc = 0; arc < arcs.count; arc++) if (has(arcs.left[arc]) || has(arcs.right[arc])) found.push(arc);
  return { cells, arcs: found, has };
}

/** Gives what is near; an answer holds until the next one is asked for. */
export function nearbyIn(ground: Ground, mostSquares = MOST_SQUARES): Nearby {
  const { arcs, boxes: own } = ground;
  const cellCount = own.length / 4;
  const squares = squaresOf(ground, own, mostSquares);
  const around = arcsAround(ground, cellCount);
  const seen = new Int32Array(cellCount);
  let turn = 0;
  return (boxes) => {
    turn++;
    const has = (cell: number) => cell >= 0 && seen[cell] === turn;
    const cells: number[] = [];
    for (const box of boxes) {
      const [west, north, east, south] = box;
      squares(box, (cell) => {
        const i = 4 * cell;
        if (seen[cell] === turn || own[i] > east || own[i + 2] < west || own[i + 1] > south || own[i + 3] < north) return;
        seen[cell] = turn;
        cells.push(cell);
      });
    }
    const found: number[] = [];
    for (const cell of cells) {
      for (let i = around.first[cell]; i < around.first[cell + 1]; i++) {
        const arc = around.arcs[i];
        // An arc between two of them is met twice.
        if (arcs.left[arc] === cell || !has(arcs.left[arc])) found.push(arc);
      }
    }
    return { cells, arcs: found, has };
  };
}

/**
 * Gives the arcs that may come into some boxes, and few others: all that lines are drawn from. Around a large cell there are
 * thousands that lie elsewhere.
 */
export function arcsIn(ground: Ground, mostSquares = MOST_SQUARES): (boxes: readonly Box[]) => readonly number[] {
  const { count } = ground.arcs;
  const squares = squaresOf(ground, boxesOfArcs(ground), mostSquares);
  const seen = new Int32Array(count);
  let turn = 0;
  return (boxes) => {
    turn++;
    const found: number[] = [];
    for (const box of boxes) {
      squares(box, (arc) => {
        if (seen[arc] === turn) return;
        seen[arc] = turn;
        found.push(arc);
      });
    }
    return found;
  };
}

/** The boxes of all arcs, four numbers each. */
function boxesOfArcs({ points, first, arcs: { count } }: Ground): Float32Array {
  const boxes = new Float32Array(4 * count);
  for (let arc = 0; arc < count; arc++) {
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 2 * first[arc]; i < 2 * first[arc + 1]; i += 2) {
      const [x, y] = [points[i], points[i + 1]];
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < north) north = y;
      if (y > south) south = y;
    }
    boxes[4 * arc] = west;
    boxes[4 * arc + 1] = north;
    boxes[4 * arc + 2] = east;
    boxes[4 * arc + 3] = south;
  }
  return boxes;
}

/** The arcs around each cell, run after run. */
function arcsAround({ arcs: { count, left, right } }: Ground, cellCount: number): { first: Int32Array; arcs: Int32Array } {
  const lengths = new Int32Array(cellCount);
  const each = (visit: (cell: number, arc: number) => void) => {
    for (let arc = 0; arc < count; arc++) {
      if (left[arc] >= 0) visit(left[arc], arc);
      if (right[arc] >= 0) visit(right[arc], arc);
    }
  };
  each((cell) => void lengths[cell]++);
  const first = runningSum(lengths);
  const next = first.slice();
  const arcs = new Int32Array(first[cellCount]);
  each((cell, arc) => void (arcs[next[cell]++] = arc));
  return { first, arcs };
}

/** Calls for each of some things on the ground, by their boxes, that may meet a box, for some more than once. */
function squaresOf(ground: Ground, boxes: Float32Array, mostSquares: number): (box: Box, visit: (thing: number) => void) => void {
  const count = boxes.length / 4;
  const [west, north, east, south] = boundsOf(ground) ?? [0, 0, 0, 0];
  const side = Math.max(1, Math.ceil(Math.sqrt(count / IN_SQUARE)));
  const [perX, perY] = [side / (east - west || 1), side / (south - north || 1)];
  const within = (at: number) => Math.max(0, Math.min(side - 1, Math.floor(at)));
  // First and last column, first and last row of each; numbers in rows, as the first step on a dense map waits for this.
  const of = new Int32Array(4 * count);
  const [wide, lengths] = [[] as number[], new Int32Array(side * side)];
  for (let i = 0; i < of.length; i += 4) {
    const [left, top] = [within((boxes[i] - west) * perX), within((boxes[i + 1] - north) * perY)];
    let [right, bottom] = [within((boxes[i + 2] - west) * perX), within((boxes[i + 3] - north) * perY)];
    if ((right - left + 1) * (bottom - top + 1) > mostSquares) {
      wide.push(i / 4);
      [right, bottom] = [-1, -1];
    }
    of[i] = left;
    of[i + 1] = top;
    of[i + 2] = right;
    of[i + 3] = bottom;
    for (let row = top; row <= bottom; row++) for (let column = left; column <= right; column++) lengths[row * side + column]++;
  }
  const first = runningSum(lengths);
  const next = first.slice();
  const things = new Int32Array(first[side * side]);
  for (let i = 0; i < of.length; i += 4) {
    for (let row = of[i + 1]; row <= of[i + 3]; row++)
      for (let column = of[i]; column <= of[i + 2]; column++) things[next[row * side + column]++] = i / 4;
  }
  return (box, visit) => {
    wide.forEach(visit);
    const [left, right, bottom] = [within((box[0] - west) * perX), within((box[2] - west) * perX), within((box[3] - north) * perY)];
    for (let row = within((box[1] - north) * perY); row <= bottom; row++) {
      for (let square = row * side + left; square <= row * side + right; square++)
        for (let i = first[square]; i < first[square + 1]; i++) visit(things[i]);
    }
  };
}
