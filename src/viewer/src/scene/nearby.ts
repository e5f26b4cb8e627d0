// What lies near some boxes, by a grid of squares: a step on a map of a hundred thousand cells then looks at few of them.
import { runningSum } from "../core/history";
import { boundsOf, boxAt, type Ground } from "./ground";
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
  const squares = squaresOf(ground, cellCount, (cell) => boxAt(ground, cell), mostSquares);
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
  const squares = squaresOf(ground, count, (arc) => boxOfArc(ground, arc), mostSquares);
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

function boxOfArc({ points, first }: Ground, arc: number): Box {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 2 * first[arc]; i < 2 * first[arc + 1]; i += 2) {
    const [x, y] = [points[i], points[i + 1]];
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < north) north = y;
    if (y > south) south = y;
  }
  return [west, north, east, south];
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

/** Calls for each of some things on the ground that may meet a box, for some more than once. */
function squaresOf(
  ground: Ground,
  count: number,
  boxOf: (thing: number) => Box,
  mostSquares: number,
): (box: Box, visit: (thing: number) => void) => void {
  const [west, north, east, south] = boundsOf(ground) ?? [0, 0, 0, 0];
  const side = Math.max(1, Math.ceil(Math.sqrt(count / IN_SQUARE)));
  const number = (at: number, low: number, high: number) =>
    Math.max(0, Math.min(side - 1, Math.floor(((at - low) / (high - low || 1)) * side)));
  const eachSquare = (box: Box, visit: (square: number) => void) => {
    const [left, right] = [number(box[0], west, east), number(box[2], west, east)];
    const bottom = number(box[3], north, south);
    for (let row = number(box[1], north, south); row <= bottom; row++)
      for (let column = left; column <= right; column++) visit(row * side + column);
  };
  const [wide, lengths] = [[] as number[], new Int32Array(side * side)];
  const [of, squares]: [number[], number[]] = [[], []];
  for (let thing = 0; thing < count; thing++) {
    const before = of.length;
    eachSquare(boxOf(thing), (square) => void (of.push(thing), squares.push(square)));
    if (of.length - before <= mostSquares) continue;
    of.length = squares.length = before;
    wide.push(thing);
  }
  for (const square of squares) lengths[square]++;
  const first = runningSum(lengths);
  const next = first.slice();
  const things = new Int32Array(of.length);
  of.forEach((thing, i) => (things[next[squares[i]]++] = thing));
  return (box, visit) => {
    wide.forEach(visit);
    eachSquare(box, (square) => {
      for (let i = first[square]; i < first[square + 1]; i++) visit(things[i]);
    });
  };
}
