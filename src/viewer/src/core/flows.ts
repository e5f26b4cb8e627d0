// Ground that passes from one look to another, all cells together: who holds how much at each date, without any ground.
import type { Payload } from "./payload";
import { noTurns, type Passage, sums, turnOf, type Turns } from "./measure";
import type { States } from "./states";
import type { Steps } from "./steps";

export interface Flows {
  /** The step of each. */
  readonly dates: Int32Array;
  /** States; from -1 passes what begins. */
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  readonly areasM2: ArrayLike<number>;
}

/** Tells what passed after one step, up to another, of a map whose cells are not there; null: what it takes has not come yet. */
export type Between = (states: States, step: number, later: number) => Passage[] | null;

/** The flows in a payload; null where it has none. */
export function flowsIn(sections: Payload["sections"], stepOfDate: ArrayLike<number>): Flows | null {
  const { flow_dates, flow_from, flow_to, flow_areas } = sections;
  if (!flow_dates || !flow_from || !flow_to || !flow_areas) return null;
  return { dates: Int32Array.from(flow_dates, (date) => stepOfDate[date]), from: flow_from, to: flow_to, areasM2: flow_areas };
}

/** m² of all ground. */
export function extentOf({ from, areasM2 }: Flows): number {
  let sum = 0;
  for (let i = 0; i < from.length; i++) if (from[i] < 0) sum += areasM2[i];
  return sum;
}

/** m² by controller at each change: see `areaSeriesM2`. */
export function flowSeriesM2({ dates, from, to, areasM2 }: Flows, { controller }: States, actorCount: number, { changeOf }: Steps): Float64Array {
  const series = new Float64Array((changeOf[changeOf.length - 1] + 1) * actorCount);
  for (let i = 0; i < dates.length; i++) {
    const here = changeOf[dates[i]] * actorCount;
    series[here + controller[to[i]]] += areasM2[i];
    if (from[i] >= 0) series[here + controller[from[i]]] -= areasM2[i];
  }
  for (let i = actorCount; i < series.length; i++) series[i] += series[i - actorCount];
  return series;
}

/** Whether ground came from nobody until a step: whose it is by then, and of whom, cells alone could tell. */
export const isAnyNewlyKnown = ({ dates, from, to }: Flows, { controller }: States, step: number, isNobody: (actor: number) => boolean): boolean =>
  dates.some((date, i) => date > 0 && date <= step && from[i] >= 0 && isNobody(controller[from[i]]) && !isNobody(controller[to[i]]));

/** m² that passed at each step, by what became of it: see `turnsM2`. */
export function flowTurnsM2({ dates, from, to, areasM2 }: Flows, { controller }: States, count: number, isNobody: (actor: number) => boolean): Turns<Float64Array> {
  const turns = noTurns(count);
  for (let i = 0; i < dates.length; i++) {
    if (from[i] < 0 || controller[from[i]] === controller[to[i]]) continue;
    const turn = turnOf(controller[from[i]], controller[to[i]], isNobody);
    if (turn) turns[turn][dates[i]] += areasM2[i];
  }
  return turns;
}

/** Ground that passed at each step after one and up to another: see `passagesByStep`. */
export function flowsByStep({ dates, from, to, areasM2 }: Flows, { controller }: States, after: number, through: number): Map<number, Passage[]> {
  const found = new Map<number, ReturnType<typeof sums>>();
  for (let i = 0; i < dates.length; i++) {
    if (dates[i] <= after || dates[i] > through || from[i] < 0) continue;
    const here = found.get(dates[i]) ?? sums(controller);
    here.add(from[i], to[i], areasM2[i]);
    found.set(dates[i], here);
  }
  const passed = [...found].map(([date, one]) => [date, one.passages()] as const);
  return new Map(passed.filter(([, passages]) => passages.length));
}
