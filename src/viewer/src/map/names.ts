// The names on the map, clear of the marks that stand there.
import type * as L from "leaflet";
import type { Spot } from "../core/model";
import { obstaclesOf } from "../scene/pins";
import type { Paint } from "./canvasLayer";
import { paintLabels } from "./namesPainter";
import { canvasIn } from "./panes";
import { type Drawn, type Part, showsBackground } from "./part";

/** Names make room when the slider rests: moving them at every step would cost time and unsettle the eye. */
const WAIT_MS = 150;

export interface Names extends Part {
  /** Keep the names off the pins that mark these points. */
  avoid(points: readonly Spot[]): void;
}

/** Names of settlements, places and countries. */
export function createNames(map: L.Map, drawn: Drawn): Names {
  let pins: readonly Spot[] = [];
  let waiting = 0;
  let stands = false;
  const paint: Paint = (context, frame) => {
    const obstacles = obstaclesOf(pins, drawn.state().place, drawn.origin);
    if (showsBackground(drawn)) paintLabels(context, frame, drawn.theme, drawn.labels, drawn.words, obstacles);
  };
  const layer = canvasIn(map, "cm-labels", drawn.origin, paint, { still: true });
  const draw = () => layer.redraw();
  return {
    start() {
      stands = true;
      layer.addTo(map);
    },
    follow: (state, before) => (state.tiles !== before.tiles || state.place !== before.place) && draw(),
    speak: draw,
    recolour: draw,
    avoid(points) {
      if (!pins.length && !points.length) return;
      pins = points;
      clearTimeout(waiting);
      if (stands) waiting = window.setTimeout(draw, WAIT_MS);
    },
  };
}
