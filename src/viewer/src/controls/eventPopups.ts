// Ties the events of the date to the map: markers, and a card for the one that was chosen.
import * as L from "leaflet";
import type { Cluster } from "../core/clusters";
import { eventsChanged, shownEvents } from "../core/events";
import { h } from "../lib/element";
import { eventMarkers } from "../map/eventMarkers";
import type { App } from "./app";
import { eventCard } from "./eventsPanel";

const BUTTONS_PX = 62;

/** Show the events of the date until the answer is called. */
export function eventPopups(map: L.Map, app: App): () => void {
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
  let opener: HTMLElement | null = null;
  const open = ({ lon, lat, events }: Cluster, pin: HTMLElement) => {
    const card = h("div", { dir: words.direction, tabindex: -1 }, ...events.map((event) => eventCard(app, event)));
    popup.setLatLng([lat, lon]).setContent(card).openOn(map);
    opener = pin;
    const box = popup.getElement()!;
    box.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", words.say("close"));
    box.onkeydown = ({ key }) => void (key === "Escape" && popup.remove());
    card.focus({ preventScroll: true });
  };
  // Who was reading the card goes on at its pin; who has gone elsewhere stays there.
  popup.on("remove", () => {
    const { activeElement } = document;
    if (activeElement === document.body || popup.getElement()?.contains(activeElement))
      opener?.focus({ preventScroll: true });
  });
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
