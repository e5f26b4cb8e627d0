// Ties the events of the date to the map: markers, and a card for the one that was chosen.
import * as L from "leaflet";
import type { App } from "../app";
import { eventCard } from "../controls/eventsPanel";
import { h } from "../dom";
import { eventsChanged, shownEvents } from "../shownEvents";
import type { Cluster } from "../core/clusters";
import { eventMarkers } from "./eventMarkers";

const BUTTONS_PX = 52;

/** Show the events of the date until the answer is called. */
export function createEvents(map: L.Map, app: App): () => void {
  const { atlas, store, words } = app;
  const popup = L.popup({
    maxWidth: 280,
    maxHeight: 280,
    // Beside the zoom buttons, not under them.
    autoPanPaddingTopLeft: [words.rightToLeft ? BUTTONS_PX : 14, 20],
    autoPanPaddingBottomRight: [words.rightToLeft ? 14 : BUTTONS_PX, 20],
    offset: [0, -22],
    className: "cm cm-popup",
  });
  const open = ({ lon, lat, events }: Cluster) =>
    void popup
      .setLatLng([lat, lon])
      .setContent(
        h("div", { dir: words.rightToLeft ? "rtl" : "ltr" }, ...events.map((event) => eventCard(app, event))),
      )
      .openOn(map);
  const markers = eventMarkers(map, words, open, app.view.avoid);
  const show = () => markers.show(store.get().events ? shownEvents(atlas, store.get()) : []);
  show();
  app.on((state, before) => {
    if (!eventsChanged(state, before)) return;
    popup.remove();
    show();
  });
  return () => {
    popup.remove();
    markers.remove();
  };
}
