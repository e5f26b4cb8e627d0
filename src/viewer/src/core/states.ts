// Control states as columns: thousands of small objects would cost many times the memory.
import { isBelow } from "./certainty";
import type { Certainty, ControlState, StateColumns, ToldState } from "./model";

export interface States {
  readonly length: number;
  /** Controller of each state: what is asked for once for each cell. */
  readonly controller: Uint16Array;
  at(index: number): ToldState;
}

/** What state 0 stands for: no record. */
const NO_RECORD: ControlState = {
  id: null,
  layer: null,
  area: null,
  controller: 0,
  status: "held",
  others: [],
  certainty: null,
  from: null,
  to: null,
  from_precision: null,
  to_precision: null,
  sources: [],
  note: null,
  evidence_km: null,
  reports: [],
};

/** Number the states from 1; each is put together when it is asked for. */
export function statesOf({ count, ...columns }: StateColumns): States {
  const pick = <T>(column: readonly T[], row: number): T => (column.length === 1 ? column[0] : column[row]);
  const entries = Object.entries(columns) as [string, readonly unknown[]][];
  // What all have in common is copied at once: of a long series that is most of it.
  const common = Object.fromEntries(entries.map(([member, column]) => [member, column.length === 1 ? column[0] : null]));
  const own = entries.filter(([, column]) => column.length !== 1);
  const at = (index: number): ControlState => {
    if (index === 0) return NO_RECORD;
    const state: Record<string, unknown> = { ...common };
    for (const [member, column] of own) state[member] = column[index - 1];
    return state as unknown as ControlState;
  };
  const length = count + 1;
  const controller = new Uint16Array(length);
  for (let i = 1; i < length; i++) controller[i] = pick(columns.controller, i - 1);
  return {
    length,
    controller,
    at,
  };
}

/** The same states, those less sure than wanted with a holder that stands for them. */
export function statesFrom(states: States, least: Certainty, filtered: number): States {
  const seen = (state: ToldState): ToldState =>
    isBelow(state, least) ? { ...state, controller: filtered, status: "held", others: [] } : state;
  const at = (index: number) => seen(states.at(index));
  return {
    length: states.length,
    controller: states.controller.map((_, i) => at(i).controller),
    at,
  };
}

/** The opposite: columns of states 1, 2, …, as a payload holds them. */
export function columnsOf(states: readonly ControlState[]): StateColumns {
  const members = Object.keys(NO_RECORD) as (keyof ControlState)[];
  const columns = members.map((member) => [member, states.map((state) => state[member] ?? null)]);
  return { count: states.length, ...Object.fromEntries(columns) };
}
