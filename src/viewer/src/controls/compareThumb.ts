// The second handle on the slider: the date to compare with. Between the two lies the range that is looked at.
import type { State } from "../core/choices";
import { h, setHidden } from "../lib/element";
import type { App } from "./app";
import { type Axis, shareOf } from "./axis";
import { steppedDate, tellDate } from "./keys";

/** The second handle and the range; `dateAt` gives the date at a place on the screen, `track` drags the first. */
export function compareThumb(app: App, axis: Axis, dateAt: (clientX: number) => number, track: HTMLElement): HTMLElement[] {
  const { atlas, store, words } = app;
  const range = h("div", { class: "cm-range", "aria-hidden": "true" });
  const thumb = h("div", {
    class: "cm-thumb-compare",
    role: "slider",
    tabindex: 0,
    "aria-label": words.say("compare_date"),
    "aria-valuemin": 0,
    "aria-valuemax": atlas.steps.count - 1,
  });
  const show = ({ compare, date }: State) => {
    for (const one of [thumb, range]) setHidden(one, compare === null);
    if (compare === null) return;
    const [a, b] = [compare, date].map((one) => shareOf(axis, atlas.steps.ticks[one]));
    thumb.style.setProperty("--share", String(a));
    range.style.setProperty("--from", String(Math.min(a, b)));
    range.style.setProperty("--to", String(Math.max(a, b)));
    tellDate(thumb, app, compare);
  };
  thumb.addEventListener("pointerdown", (event) => {
    // The range lies between the two handles: where they lie over each other, the nearer one is grasped.
    const [own, between] = [thumb, range].map((one) => one.getBoundingClientRect());
    const at = (own.left + own.right) / 2;
    const first = between.left + between.right - at;
    if (Math.abs(event.clientX - first) < Math.abs(event.clientX - at)) track.dispatchEvent(new PointerEvent(event.type, event));
    else thumb.setPointerCapture(event.pointerId);
  });
  thumb.addEventListener("pointermove", (event) => {
    if (!thumb.hasPointerCapture(event.pointerId)) return;
    const compare = dateAt(event.clientX);
    if (compare !== store.get().compare) store.set({ compare });
  });
  thumb.addEventListener("keydown", (event) => {
    const room = [0, atlas.steps.count - 1] as const;
    const compare = steppedDate(event, store.get().compare ?? 0, room, app);
    if (compare === null) return;
    store.set({ compare });
    event.preventDefault();
  });
  app.watch(["compare", "date"], show);
  return [range, thumb];
}
