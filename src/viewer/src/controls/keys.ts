// Which date a key leads to, for every slider over dates.
import { type Stretch, within } from "../core/stretch";

const KEYS: Readonly<Record<string, (date: number, room: Stretch, forward: number) => number>> = {
  ArrowRight: (date, _, forward) => date + forward,
  ArrowLeft: (date, _, forward) => date - forward,
  ArrowUp: (date) => date + 1,
  ArrowDown: (date) => date - 1,
  PageUp: (date) => date + 10,
  PageDown: (date) => date - 10,
  Home: (_, [first]) => first,
  End: (_, [, last]) => last,
};

/** The date that a key steps to, within `room`; null for other keys. */
export function steppedDate(
  event: KeyboardEvent,
  date: number,
  room: Stretch,
  rightToLeft: boolean,
): number | null {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  const step = KEYS[event.key];
  return step ? within(room, step(date, room, rightToLeft ? -1 : 1)) : null;
}
