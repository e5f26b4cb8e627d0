// Buttons to zoom with, named in the reader's language.
import * as L from "leaflet";
import type { Words } from "../strings";

/** Show them until the answer is called; a map that has buttons of its own keeps those. */
export function zoomButtons(map: L.Map, words: Words): () => void {
  if (map.zoomControl) return () => undefined;
  const control = L.control.zoom({
    position: words.rightToLeft ? "topleft" : "topright",
    zoomInTitle: words.say("zoom_in"),
    zoomOutTitle: words.say("zoom_out"),
  });
  control.addTo(map);
  return () => void control.remove();
}
