// Two handles at the ends of the slider: between them lies the stretch in which stepping and playing stay.
import { type End, roomOf, type Stretch, stretchOf, withEnd, within } from "../core/stretch";
import { h } from "../lib/element";
import type { App } from "./app";
import { type Axis, shareOf } from "./axis";
import { steppedDate, tellDate } from "./keys";

const ENDS = [
  { end: 0, name: "from", label: "stretch_from" },
  { end: 1, name: "to", label: "stretch_to" },
] as const;

/** The shade over the stretch and its two handles; `dateAt` gives the date at a place on the screen. */
export function stretchHandles(app: App, axis: Axis, dateAt: (clientX: number) => number): HTMLElement[] {
  const count = app.atlas.steps.count;
  if (count < 3) return [];
  const shade = h("div", { class: "cm-stretch", "aria-hidden": "true" });
  const handles = ENDS.map(({ end, name, label }) => {
    const handle = h("div", {
      class: `cm-stretch-handle cm-stretch-${name}`,
      role: "slider",
      tabindex: 0,
      "aria-label": app.words.say(label),
      title: app.words.say("stretch_hint"),
    });
    drag(handle, app, end, dateAt);
    handle.addEventListener("dblclick", () => app.store.set({ stretch: null }));
    handle.addEventListener("keydown", (event) => onHandleKey(event, app, end));
    return handle;
  });
  app.watch(["stretch"], ({ stretch }) => {
    shade.hidden = stretch === null;
    const ends = stretchOf(stretch, count);
    ENDS.forEach(({ end, name }) => {
      const share = String(shareOf(axis, minutesOfEnd(app, axis, ends[end])));
      shade.style.setProperty(`--${name}`, share);
      handles[end].style.setProperty("--share", share);
      handles[end].classList.toggle("cm-stretch-chosen", stretch !== null);
      describe(handles[end], app, ends[end], roomOf(ends, end, count));
    });
  });
  return [shade, ...handles];
}

/** The last date stands until the end of the map. */
const minutesOfEnd = ({ atlas }: App, axis: Axis, date: number): number =>
  date === atlas.steps.count - 1 ? axis.end : atlas.steps.ticks[date];

function describe(handle: HTMLElement, app: App, date: number, [least, most]: Stretch): void {
  handle.setAttribute("aria-valuemin", String(least));
  handle.setAttribute("aria-valuemax", String(most));
  tellDate(handle, app, date);
}

/** Move one end, and take the date shown along. */
function moveEnd({ store, atlas }: App, end: End, date: number): void {
  const count = atlas.steps.count;
  const { stretch: before, date: shown } = store.get();
  const stretch = withEnd(before, end, date, count);
  if (String(stretch) === String(before)) return;
  store.set({ stretch, date: within(stretchOf(stretch, count), shown) });
}

function drag(handle: HTMLElement, app: App, end: End, dateAt: (clientX: number) => number): void {
  // A handle lies outside its stretch: what is dragged is its inner edge, wherever it was grasped.
  let toEdge = 0;
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const { left, right } = handle.getBoundingClientRect();
    toEdge = ((end === 0) !== app.words.rightToLeft ? right : left) - event.clientX;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) moveEnd(app, end, dateAt(event.clientX + toEdge));
  });
}

function onHandleKey(event: KeyboardEvent, app: App, end: End): void {
  const { store, atlas } = app;
  const count = atlas.steps.count;
  const ends = stretchOf(store.get().stretch, count);
  const date = steppedDate(event, ends[end], roomOf(ends, end, count), app);
  if (date !== null) moveEnd(app, end, date);
  else if (event.key === "Escape") store.set({ stretch: null });
  else return;
  event.preventDefault();
}
