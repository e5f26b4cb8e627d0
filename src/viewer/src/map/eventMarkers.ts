// Events of the day as small markers, gathered where they would lie on each other.
import * as L from "leaflet";
import { type Cluster, clusterEvents } from "../core/clusters";
import type { MapEvent } from "../core/payload";

export interface EventMarkers {
  show(events: readonly MapEvent[]): void;
  remove(): void;
}

/** Put markers on a map; `open` gets the events of one that was chosen, `title` names it. */
export function eventMarkers(
  map: L.Map,
  title: (events: readonly MapEvent[]) => string,
  open: (cluster: Cluster) => void,
): EventMarkers {
  const group = L.layerGroup().addTo(map);
  let shown: readonly MapEvent[] = [];
  const draw = () => {
    group.clearLayers();
    const toPixel = (lon: number, lat: number) => map.project([lat, lon], map.getZoom());
    for (const cluster of clusterEvents(shown, toPixel, 26)) group.addLayer(marker(cluster));
  };
  const marker = (cluster: Cluster) => {
    const many = cluster.events.length > 1;
    const one = document.createElement("span");
    one.textContent = many ? String(cluster.events.length) : "";
    const made = L.marker([cluster.lat, cluster.lon], {
      icon: L.divIcon({
        className: `cm-event${many ? " cm-event-many" : ""}`,
        html: one,
        iconSize: [24, 24],
        iconAnchor: [12, 29],
      }),
      keyboard: true,
    });
    made.on("click", () => open(cluster));
    made.on("add", () => made.getElement()?.setAttribute("aria-label", title(cluster.events)));
    return made;
  };
  map.on("zoomend", draw);
  return {
    show(events) {
      shown = events;
      draw();
    },
    remove() {
      map.off("zoomend", draw);
      group.remove();
    },
  };
}
