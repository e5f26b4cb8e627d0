// The events that the reader's choices let through, for map and list alike.
import { eventsWithin, windowMinutes } from "./core/events";
import type { Atlas } from "./core/atlas";
import type { MapEvent } from "./core/payload";
import type { State } from "./state";
import { groupOfKind } from "./strings/kinds";

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
