// From when an edit is: the day that is looked at, or a part of it, no more exactly than the map knows that.
import { hasHour, hasTime, isoOf, type Known } from "../../core/civil";
import { isWhole, stepFrom, type Steps, unitOfStep, writtenFrom } from "../../core/steps";
import { type Draft, isIn, MOVING } from "./draft";

/** The date of an edit of the map of a step: its day, month or year, as the page says; of a part of one the instant. */
export function dateOfStep(steps: Steps, step: number): string {
  if (isWhole(steps, step)) return unitOfStep(steps, step);
  return steps.units[step] === "day" ? isoOf(steps.minutes[step], "minute") : writtenFrom(steps, step);
}

/** How precisely the map knows an instant at which it changes; null: as its text says. */
export function knownIn(steps: Steps, iso: string): Known | null {
  const step = hasTime(iso) ? stepFrom(steps, iso) : -1;
  return step < 0 ? null : steps.known[step];
}

/** What is said of an hour that is taken from the map: of one that no source gave, that it shows the order only. */
export function precisionIn(steps: Steps, iso: string): string {
  const known = knownIn(steps, iso);
  if (known === null || known === "minute") return "";
  return hasHour(known) || known === "part_of_day" ? known : "order";
}

/** From when a draft's edit is, and what is said of its hour. A border has no records of its own: of an hour that
 * nobody knows it moves on the day. */
export function beginning({ shape, date }: Pick<Draft, "shape" | "date">, { precision }: { readonly precision: string }) {
  const isExact = !precision || precision === "hour";
  return isExact || !isIn(shape, MOVING) ? { on: date, precision } : { on: date.split("T")[0], precision: "" };
}
