// Two dates side by side under one moving handle.
import * as L from "leaflet";
import { h, setText } from "../lib/element";

export interface Swipe {
  /** How far across the map the handle stands, 0 to 1. */
  share(): number;
  /** Write what stands on either side. */
  name(left: string, right: string): void;
  remove(): void;
}

/** Cut two panes at a handle, each to its own side of it. */
export function createSwipe(
  map: L.Map,
  [left, right]: readonly [HTMLElement, HTMLElement],
  { label, share: firstShare }: { readonly label: string; readonly share: number },
): Swipe {
  let share = firstShare;
  const names = ["left", "right"].map((side) => h("span", { class: `cm-swipe-date cm-swipe-${side}` }));
  const handle = h(
    "div",
    { class: "cm-swipe", role: "slider", tabindex: 0, "aria-label": label, "aria-valuemin": 0, "aria-valuemax": 100 },
    ...names,
  );
  map.getContainer().append(handle);
  L.DomEvent.disableClickPropagation(handle);
  const cut = () => {
    const { x, y } = map.getSize();
    const corner = map.containerPointToLayerPoint([0, 0]);
    const [west, middle, east] = [corner.x, corner.x + share * x, corner.x + x];
    // WebKit cuts a box without a size down to nothing, wherever the path lies.
    for (const pane of [left, right]) Object.assign(pane.style, { width: `${x}px`, height: `${y}px` });
    const clip = (from: number, to: number) => polygon(from, corner.y, to, corner.y + y);
    left.style.clipPath = clip(west - x, middle);
    right.style.clipPath = clip(middle, east + x);
    handle.style.insetInlineStart = `${share * 100}%`;
    handle.setAttribute("aria-valuenow", String(Math.round(share * 100)));
  };
  letMove(handle, map, (next) => {
    share = Math.min(1, Math.max(0, next(share)));
    cut();
  });
  map.on("move resize zoomend viewreset", cut);
  cut();
  return {
    share: () => share,
    name: (...texts) => texts.forEach((text, i) => setText(names[i], text)),
    remove() {
      map.off("move resize zoomend viewreset", cut);
      handle.remove();
      for (const pane of [left, right]) Object.assign(pane.style, { clipPath: "", width: "", height: "" });
    },
  };
}

/** Let pointer and arrow keys move a handle over the map. */
function letMove(handle: HTMLElement, map: L.Map, move: (next: (share: number) => number) => void): void {
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    event.stopPropagation();
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const { left, width } = map.getContainer().getBoundingClientRect();
    move(() => (event.clientX - left) / width);
  });
  handle.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -0.05, ArrowRight: 0.05 }[event.key];
    if (!by) return;
    move((share) => share + by);
    event.preventDefault();
    event.stopPropagation();
  });
}

const polygon = (left: number, top: number, right: number, bottom: number): string =>
  `polygon(${[
    [left, top - 4000],
    [right, top - 4000],
    [right, bottom + 4000],
    [left, bottom + 4000],
  ]
    .map(([x, y]) => `${x}px ${y}px`)
    .join(", ")})`;
