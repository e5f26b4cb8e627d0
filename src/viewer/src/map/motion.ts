// For readers who want little motion.
import type * as L from "leaflet";

/** Pan a map without animation, whoever asks: keys, cards, a choice of place; all of Leaflet's pans end in `panBy`. */
export function moveAtOnce(map: L.Map): void {
  const panBy = map.panBy.bind(map);
  map.panBy = (offset, options) => panBy(offset, { ...options, animate: false });
}
