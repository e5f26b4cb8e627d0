// Areas and changes: sums over cells, whose areas are worked out once, on the ellipsoid, by the builder.
import { type History, snapshotAt } from "./history";
import type { States } from "./states";

/** Ground that passed from one controller to another. */
export interface Passage {
  readonly from: number;
  readonly to: number;
  readonly areaM2: number;
  readonly cells: readonly number[];
}

/** m² by controller at each change, of which a step belongs to `changeOf`: a run of `actorCount` values for each. Areas are whole, so sums are exact. */
export function areaSeriesM2(
  history: History,
  states: States,
  actorCount: number,
  changeOf: Int32Array,
): Float64Array {
  const series = new Float64Array((changeOf[changeOf.length - 1] + 1) * actorCount);
  const { cellCount, cellAreaM2, firstSpell, spellDates, spellStates } = history;
  for (let cell = 0; cell < cellCount; cell++) {
    for (let spell = firstSpell[cell]; spell < firstSpell[cell + 1]; spell++) {
      const here = changeOf[spellDates[spell]] * actorCount;
      series[here + states.controller[spellStates[spell]]] += cellAreaM2[cell];
      if (spell > firstSpell[cell]) series[here + states.controller[spellStates[spell - 1]]] -= cellAreaM2[cell];
    }
  }
  for (let i = actorCount; i < series.length; i++) series[i] += series[i - actorCount];
  return series;
}

/** The most m² that each controller ever holds, from a series as above. */
export function greatestM2(series: Float64Array, actorCount: number): Float64Array {
  const greatest = new Float64Array(actorCount);
  for (let i = 0; i < series.length; i++) if (series[i] > greatest[i % actorCount]) greatest[i % actorCount] = series[i];
  return greatest;
}

/** What became of ground: another took it, or it was only then that somebody, or nobody, was known to hold it. */
export type Turn = "taken" | "known" | "left";
export const TURNS: readonly Turn[] = ["taken", "known", "left"];
export type Turns<Area> = Readonly<Record<Turn, Area>>;

/** What became of ground that passed from one controller to another; null: nobody is told to have held it, nor to hold it. */
export function turnOf(from: number, to: number, isNobody: (actor: number) => boolean): Turn | null {
  if (isNobody(from)) return isNobody(to) ? null : "known";
  return isNobody(to) ? "left" : "taken";
}

export const noTurns = (count: number): Turns<Float64Array> => ({ taken: new Float64Array(count), known: new Float64Array(count), left: new Float64Array(count) });

/** m² of what passed, by what became of it. */
export function turnsIn(passages: readonly Passage[], isNobody: (actor: number) => boolean): Turns<number> {
  const sum = { taken: 0, known: 0, left: 0 };
  for (const { from, to, areaM2 } of passages) {
    const turn = turnOf(from, to, isNobody);
    if (turn) sum[turn] += areaM2;
  }
  return sum;
}

/** m² that passed at each date, by what became of it; 0 at the first. */
export function turnsM2(
  history: History,
  states: States,
  dateCount: number,
  isNobody: (actor: number) => boolean,
): Turns<Float64Array> {
  const turns = noTurns(dateCount);
  for (let cell = 0; cell < history.cellCount; cell++) {
    for (let spell = history.firstSpell[cell] + 1; spell < history.firstSpell[cell + 1]; spell++) {
      const before = states.controller[history.spellStates[spell - 1]];
      const after = states.controller[history.spellStates[spell]];
      const turn = before === after ? null : turnOf(before, after, isNobody);
      if (turn) turns[turn][history.spellDates[spell]] += history.cellAreaM2[cell];
    }
  }
  return turns;
}

