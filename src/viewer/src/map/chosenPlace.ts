// A ring around the chosen place.
import * as L from "leaflet";
import type { State } from "../core/choices";
import { RING } from "../scene/pins";
import type { Part } from "./part";

/** The ring, while a place is chosen. */
export function chosenPlace(map: L.Map): Part {
  const ring = L.circleMarker([0, 0], {
    radius: RING.radius,
    weight: 3,
    fillOpacity: 0,
    className: "cm-chosen",
    interactive: false,
  });
  const show = ({ place }: State) => {
    if (place) ring.setLatLng([place.lat, place.lon]).addTo(map);
    else ring.remove();
  };
  return { start: show, follow: (state, before) => state.place !== before.place && show(state) };
}
