// The page's entry: `controlmapViewer.mount` fills a page, `controlmapViewer.attach` joins a Leaflet map.
import * as L from "leaflet";
import { type App } from "./app";
import { choicesFrom, followAddress } from "./address";
import { type ControlMapApi, createApi } from "./api";
import { embedBar } from "./controls/embedBar";
import { side } from "./controls/side";
import { onSliderKey, timeline } from "./controls/timeline";
import { type Atlas, atlasOf } from "./core/atlas";
import { parseHash, type View } from "./core/hash";
import { openPayload } from "./core/payload";
import { hoverLines } from "./describe";
import { h, keepFocus, refill } from "./dom";
import { createEvents } from "./map/events";
import { hoverBox } from "./map/hover";
import { darkScreen } from "./map/theme";
import { scaleControl } from "./map/scaleControl";
import { createMapView, type MapView } from "./map/mapView";
import { moveAtOnce } from "./map/motion";
import { afterFirstFrame } from "./firstFrame";
import { playWith } from "./play";
import { type ChosenPlace, createStore, FIRST, type Store } from "./state";
import { type Words, wordsFor } from "./strings";

declare global {
  interface Window {
    controlmap?: ControlMapApi;
    controlmapViewer: { mount: typeof mount; attach: typeof attach };
  }
}

export interface AttachOptions {
  /** Language code; by default the map's first. */
  readonly language?: string;
  /** Draw the embedded background under the control layer. */
  readonly background?: boolean;
}

/** Fill an element with the whole page: map, slider, panels. */
export async function mount(container: HTMLElement, dataText: string): Promise<ControlMapApi> {
  const atlas = atlasOf(await openPayload(dataText));
  const address = parseHash(location.hash);
  const store = createStore({ ...FIRST, language: firstLanguage(atlas), ...choicesFrom(address, atlas) });
  const mapElement = h("div", { class: "cm-map", dir: "ltr", role: "region" });
  container.replaceChildren(mapElement);
  container.classList.add("cm", "cm-page");
  container.classList.toggle("cm-embed", address.embed === true);
  container.classList.toggle("cm-open", store.get().open);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(mapElement, {
    zoomAnimation: !still,
    fadeAnimation: !still,
    inertia: !still,
    zoomControl: false,
    attributionControl: false,
    zoomSnap: 0.25,
    zoomDelta: 0.5,
    minZoom: 4,
    maxZoom: 18,
    worldCopyJump: true,
  });
  if (still) moveAtOnce(map);
  const fit = (asked: View | undefined) => fitFirst(map, atlas, asked, store.get().place);
  const home = homeOf(map, () => fit(address.map));
  home.show();
  const settle = () => {
    map.invalidateSize({ animate: false });
    home.show();
  };
  const { app, complete } = assemble(map, atlas, store, { background: true, settle }, (next) => {
    document.documentElement.lang = next.words.language;
    document.documentElement.dir = next.words.rightToLeft ? "rtl" : "ltr";
    mapElement.setAttribute("aria-label", next.words.say("map_label"));
    document.title = next.words.text(atlas.header.title) || document.title;
    const parts = [side(next), address.embed && embedBar(next), timeline(next)];
    refill(container, mapElement, ...parts);
  });
  store.on(({ open }, before) => {
    container.classList.toggle("cm-open", open);
    // On a low screen the sheet opens under its edge.
    if (open && !before.open) container.querySelector(".cm-panel:not([hidden])")?.scrollIntoView({ block: "nearest" });
  });
  const resize = () => followSize(map, mapElement, store.get().place, home);
  new ResizeObserver(resize).observe(mapElement);
  // No observer is called between the screen and the paper.
  matchMedia("print").addEventListener("change", resize);
  followAddress(store, atlas, map, { embed: address.embed === true, fit });
  document.addEventListener(
    "keydown",
    (event) => event.target === document.body && onSliderKey(event, app()),
  );
  return publish(atlas, store, app, complete);
}

/** Add control layer and slider to a Leaflet map that exists. */
export async function attach(
  map: L.Map,
  dataText: string,
  options: AttachOptions = {},
): Promise<ControlMapApi> {
  const atlas = atlasOf(await openPayload(dataText));
  const store = createStore({ ...FIRST, language: options.language ?? firstLanguage(atlas) });
  const box = h("div", { class: "cm cm-attached" });
  L.DomEvent.disableClickPropagation(box);
  L.DomEvent.disableScrollPropagation(box);
  map.getContainer().append(box);
  const { app, complete } = assemble(map, atlas, store, { background: options.background ?? false }, (next) => {
    box.dir = next.words.rightToLeft ? "rtl" : "ltr";
    box.lang = next.words.language;
    box.replaceChildren(side(next), timeline(next));
  });
  store.on(({ open }) => box.classList.toggle("cm-open", open));
  return publish(atlas, store, app, complete);
}

interface Assembly {
  readonly background: boolean;
  /** Called when the controls stand and before the map is drawn. */
  readonly settle?: () => void;
}

