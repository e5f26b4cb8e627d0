// Events of the day as small markers, gathered where they would lie on each other.
import * as L from "leaflet";
import type { Cluster } from "../core/clusters";
import type { MapEvent } from "../core/model";
import { svg } from "../lib/element";
import { PIN, pinParts, pinsOf, pinText, shapeOf } from "../scene/pins";
import type { Words } from "../strings";

export interface EventMarkers {
  show(events: readonly MapEvent[]): void;
  remove(): void;
}

/** Put markers on a map; `open` gets the events of one that was chosen and the marker, `placed` hears of all. */
export function eventMarkers(
  map: L.Map,
  words: Words,
  open: Open,
  placed: (clusters: readonly Cluster[]) => void,
): EventMarkers {
  const group = L.layerGroup().addTo(map);
  // Markers are used again: taking them off the map and putting others on would be a third of a step's work.
  const pool: Pin[] = [];
  let shown: readonly MapEvent[] = [];
  const draw = () => {
    const clusters = pinsOf(shown, map.getZoom());
    clusters.forEach((cluster, i) => (pool[i] ??= createPin(group, words, open)).show(cluster));
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

/** What a marker stands for, in words. */
const titleOf = (events: readonly MapEvent[], words: Words): string =>
  events.length > 1
    ? words.say("events_here", { n: words.number(events.length) })
    : `${words.say("event")}: ${words.text(events[0].place)}`;

/** Those of the page's theme. */
const COLOURS = { ink: "var(--cm-mark-ink)", paper: "var(--cm-mark-paper)" };

type Open = (cluster: Cluster, pin: HTMLElement) => void;

interface Pin {
  show(cluster: Cluster): void;
  hide(): void;
}

/** A marker that stands for one cluster after another. */
function createPin(
  group: L.LayerGroup,
  words: Words,
  open: Open,
): Pin {
  const [width, height] = [PIN.size + 4, PIN.height + 4];
  const picture = svg("svg", { width, height, viewBox: `${-width / 2} ${-PIN.height - 2} ${width} ${height}` });
  const icon = L.divIcon({
    className: "cm-event",
    html: picture as unknown as HTMLElement,
    iconSize: [width, height],
    iconAnchor: [width / 2, PIN.height + 2],
  });
  const marker = L.marker([0, 0], { icon, keyboard: true });
  let shown: Cluster | null = null;
  const choose = () => shown && open(shown, marker.getElement()!);
  marker.on("click", choose);
  marker.on("keydown", ({ originalEvent }: L.LeafletKeyboardEvent) => {
    if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
    originalEvent.preventDefault();
    choose();
  });
  return {
    show(cluster) {
      shown = cluster;
      const text = pinText(cluster, words);
      marker.setLatLng([cluster.lat, cluster.lon]);
      group.addLayer(marker);
      picture.replaceChildren(...pinParts(shapeOf(cluster), text, COLOURS));
      const element = marker.getElement();
      element?.classList.toggle("cm-event-many", text !== "");
      element?.setAttribute("aria-label", titleOf(cluster.events, words));
    },
    hide() {
      group.removeLayer(marker);
    },
  };
}
