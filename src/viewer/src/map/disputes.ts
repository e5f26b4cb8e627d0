// Rings at the places of which reports contradict each other, while the reader wants them.
import * as L from "leaflet";
import { disputesOf } from "../core/reports";
import type { Drawn, Part } from "./part";

export function createDisputes(map: L.Map, drawn: Drawn): Part {
  let group: L.LayerGroup | null = null;
  const show = (wanted: boolean) => {
    group?.remove();
    group = null;
    if (!wanted) return;
    const { places } = drawn.atlas.header;
    const rings = disputesOf(drawn.atlas).map(([{ place }]) =>
      L.circleMarker([places[place].lat, places[place].lon], {
        radius: 9,
        weight: 2.5,
        dashArray: "3 4",
        fillOpacity: 0,
        interactive: false,
        className: "cm-dispute",
      }),
    );
    group = L.layerGroup(rings).addTo(map);
  };
  return {
    start: ({ disputes }) => show(disputes),
    follow: (state, before) => state.disputes !== before.disputes && show(state.disputes),
  };
}
