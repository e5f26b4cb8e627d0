// The upper edge of the sheet that a phone has: dragged, or moved by arrow keys, it makes room for panel or map.
import { h } from "../lib/element";
import type { App } from "./app";

const STEP_PX = 60;
/** Dragged lower than this, the sheet is closed. */
const LEAST_PX = 70;

/** A handle that sets the height of the sheet, and opens and closes it. */
export function grip(app: App): HTMLElement {
  const { store, words } = app;
  const label = words.say("sheet");
  const handle = h("div", { class: "cm-grip", role: "separator", tabindex: 0, "aria-orientation": "horizontal", "aria-label": label, "aria-valuenow": 0 });
  const page = () => handle.closest<HTMLElement>(".cm-page, .cm-attached")!;
  const heightNow = () => (store.get().open ? (page().querySelector(".cm-panel:not([hidden])")?.clientHeight ?? 0) : 0);
  /** In hundredths of the page's height. */
  const tell = () => handle.setAttribute("aria-valuenow", String(Math.round((100 * heightNow()) / page().clientHeight)));
  app.on(({ open }, before) => open !== before.open && requestAnimationFrame(tell));
  const setHeight = (px: number) => {
    page().style.setProperty("--sheet", `${Math.max(LEAST_PX, Math.min(px, page().clientHeight * 0.7))}px`);
    page().classList.add("cm-dragged");
    const open = px >= LEAST_PX;
    if (open !== store.get().open) store.set({ open });
    tell();
  };
  let from: { readonly y: number; readonly height: number } | null = null;
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    from = { y: event.clientY, height: heightNow() };
  });
  handle.addEventListener("pointermove", ({ clientY, pointerId }) => {
    if (from && handle.hasPointerCapture(pointerId) && Math.abs(clientY - from.y) > 4) setHeight(from.height + from.y - clientY);
  });
  handle.addEventListener("pointerup", ({ clientY }) => {
    if (from && Math.abs(clientY - from.y) <= 4) store.set({ open: !store.get().open });
    from = null;
  });
  handle.addEventListener("keydown", (event) => {
    const by = { ArrowUp: STEP_PX, ArrowDown: -STEP_PX }[event.key];
    if (by) setHeight(heightNow() + by);
    else if (event.key === "Enter") store.set({ open: !store.get().open });
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return handle;
}
