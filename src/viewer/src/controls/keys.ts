// What every slider over dates has: which date a key leads to, and what it says of its own.
import { type Stretch, within } from "../core/stretch";
import type { App } from "./app";

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

/** Let a slider say which date it stands at. */
export function tellDate(slider: HTMLElement, { atlas, words }: App, date: number): void {
  slider.setAttribute("aria-valuenow", String(date));
  slider.setAttribute("aria-valuetext", words.instant(atlas.dates[date], "full"));
}
