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
  /** Width of the ground about the name, and height of all of it, in world units: a name needs room. */
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
      const { x, y, cell, width } = spotFor(atlas, ground, origin, box!, actor, holders, largest);
      return { x, y, cell, actor, rank: HOLDER, name: short ?? name, room: [width, box![3] - box![1]] as const };
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

/** Places on the box of some ground that are looked at for a name, columns and rows: odd, so that one is its middle. */
const ACROSS = 15;
const DOWN = 13;
/** So much of the most room that there is does a name give up to stand in the middle of the box, and not at its edge. */
const TO_THE_MIDDLE = 0.25;

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly cell: number;
  /** So wide a name may be there, in world units. */
  readonly width: number;
}

/**
 * Where a name stands on its holder's ground with room to both sides, as near to the middle of its box as can be. Ground
 * that is too thin for any place that is looked at has its name on its largest cell.
 */
function spotFor(atlas: Atlas, ground: Ground, origin: Origin, box: Box, actor: number, holders: Uint16Array, largest: number): Spot {
  const [west, north, east, south] = box;
  const [step, drop] = [(east - west) / ACROSS, (south - north) / DOWN];
  const cells = Array.from({ length: ACROSS * DOWN }, (_, at) =>
    atlas.cellAt(...lonLatOf(west + ((at % ACROSS) + 0.5) * step + origin.x, north + (Math.floor(at / ACROSS) + 0.5) * drop + origin.y)),
  );
  const clear = roomAcross(cells.map((cell) => cell >= 0 && holders[cell] === actor));
  // A name has some height: what is clear above and below it counts, but on ground that is too thin for that.
  const rows = clear.map((wide, at) => Math.min(wide, clear[at - ACROSS] ?? 0, clear[at + ACROSS] ?? 0));
  const room = rows.some(Boolean) ? rows : clear;
  const most = Math.max(...room);
  if (!most) {
    const [left, top, right, bottom] = boxAt(ground, largest);
    return { x: (left + right) / 2, y: (top + bottom) / 2, cell: largest, width: right - left };
  }
  const away = (at: number) => Math.hypot((2 * (at % ACROSS)) / (ACROSS - 1) - 1, (2 * Math.floor(at / ACROSS)) / (DOWN - 1) - 1);
  const worth = room.map((wide, at) => (wide ? wide / most - TO_THE_MIDDLE * away(at) : -2));
  const best = worth.indexOf(Math.max(...worth));
  return {
    x: west + ((best % ACROSS) + 0.5) * step,
    y: north + (Math.floor(best / ACROSS) + 0.5) * drop,
    cell: cells[best],
    width: room[best] * step,
  };
}

/** How many columns wide a name about each place may be, where only some places are held: as far to one side as to the other. */
function roomAcross(held: readonly boolean[]): number[] {
  const reach = (step: 1 | -1) => {
    const found = held.map(Number);
    for (let i = 1; i < held.length; i++) {
      const at = step > 0 ? i : held.length - 1 - i;
      const first = at % ACROSS === (step > 0 ? 0 : ACROSS - 1);
      if (held[at] && !first) found[at] = found[at - step] + 1;
    }
    return found;
  };
  const [before, after] = [reach(1), reach(-1)];
  return held.map((one, at) => (one ? 2 * Math.min(before[at], after[at]) - 1 : 0));
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
