// The whole page in an element: map, slider, panels.
import * as L from "leaflet";
import type { App, Extension } from "../controls/app";
import { embedBar } from "../controls/embedBar";
import { side } from "../controls/side";
import { miniKey } from "../controls/miniKey";
import { printPicture } from "../controls/paper";
import { onSliderKey, timeline } from "../controls/timeline";
import { type Atlas, atlasOf, openingDate } from "../core/atlas";
import { createStore, FIRST, type State, type Store } from "../core/choices";
import { knownDay } from "../core/editions";
import { type Address, formatHash, parseHash, type View } from "../core/hash";
import { openPayload, type Payload } from "../core/payload";
import { h, keepFocus, refill } from "../lib/element";
import { knownText } from "../strings/when";
import { inFrame } from "../map/guest";
import { moveAtOnce } from "../map/motion";
import { choicesFrom, followAddress, hashOf } from "./address";
import { type ControlMapApi, publish } from "./api";
import { type Assembled, assemble, firstLanguage } from "./assemble";
import type { TiledMap } from "./tiles";
import { fitFirst, followSize, homeOf } from "./home";

/** Opens what is in tiles of a map. */
export type TiledMapOf = (payload: Payload) => TiledMap;

/** Fill an element with the whole page: map, slider, panels. */
export async function mount(container: HTMLElement, dataText: string, tiledMap: TiledMapOf | null = null): Promise<ControlMapApi> {
  const { atlasFor, tiled } = mapFrom(await openPayload(dataText), tiledMap);
  const lay = (address: Address, choices?: Partial<State>) => openPage(container, atlasFor(address), { address, choices, reopen, tiled });
  let page = lay(parseHash(location.hash));
  return publish(() => page, page.complete, tiled);

  /** Lay the map as it was known at another time under the same view. */
  function reopen(address: Address): void {
    const old = page;
    if (location.protocol !== "about:") history.replaceState(null, "", formatHash(address));
    keepFocus(document.body, () => {
      page = lay(address, { open: old.store.get().open });
      old.close();
    });
  }
}

type AtlasFor = (address: Address) => Atlas;

/** Gives the map as an address wants it to have been known; the payload is kept only where there are several to choose from. */
const atlasesFrom = (payload: Payload): AtlasFor => (payload.header.editions ? editionsOf(payload) : always(atlasOf(payload)));

/** The same, and what is in tiles of it. */
function mapFrom(payload: Payload, tiledMap: TiledMapOf | null): { readonly atlasFor: AtlasFor; readonly tiled: TiledMap | null } {
  const tiled = payload.header.tiles && tiledMap ? tiledMap(payload) : null;
  return { tiled, atlasFor: tiled ? tiled.figures : atlasesFrom(payload) };
}

const editionsOf = (payload: Payload): AtlasFor => (address) => atlasOf(payload, knownDay(payload.header, address.known));

const always = (atlas: Atlas): AtlasFor => () => atlas;

export interface PageOptions {
  /** What to show; by default what the page's own address says. */
  readonly address?: Address;
  /** Show what another address says, of the map as it was known at another time. */
  readonly reopen?: (address: Address) => void;
  /** Choices to begin with, over those of the address. */
  readonly choices?: Partial<State>;
  /** The view to begin with, over that of the address. */
  readonly at?: View;
  readonly extension?: Extension;
  readonly tiled?: TiledMap | null;
}

export interface OpenPage extends Assembled {
  readonly map: L.Map;
  readonly atlas: Atlas;
  readonly store: Store;
  /** End all that the page hears; its element may then be filled anew. */
  close(): void;
}

