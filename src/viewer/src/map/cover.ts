// What lies over the map: its own controls, and what the page lays over its edges on a small screen.
import type * as L from "leaflet";
import type { Box } from "../scene/world";

const OVER = ".leaflet-control, .cm-search, .cm-mini-key, .cm-swipe-date";

/** What is covered, in CSS pixels from the map's corner. */
export function coverOf(map: L.Map): Box[] {
  const element = map.getContainer();
  const { left, top } = element.getBoundingClientRect();
  return [...(element.parentElement ?? element).querySelectorAll(OVER)]
    .map((one) => one.getBoundingClientRect())
    .filter(({ width, height }) => width && height)
    .map((box): Box => [box.left - left, box.top - top, box.right - left, box.bottom - top]);
}

/** How far what lies along the map's upper and lower edge reaches into it, in CSS pixels. */
export function edgesOf(map: L.Map): { readonly top: number; readonly bottom: number } {
  const { x: width, y: height } = map.getSize();
  const bars = coverOf(map).filter(([left, top, right, bottom]) => Math.min(right, width) - Math.max(left, 0) > width / 2 && bottom > 0 && top < height);
  const reach = (depths: number[]) => Math.min(height / 3, Math.max(0, ...depths));
  const isUpper = ([, top, , bottom]: Box) => top + bottom < height;
  return {
    top: reach(bars.filter(isUpper).map((box) => box[3])),
    bottom: reach(bars.filter((box) => !isUpper(box)).map((box) => height - box[1])),
  };
}

/** Padding for Leaflet that keeps off what lies along the edges, and some pixels more. */
export function clearOfEdges(map: L.Map, more = 0): Pick<L.FitBoundsOptions, "paddingTopLeft" | "paddingBottomRight"> {
  const { top, bottom } = edgesOf(map);
  return { paddingTopLeft: [more, top + more], paddingBottomRight: [more, bottom + more] };
}
