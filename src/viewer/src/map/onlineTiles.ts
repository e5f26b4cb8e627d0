// OpenStreetMap's tiles, which are asked for only when the reader wants them, with the credit they are owed.
import * as L from "leaflet";
import type { State } from "../core/choices";
import { h, link } from "../lib/element";
import type { Drawn, Part } from "./part";

const TILE_URL = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";

/** Tiles for a map, off at first. */
export function onlineTiles(map: L.Map, drawn: Drawn): Part {
  const tiles = L.tileLayer(TILE_URL, { maxZoom: 19, pane: "tilePane" });
  const credit = new L.Control({ position: "bottomright" });
  const text = h("div", { class: "cm-credit" });
  credit.onAdd = () => text;
  const show = (state: State) => {
    text.replaceChildren(link(drawn.words.say("tiles_attribution"), "https://www.openstreetmap.org/copyright"));
    if (state.tiles) map.addLayer(tiles).addControl(credit);
    else map.removeLayer(tiles).removeControl(credit);
  };
  return {
    follow: (state, before) => state.tiles !== before.tiles && show(state),
    speak: (state) => state.tiles && show(state),
  };
}