/** m² by controller at a step of what nobody is known to hold at the first. */
export function newlyKnownM2(history: History, { controller }: States, actorCount: number, step: number, isNobody: (actor: number) => boolean): Float64Array {
  const known = new Float64Array(actorCount);
  const [before, after] = [snapshotAt(history, 0), snapshotAt(history, step)];
  for (let cell = 0; cell < before.length; cell++) {
    const holder = controller[after[cell]];
    if (isNobody(controller[before[cell]]) && !isNobody(holder)) known[holder] += history.cellAreaM2[cell];
  }
  return known;
}

/** The same of what passed since the first. */
export function knownIn(passages: readonly Passage[], actorCount: number, isNobody: (actor: number) => boolean): Float64Array {
  const known = new Float64Array(actorCount);
  for (const { from, to, areaM2 } of passages) if (isNobody(from) && !isNobody(to)) known[to] += areaM2;
  return known;
}

/** Adds up ground that passed from the controller of a state to that of another, where these differ; without cells. */
export function sums(controller: ArrayLike<number>): { add(from: number, to: number, areaM2: number): void; passages(): Passage[] } {
  const found = new Map<string, { from: number; to: number; areaM2: number; cells: number[] }>();
  return {
    add(before, after, areaM2) {
      const [from, to] = [controller[before], controller[after]];
      if (from === to) return;
      const key = `${from} ${to}`;
      const passage = found.get(key) ?? { from, to, areaM2: 0, cells: [] };
      passage.areaM2 += areaM2;
      found.set(key, passage);
    },
    passages: () => ranked([...found.values()].filter(({ areaM2 }) => areaM2 > 0)),
  };
}

const ranked = (passages: Iterable<Passage>): Passage[] => [...passages].sort((a, b) => b.areaM2 - a.areaM2 || a.from - b.from || a.to - b.to);

/** Ground whose controller differs between two dates, by (from, to), the largest first. */
export function passagesBetween(
  history: History,
  states: States,
  date: number,
  later: number,
): Passage[] {
  const [before, after] = [snapshotAt(history, date), snapshotAt(history, later)];
  const found = new Map<string, { from: number; to: number; areaM2: number; cells: number[] }>();
  for (let cell = 0; cell < before.length; cell++) {
    const [from, to] = [states.controller[before[cell]], states.controller[after[cell]]];
    if (from === to) continue;
    const key = `${from} ${to}`;
    const passage = found.get(key) ?? { from, to, areaM2: 0, cells: [] };
    passage.areaM2 += history.cellAreaM2[cell];
    passage.cells.push(cell);
    found.set(key, passage);
  }
  return ranked(found.values());
}

/** Ground that passed at each step after one and up to another, in order of time; of each step the largest first. */
export function passagesByStep(history: History, states: States, after: number, through: number): Map<number, Passage[]> {
  const found = new Map<number, Map<string, { from: number; to: number; areaM2: number; cells: number[] }>>();
  const { firstSpell, spellDates, spellStates, cellAreaM2 } = history;
  for (let cell = 0; cell < history.cellCount; cell++) {
    for (let spell = firstSpell[cell] + 1; spell < firstSpell[cell + 1]; spell++) {
      const date = spellDates[spell];
      const [from, to] = [states.controller[spellStates[spell - 1]], states.controller[spellStates[spell]]];
      if (from === to || date <= after || date > through) continue;
      const here = found.get(date) ?? new Map();
      const passage = here.get(`${from} ${to}`) ?? { from, to, areaM2: 0, cells: [] };
      passage.areaM2 += cellAreaM2[cell];
      passage.cells.push(cell);
      found.set(date, here.set(`${from} ${to}`, passage));
    }
  }
  return new Map([...found].sort(([a], [b]) => a - b).map(([date, passages]) => [date, ranked(passages.values())]));
}

/** For each cell the passage that it belongs to; negative for none. */
export function passageOf(passages: readonly Passage[], cellCount: number): (cell: number) => number {
  const groupOf = new Int16Array(cellCount).fill(-1);
  passages.forEach(({ cells }, i) => cells.forEach((cell) => (groupOf[cell] = i)));
  return (cell) => groupOf[cell];
}
