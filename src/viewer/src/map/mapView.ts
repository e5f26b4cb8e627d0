// The Leaflet side of the page: layers, hover, choice of a place, tiles on request.
import * as L from "leaflet";
import { addressOf } from "../address";
import type { MapActions, Spot } from "../app";
import type { Atlas } from "../core/atlas";
import { formatHash } from "../core/hash";
import type { State, Store } from "../state";
import type { Words } from "../strings";
import { type BaseShape, basePainter, baseShapes } from "./basePainter";
import { comparisonChanged, createComparison } from "./comparison";
import { controlPainter } from "./controlPainter";
import type { Paint } from "./canvasLayer";
import { frontsPaint } from "./frontsPainter";
import { paintGraticule } from "./graticule";
import { boundsOf, groundOf } from "./groups";
import { countryLabels, gazetteerLabels, labelsOf } from "./labels";
import { paintLabels } from "./placing";
import { darkScreen, LIGHT, themeFor } from "./theme";
import { onlineTiles } from "./onlineTiles";
import { canvasIn, currentCanvasIn } from "./panes";
import { obstaclesOf, RING } from "./pins";
import { originOf } from "./world";

export interface MapView extends MapActions {
  /** Put the layers on the map: once it has its size, so that nothing is drawn in vain. */
  start(): void;
  /** Speak another language. */
  speak(words: Words): void;
}

export interface MapViewOptions {
  /** Draw the embedded background too. */
  readonly background: boolean;
}

const NAMES_WAIT_MS = 150;

/** Draw an atlas on a Leaflet map and keep it in step with the store. */
export function createMapView(
  map: L.Map,
  atlas: Atlas,
  store: Store,
  firstWords: Words,
  { background }: MapViewOptions,
): MapView {
  const origin = originOf(atlas.header.view);
  const ground = groundOf(atlas, origin);
  const shapes: BaseShape[] = baseShapes(atlas, origin);
  const base = basePainter(shapes);
  const settlements = labelsOf(shapes);
  const labels = [
    ...settlements,
    ...gazetteerLabels(atlas.header.places, origin, settlements),
    ...countryLabels(shapes),
  ];
  const dark = darkScreen();
  let words = firstWords;
  let theme = background ? themeFor(dark.matches) : LIGHT;

  const control = controlPainter(atlas, ground, theme, store.get(), store.get().date);
  const comparison = createComparison(map, atlas, ground, origin);
  const hasBase = () => background && !store.get().tiles;
  const land = canvasIn(
    map,
    "cm-ground",
    origin,
    (context, frame) => hasBase() && base.paintGround(context, frame, theme),
    { still: true },
  );
  const controlCanvas = canvasIn(map, "cm-control", origin, control.paint, { bounds: boundsOf(ground) });
  const paintLines: Paint = (context, frame) => {
    if (store.get().graticule) paintGraticule(context, frame, theme, origin, words);
    if (hasBase()) base.paintLines(context, frame, theme);
  };
  const lines = canvasIn(map, "cm-lines", origin, paintLines, { still: true });
  let pins: readonly Spot[] = [];
  let waiting = 0;
  const paintNames: Paint = (context, frame) => {
    const obstacles = obstaclesOf(pins, store.get().place, origin);
    if (hasBase()) paintLabels(context, frame, theme, labels, words, obstacles);
  };
  const names = canvasIn(map, "cm-labels", origin, paintNames, { still: true });
  const layers = [land, controlCanvas, lines, names];
  let started = false;
  const fronts = currentCanvasIn(map, "cm-fronts", origin, { bounds: boundsOf(ground) });
  const showFronts = (state: State) => {
    if (state.fronts === "off") fronts.hide();
    else fronts.show(frontsPaint(atlas, ground, state.date, state.fronts === "age", theme));
  };

  const tiles = onlineTiles(map);
  const chosen = L.circleMarker([0, 0], {
    radius: RING.radius,
    weight: 3,
    fillOpacity: 0,
    className: "cm-chosen",
    interactive: false,
  });
  const drawAll = () => layers.forEach((layer) => layer.redraw());

  store.on((state, before) => {
    const restyled = state.hidden !== before.hidden || state.confirmedOnly !== before.confirmedOnly;
    if (state.date !== before.date) controlCanvas.redraw(control.step(state.date));
    if (restyled) {
      control.restyle(state);
      controlCanvas.redraw();
    }
    if (state.graticule !== before.graticule) lines.redraw();
    if (state.tiles !== before.tiles) showTiles(state);
    if (state.place !== before.place) {
      showChosen(state);
      names.redraw();
    }
    if (state.fronts !== before.fronts || (state.fronts !== "off" && state.date !== before.date))
      showFronts(state);
    if (restyled || comparisonChanged(state, before)) comparison.show(state, theme, words);
  });
  const showTiles = (state: State) => {
    tiles.show(state.tiles, words);
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
    showFronts(store.get());
    comparison.show(store.get(), theme, words);
  };
  dark.addEventListener("change", onTheme);
  if (background) map.getContainer().style.background = theme.sea;
  map.on("click", ({ latlng }) => {
    const { lng: lon, lat } = latlng.wrap();
    store.set({ place: { lon, lat, id: null }, tab: "place", open: true });
  });

  return {
    start() {
      started = true;
      for (const layer of layers) layer.addTo(map);
      showFronts(store.get());
      showChosen(store.get());
      comparison.show(store.get(), theme, words);
    },
    speak(next) {
      words = next;
      if (!started) return;
      if (store.get().tiles) tiles.show(true, words);
      lines.redraw();
      names.redraw();
      comparison.show(store.get(), theme, words);
    },
    fit: ([west, south, east, north]) =>
      void map.fitBounds(
        [
          [south, west],
          [north, east],
        ],
        { padding: [16, 16] },
      ),
    show: (lon, lat) => void map.setView([lat, lon], Math.max(map.getZoom(), 10)),
    avoid(points) {
      if (!pins.length && !points.length) return;
      pins = points;
      // Names make room when the slider rests: moving them at every step would cost time and unsettle the eye.
      clearTimeout(waiting);
      if (started) waiting = window.setTimeout(() => names.redraw(), NAMES_WAIT_MS);
    },
    hash: (embed) => formatHash(addressOf(store.get(), atlas, map, embed)),
    scene() {
      const state = store.get();
      const zoom = map.getZoom();
      const { x: width, y: height } = map.getSize();
      const corner = map.getPixelBounds().min!;
      const scale = 2 ** zoom;
      const screen = { scale, x: origin.x * scale - corner.x, y: origin.y * scale - corner.y, width, height };
      return {
        scene: { atlas, ground, shapes, labels, theme, origin, state, screen, zoom, split: comparison.split() },
        lat: map.getCenter().lat,
      };
    },
  };
}
