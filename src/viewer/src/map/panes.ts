// The map's canvases, from the ground up: over Leaflet's tiles (200), the names over its markers (600) too.
import type * as L from "leaflet";
import { CanvasLayer, type Paint } from "./canvasLayer";
import type { Box, Origin } from "./world";

const HEIGHTS = {
  "cm-ground": 190,
  "cm-before": 290,
  "cm-control": 300,
  "cm-changes": 310,
  "cm-fronts": 330,
  "cm-lines": 350,
  // Over the events' markers, so that none hides a name.
  "cm-labels": 610,
} as const;
export type PaneName = keyof typeof HEIGHTS;

/** A canvas layer in a pane of its own; all that it draws lies within `bounds`, if given. */
export function canvasIn(
  map: L.Map,
  name: PaneName,
  origin: Origin,
  paint: Paint,
  bounds: Box | null = null,
): CanvasLayer {
  const pane = paneOf(map, name);
  pane.style.zIndex = String(HEIGHTS[name]);
  pane.style.pointerEvents = "none";
  return new CanvasLayer(name, origin, paint, bounds);
}

/** A pane by name, made when first asked for. */
export const paneOf = (map: L.Map, name: PaneName): HTMLElement => map.getPane(name) ?? map.createPane(name);
