// Events of the day as small markers, gathered where they would lie on each other.
import * as L from "leaflet";
import type { Cluster } from "../core/clusters";
import type { MapEvent } from "../core/payload";
import { PIN, pinsOf } from "./pins";

export interface EventMarkers {
  show(events: readonly MapEvent[]): void;
  remove(): void;
}

/** Put markers on a map; `open` gets the events of one that was chosen, `title` names it, `placed` hears of all. */
export function eventMarkers(
  map: L.Map,
  title: (events: readonly MapEvent[]) => string,
  open: (cluster: Cluster) => void,
  placed: (clusters: readonly Cluster[]) => void,
): EventMarkers {
  const group = L.layerGroup().addTo(map);
  // Markers are used again: taking them off the map and putting others on would be a third of a step's work.
  const pool: Pin[] = [];
  let shown: readonly MapEvent[] = [];
  const draw = () => {
    const clusters = pinsOf(shown, map.getZoom());
    clusters.forEach((cluster, i) => (pool[i] ??= createPin(group, title, open)).show(cluster));
    for (const pin of pool.slice(clusters.length)) pin.hide();
    placed(clusters);
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

interface Pin {
  show(cluster: Cluster): void;
  hide(): void;
}

/** A marker that stands for one cluster after another. */
function createPin(
  group: L.LayerGroup,
  title: (events: readonly MapEvent[]) => string,
  open: (cluster: Cluster) => void,
): Pin {
  const count = document.createElement("span");
  const icon = L.divIcon({
    className: "cm-event",
    html: count,
    iconSize: [PIN.size, PIN.size],
    iconAnchor: [PIN.size / 2, PIN.height],
  });
  const marker = L.marker([0, 0], { icon, keyboard: true });
  let shown: Cluster | null = null;
  marker.on("click", () => shown && open(shown));
  return {
    show(cluster) {
      shown = cluster;
      const many = cluster.events.length > 1;
      marker.setLatLng([cluster.lat, cluster.lon]);
      group.addLayer(marker);
      count.textContent = many ? String(cluster.events.length) : "";
      const element = marker.getElement();
      element?.classList.toggle("cm-event-many", many);
      element?.setAttribute("aria-label", title(cluster.events));
    },
    hide() {
      group.removeLayer(marker);
    },
  };
}
