// The view that the page opens with, and what becomes of it when the page's size changes.
import * as L from "leaflet";
import type { Atlas } from "../core/atlas";
import type { ChosenPlace } from "../core/choices";
import { type Bounds, isBounds, type View } from "../core/hash";

/** The first view: the one that the address asks for, else the chosen place, else the whole map. */
export function fitFirst(map: L.Map, atlas: Atlas, asked: View | undefined, place: ChosenPlace | null): void {
  const still = { animate: false };
  const fit = ([west, south, east, north]: Bounds) => void map.fitBounds(L.latLngBounds([south, west], [north, east]), still);
  letZoomOut(map, atlas.header.view);
  if (asked && isBounds(asked)) fit(turned(asked, atlas.turn));
  else if (asked) map.setView([asked.lat, atlas.turn(asked.lon)], asked.zoom, still);
  else if (place) map.setView([place.lat, place.lon], 10, still);
  else fit(atlas.header.view);
}

/** What is in sight as the map counts its longitudes. */
function turned([west, south, east, north]: Bounds, turn: Atlas["turn"]): Bounds {
  const middle = (west + east) / 2;
  const by = turn(middle) - middle;
  return [west + by, south, east + by, north];
}

const FARTHEST_ZOOM = 4;

/** A map that is larger than the usual one can be seen as a whole, on a small screen too. */
function letZoomOut(map: L.Map, [west, south, east, north]: Bounds): void {
  map.setMinZoom(0);
  const whole = map.getBoundsZoom(L.latLngBounds([south, west], [north, east]));
  map.setMinZoom(Math.max(0, Math.min(FARTHEST_ZOOM, Math.floor(whole * 2) / 2 - 0.5)));
}

/** The view that the page opens with, and whether the reader still looks at it. */
export interface Home {
  show(): void;
  shown(): boolean;
}

/** Remember the view that `fit` gives. */
export function homeOf(map: L.Map, fit: () => void): Home {
  const view = () => `${map.getZoom()} ${map.getCenter()}`;
  let fitted = "";
  return {
    show() {
      fit();
      fitted = view();
    },
    shown: () => view() === fitted,
  };
}

/** Keep the map fitted to its element, on the screen and on paper. */
export function followSize(
  map: L.Map,
  element: HTMLElement,
  place: () => ChosenPlace | null,
  home: Home,
  signal: AbortSignal,
): void {
  const resize = () => fitSize(map, element, place(), home);
  const observer = new ResizeObserver(resize);
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
  // No observer is called between the screen and the paper.
  matchMedia("print").addEventListener("change", resize, { signal });
}

/** Fit the map to its element; keep the chosen place in sight, else all that the first view shows. */
function fitSize(
  map: L.Map,
  { clientWidth, clientHeight }: HTMLElement,
  place: ChosenPlace | null,
  home: Home,
): void {
  const { x, y } = map.getSize();
  // Leaflet forgets the exact centre when told of a size that it knows already.
  if (x === clientWidth && y === clientHeight) return;
  const untouched = home.shown();
  map.invalidateSize({ animate: false });
  if (untouched && !place) home.show();
  else if (place) map.panInside([place.lat, place.lon], { padding: [40, 40], animate: false });
}
