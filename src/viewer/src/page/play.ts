// Plays the dates one after another.
import type { Store } from "../core/choices";
import { playedNext, stretchOf } from "../core/stretch";

/** Step while the store says that it plays; at the stretch's end stop, or begin again at the date compared or its first. */
export function playWith(store: Store, dateCount: number): void {
  let timer = 0;
  const tick = () => {
    const { date, loop, compare, stretch: chosen } = store.get();
    const stretch = stretchOf(chosen, dateCount);
    const next = playedNext(date, stretch, loop ? (compare ?? stretch[0]) : null);
    store.set(next === null ? { playing: false } : { date: next });
  };
  store.on(({ playing, speed }, before) => {
    if (playing === before.playing && speed === before.speed) return;
    clearInterval(timer);
    if (playing) timer = window.setInterval(tick, 1000 / speed);
  });
}
