// How sure records are, the least that a reader wants to see, and in which ways ground has no holder.
import type { Certainty, ControlState, ToldState } from "./model";

/** From the surest on. */
export const CERTAINTIES = ["confirmed", "reported", "claimed", "inferred"] as const satisfies readonly Certainty[];

/** Every record is at least as sure as this. */
export const LEAST_OF_ALL: Certainty = "inferred";

/** Place among the certainties; -1 where nothing is on record or nobody is said to hold it. */
export const surenessOf = ({ certainty, controller }: ControlState): number =>
  controller === 0 || certainty === null ? -1 : CERTAINTIES.indexOf(certainty);

/** Whether a record is less sure than a reader wants it. */
export const isBelow = (state: ControlState, least: Certainty): boolean =>
  surenessOf(state) > CERTAINTIES.indexOf(least);

/** Why no holder is known: somebody left it to nobody who is named, or no report is there. */
export type Unknown = "no_successor" | "no_report";

/** Why the holder of some ground is not known; whoever left before the map begins is not on it. */
export const unknownOf = ({ left }: Pick<ToldState, "left">): Unknown => (left ? "no_successor" : "no_report");
