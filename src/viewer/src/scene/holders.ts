// The names of those who hold ground, on each stretch of it that lies together.
import type { Atlas } from "../core/atlas";
import { comparisonOf, sideDates, type State } from "../core/choices";
import { snapshotAt } from "../core/history";
import { boxAt, type Ground } from "./ground";
import { HOLDER, type Label } from "./labels";
import { type Box, lonLatOf, type Origin, union } from "./world";

export interface HolderLabel extends Label {
  readonly actor: number;
  /** A cell under the name. */
  readonly cell: number;
  /** Width and height of the ground in world units: a name needs room. */
  readonly room: readonly [width: number, height: number];
}

/** More would be more than anybody reads, and each is looked at when the slider moves. */
const MOST = 120;

/**
 * A name for each stretch of ground of one holder, the largest first; ground of nobody known, or hidden, has none.
 * Where two dates stand side by side, a name is right wherever the handle goes, or is left out.
 */
export function holderLabels(atlas: Atlas, ground: Ground, origin: Origin, state: Pick<State, "date" | "hidden" | "compare" | "swipe">): HolderLabel[] {
  const { date, hidden } = state;
  const holders = controllersAt(atlas, date);
  const together = joined(ground, holders);
  const stretches = new Map<number, { actor: number; areaM2: number; box: Box | null; largest: number }>();
  for (let cell = 0; cell < holders.length; cell++) {
    const actor = holders[cell];
    if (actor === 0 || hidden.has(actor)) continue;
    const area = atlas.history.cellAreaM2[cell];
    const one = stretches.get(together(cell)) ?? { actor, areaM2: 0, box: null, largest: cell };
    one.areaM2 += area;
    one.box = union(one.box, boxAt(ground, cell));
    if (area > atlas.history.cellAreaM2[one.largest]) one.largest = cell;
    stretches.set(together(cell), one);
  }
  const sides = comparisonOf(state) === "sides" ? sideDates(atlas.steps, state) : [];
  return [...stretches.values()]
    .sort((a, b) => b.areaM2 - a.areaM2)
    .slice(0, MOST)
    .map(({ actor, box, largest }) => {
      const { short, name } = atlas.header.actors[actor];
      const [x, y, cell] = middleOf(atlas, ground, origin, box!, actor, holders, largest);
      return { x, y, cell, actor, rank: HOLDER, name: short ?? name, room: [box![2] - box![0], box![3] - box![1]] as const };
    })
    .filter((one) => sides.every((side) => stillHeld(atlas, one, side)));
}

/** Whether the ground under a name is still held by whom it names. */
export const stillHeld = ({ history, states }: Atlas, { cell, actor }: HolderLabel, date: number): boolean => {
  let spell = history.firstSpell[cell + 1] - 1;
  while (spell > history.firstSpell[cell] && history.spellDates[spell] > date) spell--;
  return states.controller[history.spellStates[spell]] === actor;
};

const controllersAt = ({ history, states }: Atlas, date: number): Uint16Array =>
  Uint16Array.from(snapshotAt(history, date), (state) => states.controller[state]);

/** So far about a name its ground must be, in parts of the whole width and height: a name on an edge is read of both sides. */
const ABOUT = 1 / 16;
const AROUND = [[0, 0], [-1, 0], [1, 0], [0, -1], [0, 1]] as const;

/** The middle of a box if its ground is there and about it, else that of its largest cell; with the cell under it. */
function middleOf(
  atlas: Atlas,
  ground: Ground,
  origin: Origin,
  box: Box,
  actor: number,
  holders: Uint16Array,
  largest: number,
): [x: number, y: number, cell: number] {
  const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  const [across, down] = [(box[2] - box[0]) * ABOUT, (box[3] - box[1]) * ABOUT];
  const cells = AROUND.map(([by, to]) => atlas.cellAt(...lonLatOf(x + by * across + origin.x, y + to * down + origin.y)));
  if (cells.every((cell) => cell >= 0 && holders[cell] === actor)) return [x, y, cells[0]];
  const [west, north, east, south] = boxAt(ground, largest);
  return [(west + east) / 2, (north + south) / 2, largest];
}

/** Cells that touch and have one holder, by one of them (union and find, with paths halved). */
function joined({ arcs }: Ground, holders: Uint16Array): (cell: number) => number {
  const parent = Int32Array.from(holders, (_, cell) => cell);
  const root = (cell: number) => {
    let one = cell;
    while (parent[one] !== one) one = parent[one] = parent[parent[one]];
    return one;
  };
  for (let arc = 0; arc < arcs.count; arc++) {
    const [a, b] = [arcs.left[arc], arcs.right[arc]];
    if (a >= 0 && b >= 0 && holders[a] === holders[b]) parent[root(a)] = root(b);
  }
  return root;
}
