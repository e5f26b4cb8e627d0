/** For how long nothing moves before what nobody reads on the way is told, in ms. */
const REST_MS = 150;

/**
 * Work at once; but of calls that follow each other closely only the last one counts, when they have come to rest.
 *
 * A sentence that changes with every frame is read by nobody, and to lay it out costs as much as to draw the map.
 */
export function steadily<T>(work: (value: T) => void, restMs = REST_MS): (value: T) => void {
  let waiting = 0;
  return (value) => {
    const moving = waiting !== 0;
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      waiting = 0;
      if (moving) work(value);
    }, restMs);
    if (!moving) work(value);
  };
}
