// Which events belong to a date or a stretch of time, and which of them the reader's choices let through.
import type { Atlas } from "./atlas";
import type { EventWindow, State } from "./choices";
import { minutesOf } from "./civil";
import { groupOfKind } from "./eventKinds";
import type { MapEvent } from "./model";
import { unitMinutes } from "./steps";

/** First minute and end of the window, in whole days; `range` reaches from the compared date, or the first, through the date. */
export function windowMinutes(
  { steps }: Atlas,
  window: EventWindow,
  date: number,
  compare: number | null,
): [number, number] {
  const [start, end] = unitMinutes(steps, date);
  if (window === "day") return [start, end];
  if (window === "until") return [-Infinity, end];
  const [low, high] = [Math.min(compare ?? 0, date), Math.max(compare ?? 0, date)];
  return [unitMinutes(steps, low)[0], unitMinutes(steps, high)[1]];
}

/** The events whose date lies in a stretch of time, in order. */
export function eventsWithin({ header }: Atlas, [start, end]: readonly [number, number]): MapEvent[] {
  return header.events
    .map((event) => ({ event, at: minutesOf(event.date) }))
    .filter(({ at }) => at >= start && at < end)
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event);
}

/** Events of the chosen window and kinds. */
export function shownEvents(atlas: Atlas, { eventWindow, date, compare, hiddenGroups }: State): MapEvent[] {
  return eventsWithin(atlas, windowMinutes(atlas, eventWindow, date, compare)).filter(
    ({ kind }) => !hiddenGroups.has(groupOfKind(kind)),
  );
}

/** Whether a choice may change which events are shown. */
export const eventsChanged = (state: State, before: State): boolean =>
  state.date !== before.date ||
  state.events !== before.events ||
  state.eventWindow !== before.eventWindow ||
  state.hiddenGroups !== before.hiddenGroups ||
  (state.eventWindow === "range" && state.compare !== before.compare);
