// A scale bar that speaks the reader's language.
import * as L from "leaflet";
import { scaleBar } from "../scene/scaleBar";
import type { Words } from "../strings";

/** Keep a scale bar in the map's corner until the answer is called. */
export function scaleControl(map: L.Map, words: Words): () => void {
  const bar = L.DomUtil.create("div", "cm-scale");
  bar.dir = "auto";
  const draw = () => {
    const { km, px } = scaleBar(map.getCenter().lat, map.getZoom(), 110);
    bar.style.inlineSize = `${px}px`;
    bar.textContent = words.distance(km);
  };
  const control = new L.Control({ position: "bottomleft" });
  control.onAdd = () => bar;
  control.addTo(map);
  draw();
  map.on("move zoomend", draw);
  return () => {
    map.off("move zoomend", draw);
    control.remove();
  };
}
