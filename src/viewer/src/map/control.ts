// Who holds what at the date, on the map.
import type * as L from "leaflet";
import type { State } from "../core/choices";
import { boundsOf } from "../scene/ground";
import { controlPainter } from "./controlPainter";
import { canvasIn } from "./panes";
import type { Drawn, Part } from "./part";

/** The ground of all who are shown; a step draws only what it changes. */
export function createControl(map: L.Map, drawn: Drawn): Part {
  const { ground, origin, state } = drawn;
  const painter = controlPainter(drawn, state(), state().date);
  const layer = canvasIn(map, "cm-control", origin, painter.paint, { bounds: boundsOf(ground) });
  return {
    start: () => void layer.addTo(map),
    follow(now, before) {
      if (now.date !== before.date) layer.redraw(painter.step(now.date));
      if (!restyled(now, before)) return;
      painter.restyle(now);
      layer.redraw();
    },
    recolour: () => layer.redraw(),
  };
}

/** Whether a choice changes how ground looks. */
export const restyled = (state: State, before: State): boolean =>
  state.hidden !== before.hidden || state.least !== before.least;
