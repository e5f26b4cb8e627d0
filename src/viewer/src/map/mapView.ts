// The Leaflet side of the page: layers, hover, choice of a place, tiles on request.
import * as L from "leaflet";
import type { MapActions } from "../app";
import type { Atlas } from "../core/atlas";
import type { State, Store } from "../state";
import type { Words } from "../strings";
import { type BaseShape, basePainter, baseShapes } from "./basePainter";
import { CanvasLayer } from "./canvasLayer";
import { controlPainter } from "./controlPainter";
import { labelsOf, paintLabels } from "./labels";
import { LIGHT, themeFor } from "./theme";
import { originOf } from "./world";

export const TILE_URL = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";
const PANES = { "cm-ground": 190, "cm-control": 300, "cm-lines": 350 } as const;

export interface MapView extends MapActions {
  readonly map: L.Map;
  /** Speak another language. */
  speak(words: Words): void;
  remove(): void;
}

export interface MapViewOptions {
  /** Draw the embedded background too. */
  readonly background: boolean;
}

/** Draw an atlas on a Leaflet map and keep it in step with the store. */
export function createMapView(map: L.Map, atlas: Atlas, store: Store, firstWords: Words, { background }: MapViewOptions): MapView {
  const origin = originOf(atlas.header.view);
  const shapes: BaseShape[] = baseShapes(atlas, origin);
  const base = basePainter(shapes);
  const labels = labelsOf(shapes);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let words = firstWords;
  let theme = background ? themeFor(dark.matches) : LIGHT;

  const control = controlPainter(atlas, origin, theme, store.get());
  control.step(store.get().date);
  const canvas = (pane: keyof typeof PANES, paint: ConstructorParameters<typeof CanvasLayer>[2]) => {
    const element = map.getPane(pane) ?? map.createPane(pane);
    element.style.zIndex = String(PANES[pane]);
    element.style.pointerEvents = "none";
    return new CanvasLayer(pane, origin, paint);
  };
  const ground = canvas("cm-ground", (context, frame) => background && !store.get().tiles && base.paintGround(context, frame, theme));
  const controlCanvas = canvas("cm-control", (context, frame) => control.paint(context, frame));
  const lines = canvas("cm-lines", (context, frame) => {
    if (!background || store.get().tiles) return;
    base.paintLines(context, frame, theme);
    paintLabels(context, frame, theme, labels, (name) => words.text(name), words.rightToLeft);
  });
  const layers = [ground, controlCanvas, lines];
  for (const layer of layers) layer.addTo(map);

  const tiles = L.tileLayer(TILE_URL, { maxZoom: 19, pane: "tilePane" });
  const chosen = L.circleMarker([0, 0], { radius: 8, weight: 3, fillOpacity: 0, className: "cm-chosen", interactive: false });
  const drawAll = () => layers.forEach((layer) => layer.redraw());

  const stop = store.on((state, before) => {
    if (state.date !== before.date) {
      const box = control.step(state.date);
      if (box) controlCanvas.redraw(box);
    }
    if (state.hidden !== before.hidden || state.confirmedOnly !== before.confirmedOnly) {
      control.restyle(state);
      controlCanvas.redraw();
    }
    if (state.tiles !== before.tiles) showTiles(state);
    if (state.place !== before.place) showChosen(state);
  });
  const showTiles = (state: State) => {
    if (state.tiles) tiles.addTo(map);
    else tiles.remove();
    drawAll();
  };
  const showChosen = ({ place }: State) => {
    if (place) chosen.setLatLng([place.lat, place.lon]).addTo(map);
    else chosen.remove();
  };
  const onTheme = () => {
    if (!background) return;
    theme = themeFor(dark.matches);
    control.setTheme(theme);
    map.getContainer().style.background = theme.sea;
    drawAll();
  };
  dark.addEventListener("change", onTheme);
  if (background) map.getContainer().style.background = theme.sea;
  map.on("click", ({ latlng }) => {
    const { lng: lon, lat } = latlng.wrap();
    store.set({ place: { lon, lat, id: null }, tab: "place", open: true });
  });
  if (store.get().place) showChosen(store.get());

  return {
    map,
    speak(next) {
      words = next;
      lines.redraw();
    },
    fit: ([west, south, east, north]) => void map.fitBounds([[south, west], [north, east]], { padding: [16, 16] }),
    show: (lon, lat) => void map.setView([lat, lon], Math.max(map.getZoom(), 10)),
    remove() {
      stop();
      dark.removeEventListener("change", onTheme);
      for (const layer of [...layers, tiles, chosen]) layer.remove();
    },
  };
}
