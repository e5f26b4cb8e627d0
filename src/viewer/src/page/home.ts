// The view that the page opens with, and what becomes of it when the page's size changes.
import * as L from "leaflet";
import type { Atlas } from "../core/atlas";
import type { ChosenPlace } from "../core/choices";
import { type Bounds, isBounds, type View } from "../core/hash";
import { clearOfEdges, edgesOf } from "../map/cover";

/** The first view: the one that the address asks for, else the chosen place, else the whole map; that too where it is no larger than what is around a place. */
export function fitFirst(map: L.Map, atlas: Atlas, asked: View | undefined, place: ChosenPlace | null): void {
  const still = { animate: false };
  const fit = ([west, south, east, north]: Bounds, clear = {}) =>
    void map.fitBounds(L.latLngBounds([south, west], [north, east]), { ...still, ...clear });
  letZoomOut(map, atlas.header.view);
  if (asked && isBounds(asked)) fit(turned(asked, atlas.turn));
  else if (asked) map.setView([asked.lat, atlas.turn(asked.lon)], asked.zoom, still);
  else if (place && !isSmall(map, atlas.header.view, place)) map.setView([place.lat, place.lon], PLACE_ZOOM, still);
  else fit(atlas.header.view, clearOfEdges(map));
}

/** As near as a place of a country is shown. */
const PLACE_ZOOM = 10;

/** Whether a map with a place in it is so small that all of it is seen nearer than that. */
const isSmall = (map: L.Map, [west, south, east, north]: Bounds, { lon, lat }: ChosenPlace): boolean => {
  const whole = L.latLngBounds([south, west], [north, east]);
  const { top, bottom } = edgesOf(map);
  return whole.contains([lat, lon]) && map.getBoundsZoom(whole, false, L.point(0, top + bottom)) > PLACE_ZOOM;
};

/** What is in sight as the map counts its longitudes. */
function turned([west, south, east, north]: Bounds, turn: Atlas["turn"]): Bounds {
  const middle = (west + east) / 2;
  const by = turn(middle) - middle;
  return [west + by, south, east + by, north];
}

const FARTHEST_ZOOM = 4;

/** A map that is larger than the usual one can be seen as a whole, on a small screen too. */
function letZoomOut(map: L.Map, [west, south, east, north]: Bounds): void {
  map.options.minZoom = 0;
  const { top, bottom } = edgesOf(map);
  const whole = map.getBoundsZoom(L.latLngBounds([south, west], [north, east]), false, L.point(0, top + bottom));
  // Told by `setMinZoom`, a map that is farther out would set off to that zoom, and arrive after it was fitted.
  map.options.minZoom = Math.max(0, Math.min(FARTHEST_ZOOM, Math.floor(whole * 2) / 2 - 0.5));
  map.fire("zoomlevelschange");
}

/** The view that the page opens with, and whether the reader still looks at it. */
export interface Home {
  show(): void;
  shown(): boolean;
  /** Show it anew where what lies along the map's edges has grown since. */
  adjust(): void;
}

/** Remember the view that `fit` gives. */
export function homeOf(map: L.Map, fit: () => void): Home {
  const view = () => `${map.getZoom()} ${map.getCenter()}`;
  let fitted = "";
  let edges = edgesOf(map);
  const shown = () => view() === fitted;
  const show = () => {
    edges = edgesOf(map);
    fit();
    fitted = view();
  };
  return {
    show,
    shown,
    adjust() {
      const { top, bottom } = edgesOf(map);
      if (shown() && (top !== edges.top || bottom !== edges.bottom)) show();
    },
  };
}

/** Keep the map fitted to its element. */
export function followSize(
  map: L.Map,
  element: HTMLElement,
  place: () => ChosenPlace | null,
  home: Home,
  signal: AbortSignal,
): void {
  const observer = new ResizeObserver(() => fitSize(map, element, place(), home));
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
}

/** Fit the map to its element: where it had no size before as on opening, else with the chosen place in sight, or all that the first view shows. */
function fitSize(
  map: L.Map,
  { clientWidth, clientHeight }: HTMLElement,
  place: ChosenPlace | null,
  home: Home,
): void {
  const { x, y } = map.getSize();
  // Leaflet forgets the exact centre when told of a size that it knows already. A map that is not shown, as while the
  // browser prints, has no size to be fitted to.
  if (!clientWidth || !clientHeight || (x === clientWidth && y === clientHeight)) return;
  const anew = !x || !y || (home.shown() && !place);
  map.invalidateSize({ animate: false });
  if (anew) home.show();
  else if (place) map.panInside([place.lat, place.lon], { ...clearOfEdges(map, 40), animate: false });
}
