// The Leaflet side of the page: its parts, and what the controls may ask of them.
import * as L from "leaflet";
import type { Atlas } from "../core/atlas";
import { placeChosen, type Store } from "../core/choices";
import { baseShapes } from "../scene/background";
import { groundOf } from "../scene/ground";
import { holderLabels } from "../scene/holders";
import { labelsOf } from "../scene/labels";
import type { MapScene } from "../scene/mapScene";
import { darkScreen, LIGHT, themeFor } from "../scene/theme";
import { originOf } from "../scene/world";
import type { Words } from "../strings";
import { createBackground } from "./background";
import { chosenPlace } from "./chosenPlace";
import { createComparison } from "./comparison";
import { createControl } from "./control";
import { clearOfEdges } from "./cover";
import { createDisputes } from "./disputes";
import { createFronts } from "./fronts";
import { createNames, type Names } from "./names";
import { onlineTiles } from "./onlineTiles";
import type { Drawn, Part } from "./part";

/** What controls may ask of the map. */
export interface MapActions extends Pick<Names, "avoid"> {
  /** Show `[west, south, east, north]`. */
  fit(bounds: readonly [number, number, number, number]): void;
  show(lon: number, lat: number): void;
  /** What a picture of the present view is made from. */
  scene(): MapScene;
}

export interface MapView extends MapActions {
  /** Put the parts on the map: once it has its size, so that nothing is drawn in vain. */
  start(): void;
  /** Speak another language. */
  speak(words: Words): void;
  /** Draw the ground that the atlas has now. */
  reground(): void;
}

export interface MapViewOptions {
  /** Draw the embedded background too. */
  readonly background: boolean;
  /** Ends what the view hears of the reader's screen. */
  readonly signal?: AbortSignal;
}

/** Draw an atlas, as far as the reader wants to see it, on a Leaflet map and keep it in step with the store. */
export function createMapView(
  map: L.Map,
  atlasNow: () => Atlas,
  store: Store,
  firstWords: Words,
  { background, signal }: MapViewOptions,
): MapView {
  const dark = darkScreen();
  const themeNow = () => (background ? themeFor(dark.matches) : LIGHT);
  const drawn = {
    ...drawnFrom(atlasNow()),
    get atlas() {
      return atlasNow();
    },
    background,
    words: firstWords,
    theme: themeNow(),
    state: store.get,
  };
  const comparison = createComparison(map, drawn);
  const names = createNames(map, drawn);
  const parts: readonly Part[] = [
    ...createBackground(map, drawn),
    createControl(map, drawn),
    names,
    createFronts(map, drawn),
    chosenPlace(map),
    createDisputes(map, drawn),
    onlineTiles(map, drawn),
    comparison,
  ];
  let started = false;
  store.on((state, before) => parts.forEach((part) => part.follow?.(state, before)));
  const recolour = () => {
    drawn.theme = themeNow();
    for (const part of parts) part.recolour?.(store.get());
  };
  dark.addEventListener("change", recolour, { signal });
  map.on("click", ({ latlng }) => {
    const { lng, lat } = latlng.wrap();
    store.set(placeChosen({ lon: atlasNow().turn(lng), lat, id: null }));
  });
  return {
    start() {
      started = true;
      for (const part of parts) part.start?.(store.get());
    },
    speak(words) {
      drawn.words = words;
      if (started) for (const part of parts) part.speak?.(store.get());
    },
    reground() {
      drawn.ground = groundOf(atlasNow(), drawn.origin);
      if (started) for (const part of parts) part.reground?.(store.get());
    },
    fit: ([west, south, east, north]) =>
      void map.fitBounds(L.latLngBounds([south, west], [north, east]), clearOfEdges(map, 16)),
    show: (lon, lat) => void map.setView([lat, lon], Math.max(map.getZoom(), 10)),
    avoid: names.avoid,
    scene: () => sceneOf(map, drawn, comparison.split()),
  };
}

/** What is worked out once. */
function drawnFrom(atlas: Atlas): Pick<Drawn, "origin" | "ground" | "shapes" | "labels"> {
  const origin = originOf(atlas.header.view);
  const shapes = baseShapes(atlas, origin);
  const labels = labelsOf(shapes, atlas.header.places, origin);
  return { origin, ground: groundOf(atlas, origin), shapes, labels };
}

/** The present view as a picture's scene. */
function sceneOf(map: L.Map, drawn: Drawn, split: number): MapScene {
  const { atlas, ground, shapes, labels, theme, origin, words, state } = drawn;
  const zoom = map.getZoom();
  const { x: width, y: height } = map.getSize();
  const corner = map.getPixelBounds().min!;
  const scale = 2 ** zoom;
  const screen = { scale, x: origin.x * scale - corner.x, y: origin.y * scale - corner.y, width, height, zoom };
  const { lat } = map.getCenter();
  const named = [...labels, ...holderLabels(atlas, ground, origin, state())];
  return { atlas, ground, shapes, labels: named, theme, origin, words, state: state(), screen, lat, split };
}
