// How fronts change with each step, as a payload tells it where it does not have their borders.
import type { Payload } from "./payload";

/** Length that comes to, or goes from, the border between two states with a step. */
export interface FrontChanges {
  readonly dates: Int32Array;
  readonly one: ArrayLike<number>;
  readonly other: ArrayLike<number>;
  readonly metres: ArrayLike<number>;
}

/** The changes in a payload; null where it has none. */
export function frontChangesIn({ front_dates, front_one, front_other, front_metres }: Payload["sections"], stepOfDate: ArrayLike<number>): FrontChanges | null {
  if (!front_dates || !front_one || !front_other || !front_metres) return null;
  return { dates: Int32Array.from(front_dates, (date) => stepOfDate[date]), one: front_one, other: front_other, metres: front_metres };
}
