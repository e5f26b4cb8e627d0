// Plays the dates one after another.
import type { Store } from "./state";

/** Step while the store says that it plays; stop at the end. */
export function playWith(store: Store, dateCount: number): void {
  let timer = 0;
  const tick = () => {
    const next = store.get().date + 1;
    store.set(next < dateCount ? { date: next } : { playing: false });
  };
  store.on(({ playing, speed }, before) => {
    if (playing === before.playing && speed === before.speed) return;
    clearInterval(timer);
    if (playing) timer = window.setInterval(tick, 1000 / speed);
  });
}
