// What every slider over dates has: which date a key leads to, and what it says of its own.
import { changeBeside, type Steps } from "../core/steps";
import { type Stretch, within } from "../core/stretch";
import { stepText } from "../strings/when";
import type { App } from "./app";

interface Beside {
  readonly room: Stretch;
  /** The step that the arrow to the right leads to, from here. */
  readonly forward: 1 | -1;
  readonly steps: Steps;
}

const change = (date: number, { steps }: Beside, by: 1 | -1): number => changeBeside(steps, date, by) ?? date;

const KEYS: Readonly<Record<string, (date: number, beside: Beside) => number>> = {
  ArrowRight: (date, { forward }) => date + forward,
  ArrowLeft: (date, { forward }) => date - forward,
  ArrowUp: (date) => date + 1,
  ArrowDown: (date) => date - 1,
  PageUp: (date, beside) => change(date, beside, 1),
  PageDown: (date, beside) => change(date, beside, -1),
  Home: (_, { room: [first] }) => first,
  End: (_, { room: [, last] }) => last,
};

/** The date that a key steps to, within `room`: arrows go through the days, page keys from change to change; null for other keys. */
export function steppedDate(
  event: KeyboardEvent,
  date: number,
  room: Stretch,
  { atlas: { steps }, words: { rightToLeft } }: App,
): number | null {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  const step = KEYS[event.key];
  return step ? within(room, step(date, { room, steps, forward: rightToLeft ? -1 : 1 })) : null;
}

/** Let a slider say which date it stands at. */
export function tellDate(slider: HTMLElement, app: App, date: number): void {
  slider.setAttribute("aria-valuenow", String(date));
  slider.setAttribute("aria-valuetext", stepText(app, date, "full"));
}
