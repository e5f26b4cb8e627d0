// Plays the dates one after another.
import type { Store } from "./state";

/** Step while the store says that it plays; at the end stop, or begin again at the date compared or the first. */
export function playWith(store: Store, dateCount: number): void {
  let timer = 0;
  const tick = () => {
    const { date, loop, compare } = store.get();
    if (date + 1 < dateCount) store.set({ date: date + 1 });
    else store.set(loop ? { date: compare ?? 0 } : { playing: false });
  };
  store.on(({ playing, speed }, before) => {
    if (playing === before.playing && speed === before.speed) return;
    clearInterval(timer);
    if (playing) timer = window.setInterval(tick, 1000 / speed);
  });
}
