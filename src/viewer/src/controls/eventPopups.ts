// Ties the events of the date to the map: markers, and a card for the one that was chosen.
import * as L from "leaflet";
import type { Cluster } from "../core/clusters";
import { eventsChanged, shownEvents } from "../core/events";
import { h } from "../lib/element";
import { edgesOf } from "../map/cover";
import { eventMarkers } from "../map/eventMarkers";
import type { App } from "./app";
import { eventCard } from "./eventsPanel";

const BUTTONS_PX = 62;
const MARGIN_PX = 12;
/** The pin under the card, the card's tip, and its own edges. */
const PIN_PX = 22;
const TIP_PX = 20;
const EDGES_PX = { x: 32, y: 14 };
const LEAST_PX = 60;
const MOST_PX = 280;

/** Show the events of the date until the answer is called. */
export function eventPopups(map: L.Map, app: App): () => void {
  const { atlas, store, words } = app;
  const popup = L.popup({
    offset: [0, -PIN_PX],
    className: "cm cm-popup",
  });
  let opener: HTMLElement | null = null;
  /** Beside the zoom buttons, between what lies along the map's edges, and no larger than there is room: the rest scrolls. */
  const fit = () => {
    const { x: width, y: height } = map.getSize();
    const { top, bottom } = edgesOf(map);
    popup.options.maxWidth = Math.min(MOST_PX, width - BUTTONS_PX - MARGIN_PX - EDGES_PX.x);
    popup.options.maxHeight = Math.max(
      LEAST_PX,
      Math.min(MOST_PX, height - top - bottom - 2 * MARGIN_PX - PIN_PX - TIP_PX - EDGES_PX.y),
    );
    popup.options.autoPanPaddingTopLeft = [words.rightToLeft ? BUTTONS_PX : MARGIN_PX, top + MARGIN_PX];
    popup.options.autoPanPaddingBottomRight = [words.rightToLeft ? MARGIN_PX : BUTTONS_PX, bottom + MARGIN_PX];
  };
  const open = ({ lon, lat, events }: Cluster, pin: HTMLElement) => {
    fit();
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
