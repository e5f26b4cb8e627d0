/** For how long nothing moves before what nobody reads on the way is told, in ms. */
const REST_MS = 150;

/** How often figures change while the date moves, in ms: as often as the fastest play steps. Nobody reads them sixty times a second. */
export const FIGURES_MS = 120;

/**
 * Work at once; but of calls that follow each other closely only the last one counts, when they have come to rest, and one in
 * `everyMs` on the way.
 *
 * A sentence that changes with every frame is read by nobody, and to lay it out costs as much as to draw the map.
 */
export function steadily<T>(work: (value: T) => void, everyMs = Infinity): (value: T) => void {
  let waiting = 0;
  let worked = 0;
  return (value) => {
    const now = performance.now();
    const due = waiting === 0 || now - worked >= everyMs;
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      waiting = 0;
      if (!due) work(value);
    }, REST_MS);
    if (!due) return;
    worked = now;
    work(value);
  };
}
