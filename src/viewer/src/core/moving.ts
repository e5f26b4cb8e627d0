// From one date to another: only the cells that change on the way are looked at.
import { type History, runningSum } from "./history";

/** Cells that are in another spell than before, each once, and the state that each was in. */
export interface Moved {
  readonly cells: readonly number[];
  readonly before: readonly number[];
}

/** Takes a snapshot from a date to another, where it stands. */
export type Move = (snapshot: Int32Array, from: number, to: number) => Moved;

/** The spells of a history by the date with which they begin, worked out once. */
export function moverOf({ cellCount, firstSpell, spellDates, spellStates }: History): Move {
  const cellOf = new Int32Array(spellDates.length);
  for (let cell = 0; cell < cellCount; cell++) cellOf.fill(cell, firstSpell[cell], firstSpell[cell + 1]);
  const last = spellDates.reduce((a, b) => Math.max(a, b), 0);
  const lengths = new Int32Array(last + 1);
  for (const date of spellDates) lengths[date]++;
  const first = runningSum(lengths);
  const next = first.slice();
  const byDate = new Int32Array(spellDates.length);
  for (let spell = 0; spell < spellDates.length; spell++) byDate[next[spellDates[spell]]++] = spell;
  const seen = new Int32Array(cellCount);
  let turn = 0;
  /** Where the spells of later dates begin. */
  const after = (date: number): number => first[Math.min(date, last) + 1];

  return (snapshot, from, to) => {
    turn++;
    const [cells, before]: [number[], number[]] = [[], []];
    const step = (spell: number, state: number) => {
      const cell = cellOf[spell];
      // What a cell is in when the map begins has nothing before it.
      if (spell === firstSpell[cell]) return;
      if (seen[cell] !== turn) {
        seen[cell] = turn;
        cells.push(cell);
        before.push(snapshot[cell]);
      }
      snapshot[cell] = spellStates[state];
    };
    for (let i = after(from); i < after(to); i++) step(byDate[i], byDate[i]);
    for (let i = after(from) - 1; i >= after(to); i--) step(byDate[i], byDate[i] - 1);
    return { cells, before };
  };
}
