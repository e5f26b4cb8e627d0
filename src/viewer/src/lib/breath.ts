/** Fulfilled in a task of its own when a frame has been drawn: what is long is done in parts, between which the page goes on. */
export const breath = (): Promise<void> =>
  // A page in the background draws no frames.
  new Promise((done) => void (document.hidden ? setTimeout(done) : requestAnimationFrame(() => setTimeout(done))));
