// Two dates side by side under one moving handle.
import * as L from "leaflet";

export interface Swipe {
  /** How far across the map the handle stands, 0 to 1. */
  share(): number;
  remove(): void;
}

export interface SwipeOptions {
  readonly label: string;
  /** What stands to the left and to the right of the handle. */
  readonly names: readonly [string, string];
  readonly share: number;
}

/** Cut panes at a handle: what is left of it shows `before`, what is right of it `after`. */
export function createSwipe(
  map: L.Map,
  before: HTMLElement,
  after: HTMLElement,
  { label, names, share: firstShare }: SwipeOptions,
): Swipe {
  let share = firstShare;
  const handle = document.createElement("div");
  handle.className = "cm-swipe";
  handle.tabIndex = 0;
  for (const [name, value] of Object.entries({
    role: "slider",
    "aria-label": label,
    "aria-valuemin": "0",
    "aria-valuemax": "100",
  }))
    handle.setAttribute(name, value);
  handle.append(
    ...names.map((name, i) =>
      Object.assign(document.createElement("span"), {
        textContent: name,
        className: `cm-swipe-date cm-swipe-${i ? "after" : "before"}`,
      }),
    ),
  );
  map.getContainer().append(handle);
  L.DomEvent.disableClickPropagation(handle);

  const cut = () => {
    const { x, y } = map.getSize();
    const corner = map.containerPointToLayerPoint([0, 0]);
    const [left, middle, right] = [corner.x, corner.x + share * x, corner.x + x];
    const clip = (from: number, to: number) => polygon(from, corner.y, to, corner.y + y);
    before.style.clipPath = clip(left - x, middle);
    after.style.clipPath = clip(middle, right + x);
    handle.style.insetInlineStart = `${share * 100}%`;
    handle.setAttribute("aria-valuenow", String(Math.round(share * 100)));
  };
  const moveTo = (next: number) => {
    share = Math.min(1, Math.max(0, next));
    cut();
  };
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    event.stopPropagation();
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const { left, width } = map.getContainer().getBoundingClientRect();
    moveTo((event.clientX - left) / width);
  });
  handle.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -0.05, ArrowRight: 0.05 }[event.key];
    if (!by) return;
    moveTo(share + by);
    event.preventDefault();
    event.stopPropagation();
  });
  map.on("move resize zoomend viewreset", cut);
  cut();
  return {
    share: () => share,
    remove() {
      map.off("move resize zoomend viewreset", cut);
      handle.remove();
      before.style.clipPath = after.style.clipPath = "";
    },
  };
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
