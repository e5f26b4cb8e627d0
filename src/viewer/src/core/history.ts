// Cells, spells and arcs in typed arrays, and the questions that they answer at once.
import type { Payload } from "./payload";

/** Borders, each stored once; `left` and `right` are cells, -1 is outside. */
export interface Arcs {
  readonly count: number;
  /** Index of each arc's first vertex, and one past the last at the end. */
  readonly first: Int32Array;
  /** x, y of each vertex in grid units. */
  readonly xy: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Node at either end; arcs that meet share a node. */
  readonly fromNode: Int32Array;
  readonly toNode: Int32Array;
  readonly nodeCount: number;
}

export interface History {
  readonly grid: number;
  readonly arcs: Arcs;
  readonly cellCount: number;
  readonly cellLayer: Int32Array;
  readonly cellAreaM2: Float64Array;
  /** Index of each cell's first spell, and one past the last at the end. */
  readonly firstSpell: Int32Array;
  /** The step with which each spell begins. */
  readonly spellDates: Int32Array;
  readonly spellStates: Int32Array;
}

/** Put a payload's sections in the shape that the questions need; a spell begins at the step of its date. */
export function readHistory({ header, sections }: Payload, stepOfDate: ArrayLike<number>): History {
  return {
    grid: header.grid,
    arcs: readArcs(sections),
    cellCount: sections.cell_layer.length,
    cellLayer: new Int32Array(sections.cell_layer),
    cellAreaM2: sections.cell_area,
    firstSpell: runningSum(sections.spell_counts),
    spellDates: mapped(sections.spell_dates, (date) => stepOfDate[date]),
    spellStates: new Int32Array(sections.spell_states),
  };
}

/** Whole numbers made from others one by one, without the iterator by which an array's own `from` goes. */
function mapped(values: ArrayLike<number>, make: (value: number) => number): Int32Array {
  const made = new Int32Array(values.length);
  for (let i = 0; i < made.length; i++) made[i] = make(values[i]);
  return made;
}

function readArcs(sections: Payload["sections"]): Arcs {
  const first = runningSum(sections.arc_lengths);
  const xy = undelta(sections.arc_xy);
  return {
    count: sections.arc_lengths.length,
    first,
    xy,
    left: mapped(sections.arc_left, (side) => side - 1),
    right: mapped(sections.arc_right, (side) => side - 1),
    ...readNodes(first, xy),
  };
}

/** Give the ends of all arcs numbers, the same where they meet. */
export function readNodes(first: Int32Array, xy: Int32Array): Pick<Arcs, "fromNode" | "toNode" | "nodeCount"> {
  const columns = new Map<number, Map<number, number>>();
  let nodeCount = 0;
  const nodeAt = (vertex: number): number => {
    const x = xy[2 * vertex];
    const y = xy[2 * vertex + 1];
    let column = columns.get(x);
    if (!column) columns.set(x, (column = new Map()));
    let node = column.get(y);
    if (node === undefined) column.set(y, (node = nodeCount++));
    return node;
  };
  const fromNode = mapped(first.subarray(0, -1), nodeAt);
  const toNode = mapped(first.subarray(1), (vertex) => nodeAt(vertex - 1));
  return { fromNode, toNode, nodeCount };
}

/** Offsets of runs of the given lengths. */
export function runningSum(lengths: ArrayLike<number>): Int32Array {
  const sums = new Int32Array(lengths.length + 1);
  for (let i = 0; i < lengths.length; i++) sums[i + 1] = sums[i] + lengths[i];
  return sums;
}

/** Undo the delta code of interleaved x and y. */
export function undelta(deltas: ArrayLike<number>): Int32Array {
  const values = new Int32Array(deltas.length);
  for (let i = 0; i < deltas.length; i++) values[i] = deltas[i] + (i > 1 ? values[i - 2] : 0);
  return values;
}

/** The spell that a cell is in at a date's index. */
export function spellAt(history: History, cell: number, date: number): number {
  let spell = history.firstSpell[cell + 1] - 1;
  while (spell > history.firstSpell[cell] && history.spellDates[spell] > date) spell--;
  return spell;
}

/** The state of every cell at a date's index. */
export function snapshotAt(history: History, date: number): Int32Array {
  const states = new Int32Array(history.cellCount);
  for (let cell = 0; cell < states.length; cell++)
    states[cell] = history.spellStates[spellAt(history, cell, date)];
  return states;
}

/** Spells of one cell in order. */
export function spellsOf(
  history: History,
  cell: number,
): { date: number; end: number | null; state: number }[] {
  const last = history.firstSpell[cell + 1] - 1;
  return Array.from({ length: last - history.firstSpell[cell] + 1 }, (_, i) => {
    const spell = history.firstSpell[cell] + i;
    const end = spell < last ? history.spellDates[spell + 1] : null;
    return { date: history.spellDates[spell], end, state: history.spellStates[spell] };
  });
}
