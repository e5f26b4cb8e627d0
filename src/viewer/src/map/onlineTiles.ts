// OpenStreetMap's tiles, which are asked for only when the reader wants them, with the credit they are owed.
import * as L from "leaflet";
import { h, link } from "../dom";
import type { Words } from "../strings";

const TILE_URL = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";

export interface OnlineTiles {
  show(on: boolean, words: Words): void;
}

/** Tiles for a map, off at first. */
export function onlineTiles(map: L.Map): OnlineTiles {
  const tiles = L.tileLayer(TILE_URL, { maxZoom: 19, pane: "tilePane" });
  const credit = new L.Control({ position: "bottomright" });
  const text = h("div", { class: "cm-credit" });
  credit.onAdd = () => text;
  return {
    show(on, words) {
      text.replaceChildren(link(words.say("tiles_attribution"), "https://www.openstreetmap.org/copyright"));
      if (on) map.addLayer(tiles).addControl(credit);
      else map.removeLayer(tiles).removeControl(credit);
    },
  };
}
