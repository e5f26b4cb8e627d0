// What is long is done in parts, between which the page goes on.

/** For how long parts follow each other before the page draws a frame: so much is left of one while somebody steps. */
const AT_ONCE_MS = 6;

/** Fulfilled in a task of its own when a frame has been drawn. */
export const breath = (): Promise<void> =>
  // A page in the background draws no frames.
  new Promise((done) => void (document.hidden ? setTimeout(done) : requestAnimationFrame(() => setTimeout(done))));

/** Do work in parts, with frames between; false: it was not wanted to its end. */
export async function unhurried(parts: Iterable<unknown>, isWanted: () => boolean = () => true): Promise<boolean> {
  let begun = performance.now();
  for (const _ of parts) {
    if (performance.now() - begun < AT_ONCE_MS) continue;
    await breath();
    if (!isWanted()) return false;
    begun = performance.now();
  }
  return true;
}