interface Assembled {
  /** The controls as they stand, in the language shown. */
  app(): App;
  /** Fulfilled when everything stands that the first picture did not wait for. */
  readonly complete: Promise<void>;
}

/** Join map and controls; the controls are made anew for each language. */
function assemble(
  map: L.Map,
  atlas: Atlas,
  store: Store,
  { background, settle }: Assembly,
  show: (app: App) => void,
): Assembled {
  const { later, complete } = afterFirstFrame();
  let stops: (() => void)[] = [];
  const unfolded: Map<string, readonly boolean[]> = new Map();
  const view: MapView = createMapView(map, atlas, store, wordsFor(store.get().language, atlas.header), {
    background,
  });
  const build = (words: Words): App => {
    stops.forEach((stop) => stop());
    stops = [];
    const on: App["on"] = (listener) => void stops.push(store.on(listener));
    const watch: App["watch"] = (choices, show) => {
      show(store.get());
      on((state, before) => choices.some((choice) => state[choice] !== before[choice]) && show(state));
    };
    const next: App = { atlas, store, words, view, on, watch, later, unfolded };
    view.speak(words);
    show(next);
    stops.push(
      zoomButtons(map, words),
      ...(background ? [scaleControl(map, words)] : []),
      createEvents(map, next),
      hoverBox(
        map,
        (lon, lat) => hoverLines(next, lon, lat),
        (again) => next.watch(["date"], again),
      ),
    );
    return next;
  };
  const rebuild = () => {
    for (const panel of document.querySelectorAll(".cm-panel:not(:empty)"))
      unfolded.set(panel.id, [...panel.querySelectorAll("details")].map(({ open }) => open));
    keepFocus(document.body, () => (app = build(wordsFor(store.get().language, atlas.header))));
  };
  let app = build(wordsFor(store.get().language, atlas.header));
  settle?.();
  view.start();
  store.on(({ language }, before) => language !== before.language && rebuild());
  darkScreen().addEventListener("change", rebuild);
  playWith(store, atlas.dates.length);
  return { app: () => app, complete };
}

function zoomButtons(map: L.Map, words: Words): () => void {
  if (map.zoomControl) return () => undefined;
  const control = L.control.zoom({
    position: words.rightToLeft ? "topleft" : "topright",
    zoomInTitle: words.say("zoom_in"),
    zoomOutTitle: words.say("zoom_out"),
  });
  control.addTo(map);
  return () => void control.remove();
}

/** The first view: the one that the address asks for, else the chosen place, else the whole map. */
function fitFirst(map: L.Map, atlas: Atlas, asked: View | undefined, place: ChosenPlace | null): void {
  const [west, south, east, north] = atlas.header.view;
  const still = { animate: false };
  if (asked) map.setView([asked.lat, asked.lon], asked.zoom, still);
  else if (place) map.setView([place.lat, place.lon], 10, still);
  else map.fitBounds(L.latLngBounds([south, west], [north, east]), still);
}

/** The view that the page opens with, and whether the reader still looks at it. */
interface Home {
  show(): void;
  shown(): boolean;
}

function homeOf(map: L.Map, fit: () => void): Home {
  const view = () => `${map.getZoom()} ${map.getCenter()}`;
  let fitted = "";
  return {
    show() {
      fit();
      fitted = view();
    },
    shown: () => view() === fitted,
  };
}

/** Fit the map to its element; keep the chosen place in sight, else all that the first view shows. */
function followSize(
  map: L.Map,
  { clientWidth, clientHeight }: HTMLElement,
  place: ChosenPlace | null,
  home: Home,
): void {
  const { x, y } = map.getSize();
  // Leaflet forgets the exact centre when told of a size that it knows already.
  if (x === clientWidth && y === clientHeight) return;
  const untouched = home.shown();
  map.invalidateSize({ animate: false });
  if (untouched && !place) home.show();
  else if (place) map.panInside([place.lat, place.lon], { padding: [40, 40], animate: false });
}

function firstLanguage({ header }: Atlas): string {
  const wanted = document.documentElement.lang;
  return header.languages.includes(wanted) ? wanted : (header.languages[0] ?? "en");
}

async function publish(
  atlas: Atlas,
  store: Store,
  app: () => App,
  complete: Promise<void>,
): Promise<ControlMapApi> {
  const textOf: Parameters<typeof createApi>[2] = ({ area, note }) => {
    const { words } = app();
    return { area: words.text(area) || null, note: words.text(note) || null };
  };
  window.controlmap = createApi(atlas, store, textOf, complete);
  await complete;
  return window.controlmap;
}

window.controlmapViewer = { mount, attach };

const page = document.getElementById("controlmap-app");
if (page) {
  // The text stays in the document: a reader may save the page as it stands.
  const text = document.getElementById("controlmap-data")?.textContent ?? "";
  const ready = mount(page, text).then(
    () => undefined,
    (error: Error) => {
      page.replaceChildren(h("p", { class: "cm-failed", role: "alert" }, error.message));
      throw error;
    },
  );
  window.controlmap ??= { ready } as ControlMapApi;
}
