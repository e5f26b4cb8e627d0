// Plays the changes one after another.
import type { Store } from "../core/choices";
import { changeBeside, type Steps } from "../core/steps";
import { playedNext, stretchOf } from "../core/stretch";

/** Step while the store says that it plays; at the stretch's end stop, or begin again at the date compared or its first. */
export function playWith(store: Store, steps: Steps): void {
  let timer = 0;
  const tick = () => {
    const { date, loop, compare, stretch: chosen } = store.get();
    const stretch = stretchOf(chosen, steps.count);
    const next = playedNext(date, changeBeside(steps, date, 1) ?? steps.count - 1, stretch, loop ? (compare ?? stretch[0]) : null);
    store.set(next === null ? { playing: false } : { date: next });
  };
  store.on(({ playing, speed }, before) => {
    if (playing === before.playing && speed === before.speed) return;
    clearInterval(timer);
    if (playing) timer = window.setInterval(tick, 1000 / speed);
  });
}
