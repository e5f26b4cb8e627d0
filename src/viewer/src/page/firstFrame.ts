// What need not be there in the first picture of the map waits until that picture is on the screen.

export interface FirstFrame {
  /** Do something after the first frame, at once if it is over. */
  later(work: () => void): void;
  /** Fulfilled when all that waited is done. */
  readonly complete: Promise<void>;
}

/** Begin to wait for the first frame. */
export function afterFirstFrame(): FirstFrame {
  let waiting: (() => void)[] | null = [];
  const complete = framePainted().then(() => {
    const works = waiting ?? [];
    waiting = null;
    for (const work of works) work();
  });
  return { later: (work) => void (waiting ? waiting.push(work) : work()), complete };
}

/** The second frame begins when the first is on the screen. A page in the background paints none: there nothing waits. */
function framePainted(): Promise<void> {
  return new Promise((done) => {
    if (document.hidden) done();
    else requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
  });
}
