// Which date a key leads to, for every slider over dates.
const KEYS: Readonly<Record<string, (date: number, last: number, forward: number) => number>> = {
  ArrowRight: (date, _, forward) => date + forward,
  ArrowLeft: (date, _, forward) => date - forward,
  ArrowUp: (date) => date + 1,
  ArrowDown: (date) => date - 1,
  PageUp: (date) => date + 10,
  PageDown: (date) => date - 10,
  Home: () => 0,
  End: (_, last) => last,
};

/** The date that a key steps to, within 0 and `last`; null for other keys. */
export function steppedDate(
  event: KeyboardEvent,
  date: number,
  last: number,
  rightToLeft: boolean,
): number | null {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  const step = KEYS[event.key];
  return step ? Math.min(last, Math.max(0, step(date, last, rightToLeft ? -1 : 1))) : null;
}
