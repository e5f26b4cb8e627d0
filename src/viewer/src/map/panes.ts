// The map's canvases, from the ground up: over Leaflet's tiles (200), the names over its markers (600) too.
import type * as L from "leaflet";
import type { Origin } from "../scene/world";
import { CanvasLayer, type CanvasOptions, type Paint } from "./canvasLayer";

const HEIGHTS = {
  "cm-ground": 190,
  "cm-before": 290,
  "cm-control": 300,
  "cm-changes": 310,
  "cm-fronts": 330,
  "cm-lines": 350,
  "cm-holders": 605,
  // Over the events' markers, so that none hides a name.
  "cm-labels": 610,
} as const;
export type PaneName = keyof typeof HEIGHTS;

/** A canvas layer in a pane of its own. */
export function canvasIn(
  map: L.Map,
  name: PaneName,
  origin: Origin,
  paint: Paint,
  options: CanvasOptions = {},
): CanvasLayer {
  const pane = paneOf(map, name);
  pane.style.zIndex = String(HEIGHTS[name]);
  pane.style.pointerEvents = "none";
  return new CanvasLayer(name, origin, paint, options);
}

/** A canvas layer that is on the map only while there is something to draw. */
export function currentCanvasIn(map: L.Map, name: PaneName, origin: Origin, options: CanvasOptions = {}) {
  let current: Paint | null = null;
  const layer = canvasIn(map, name, origin, (...asked) => current?.(...asked), options);
  return {
    show(paint: Paint) {
      const stood = current !== null;
      current = paint;
      if (stood) layer.redraw();
      else layer.addTo(map);
    },
    hide() {
      current = null;
      layer.remove();
    },
  };
}

/** A pane by name, made when first asked for. */
export const paneOf = (map: L.Map, name: PaneName): HTMLElement => map.getPane(name) ?? map.createPane(name);
