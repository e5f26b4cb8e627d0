// How a control state looks: pure values, so that legend, map and pictures agree.
import type { Actor, ControlState } from "../core/model";
import type { States } from "../core/states";

/** What is drawn over the colour. */
export type Hatch =
  "none" | "unknown" | "contested" | "joint" | "besieged" | "lost" | "lines" | "cross" | "dots";

export interface Style {
  readonly controller: number;
  readonly strength: "full" | "light" | "faint";
  readonly hatch: Hatch;
  /** The second actor of contested or joint ground. */
  readonly other: number | null;
}

export interface StyleOptions {
  readonly hidden: ReadonlySet<number>;
  readonly confirmedOnly: boolean;
}

/** Whether ground counts while only confirmed ground is shown. */
export const isConfirmed = (state: ControlState): boolean => state.certainty === "confirmed";

/** The look of a state; null: not drawn. */
export function styleOf(state: ControlState, actors: readonly Actor[], options: StyleOptions): Style | null {
  if (options.hidden.has(state.controller)) return null;
  if (state.controller === 0 || (options.confirmedOnly && !isConfirmed(state))) {
    return { controller: 0, strength: "full", hatch: "unknown", other: null };
  }
  const hatch = hatchOf(state, actors);
  const other = hatch === "contested" || hatch === "joint" ? (state.others[0] ?? null) : null;
  return { controller: state.controller, strength: strengthOf(state), hatch, other };
}

/** What is drawn over an actor's colour; index 0 is nobody. */
export const ownHatch = (actor: number, actors: readonly Actor[]): Hatch =>
  actor === 0 ? "unknown" : actors[actor].pattern;

/** What is drawn over the colour of a state's controller. */
export const hatchOf = ({ controller, status }: ControlState, actors: readonly Actor[]): Hatch =>
  controller === 0 || status === "held" ? ownHatch(controller, actors) : status;

/** From how far the nearest report tells little of a piece of ground. */
export const FAR_KM = 10;

function strengthOf(state: ControlState): Style["strength"] {
  if (isFar(state)) return "faint";
  return isUnsure(state) ? "light" : "full";
}

/** Whether the nearest report tells little of a state's ground. */
export const isFar = ({ evidence_km }: ControlState): boolean => (evidence_km ?? 0) > FAR_KM;

/** Claimed by the winner only, or taken to follow from other states. */
export const isUnsure = ({ certainty }: ControlState): boolean =>
  certainty === "claimed" || certainty === "inferred";

export interface StyleTable {
  readonly styles: readonly Style[];
  /** Style of each state; -1: not drawn. */
  readonly ofState: Int16Array;
  /** Whose ground in each state looks; the same negative number for all that is not drawn. */
  readonly holder: Int16Array;
}

const HIDDEN = -2;

/** Number the distinct looks of all states. */
export function styleTable(
  states: Pick<States, "length" | "at">,
  actors: readonly Actor[],
  options: StyleOptions,
): StyleTable {
  const styles: Style[] = [];
  const numbers = new Map<string, number>();
  const ofState = Int16Array.from({ length: states.length }, (_, i) => {
    const style = styleOf(states.at(i), actors, options);
    if (!style) return -1;
    const key = Object.values(style).join(" ");
    if (!numbers.has(key)) numbers.set(key, styles.push(style) - 1);
    return numbers.get(key)!;
  });
  const holder = ofState.map((style) => (style < 0 ? HIDDEN : styles[style].controller));
  return { styles, ofState, holder };
}