/** Fill an element with the page of an atlas. */
export function openPage(container: HTMLElement, atlas: Atlas, options: PageOptions = {}): OpenPage {
  const { address: asked = parseHash(location.hash), choices, at, extension, tiled, reopen = () => {} } = options;
  const embed = asked.embed === true;
  const ending = new AbortController();
  const { signal } = ending;
  const store = createStore({
    ...FIRST,
    date: openingDate(atlas),
    language: firstLanguage(atlas, navigator.languages),
    ...choicesFrom(asked, atlas),
    ...choices,
  });
  const mapElement = layOut(container, store, embed);
  const map = createMap(mapElement, atlas);
  let view = at ?? asked.map;
  const home = homeOf(map, () => fitFirst(map, atlas, view, store.get().place));
  const fit = (next: View | undefined) => {
    view = next;
    home.show();
  };
  home.show();
  const { app, complete } = assemble(map, atlas, store, {
    background: true,
    guest: embed && inFrame(),
    extension,
    tiled,
    knownOn: options.reopen && atlas.header.editions ? knownOn : null,
    signal,
    show(next) {
      speakIn(next, mapElement);
      // In the order in which people go: when, where, what of it.
      refill(container, timeline(next), mapElement, miniKey(next), side(next), embed && embedBar(next));
      // The key is filled by now.
      next.later(home.adjust);
    },
    settle() {
      map.invalidateSize({ animate: false });
      home.show();
    },
  });
  followSheet(store, container);
  printPicture(container, app, signal);
  followSize(map, mapElement, () => store.get().place, home, signal);
  followAddress(store, atlas, map, { embed, fit, reopen, signal });
  const onKey = (event: KeyboardEvent) => event.target === document.body && onSliderKey(event, app());
  document.addEventListener("keydown", onKey, { signal });
  const close = () => {
    store.set({ playing: false });
    endZoom(map);
    ending.abort();
    map.remove();
  };
  return { map, atlas, store, app, complete, close };

  function knownOn(day: string | null): void {
    reopen({ ...parseHash(hashOf(store.get(), atlas, map, embed)), known: day ?? undefined });
  }
}

/** End a zoom that is on its way: by itself Leaflet does so a little later, by when a map that is gone has no panes. */
function endZoom(map: L.Map): void {
  const ended = new TransitionEvent(L.DomUtil.TRANSITION_END, { propertyName: "transform" });
  map.getPane("mapPane")?.querySelector(".leaflet-proxy")?.dispatchEvent(ended);
}

/** Make room for the map, and for the controls that will stand beside it. */
function layOut(container: HTMLElement, store: Store, embed: boolean): HTMLElement {
  const mapElement = h("div", { class: "cm-map", dir: "ltr", role: "region" });
  container.replaceChildren(mapElement);
  container.classList.add("cm", "cm-page");
  container.classList.toggle("cm-embed", embed);
  container.classList.toggle("cm-open", store.get().open);
  return mapElement;
}

/** A Leaflet map that stands still for readers who want little motion. */
function createMap(element: HTMLElement, { header: { view } }: Atlas): L.Map {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    zoomAnimation: !still,
    fadeAnimation: !still,
    inertia: !still,
    zoomControl: false,
    attributionControl: false,
    // Who follows the size of its element hears of it before Leaflet does, which would follow that of the window.
    trackResize: false,
    zoomSnap: 0.25,
    zoomDelta: 0.5,
    maxZoom: 18,
    // What lies across the antimeridian is there once.
    worldCopyJump: view[2] <= 180,
  });
  if (still) moveAtOnce(map);
  return map;
}

function speakIn(app: App, mapElement: HTMLElement): void {
  const { words, atlas } = app;
  document.documentElement.lang = words.language;
  document.documentElement.dir = words.direction;
  mapElement.setAttribute("aria-label", words.say("map_label"));
  document.title = [words.text(atlas.header.title) || document.title, knownText(app)].filter(Boolean).join(" · ");
}

/** Open and close the sheet of panels that a phone has. */
function followSheet(store: Store, container: HTMLElement): void {
  store.on(({ open }, before) => {
    container.classList.toggle("cm-open", open);
    // On a low screen the sheet opens under its edge.
    if (open && !before.open) container.querySelector(".cm-panel:not([hidden])")?.scrollIntoView({ block: "nearest" });
  });
}
