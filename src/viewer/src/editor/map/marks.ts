// What stands still on the screen while the map moves: the crosshair, a lasso's stroke, the glass beside a finger.
import { h, svg } from "../../lib/element";
import type { Sight } from "./sight";

const GLASS = { size: 104, zoom: 1.6, away: 84 } as const;

export interface Marks {
  show(sight: Sight): void;
  remove(): void;
}

/** Marks over a map's element. */
export function marks(container: HTMLElement): Marks {
  const stroke = svg("polyline", { class: "cm-stroke", fill: "none" });
  const sheet = svg("svg", { class: "cm-marks", "aria-hidden": "true" }, stroke);
  const cross = h("div", { class: "cm-cross", hidden: true, "aria-hidden": "true" });
  const glass = h("canvas", { class: "cm-glass", width: GLASS.size, height: GLASS.size, hidden: true, "aria-hidden": "true" });
  container.append(sheet, cross, glass);
  return {
    show({ stroke: drawn, crosshair, drag, aim }) {
      stroke.setAttribute("points", (drawn ?? []).map((pixel) => pixel.join(",")).join(" "));
      cross.hidden = !crosshair;
      if (crosshair) cross.style.transform = `translate(${crosshair[0]}px, ${crosshair[1]}px)`;
      const coarse = matchMedia("(pointer: coarse)").matches;
      glass.hidden = !(drag && aim && coarse);
      if (!glass.hidden) look(container, glass, aim!.pixel);
    },
    remove() {
      for (const one of [sheet, cross, glass]) one.remove();
    },
  };
}

/** Show in the glass what lies under a pixel, beside the finger that hides it. */
function look(container: HTMLElement, glass: HTMLCanvasElement, [x, y]: readonly [number, number]): void {
  const { size, zoom, away } = GLASS;
  const context = glass.getContext("2d")!;
  const box = container.getBoundingClientRect();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, size, size);
  context.setTransform(zoom, 0, 0, zoom, size / 2 - x * zoom, size / 2 - y * zoom);
  for (const canvas of container.querySelectorAll<HTMLCanvasElement>(".cm-canvas")) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    if (width && height) context.drawImage(canvas, left - box.left, top - box.top, width, height);
  }
  const above = y > away + size / 2;
  glass.style.transform = `translate(${x - size / 2}px, ${y - size / 2 + (above ? -away : away)}px)`;
}
