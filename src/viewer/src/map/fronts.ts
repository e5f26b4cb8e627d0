// Fronts as bold lines on the map, while the reader wants them.
import type * as L from "leaflet";
import type { State } from "../core/choices";
import { boundsOf } from "../scene/ground";
import { frontsPaint } from "./frontsPainter";
import { currentCanvasIn } from "./panes";
import type { Drawn, Part } from "./part";

/** The fronts of the date. */
export function createFronts(map: L.Map, drawn: Drawn): Part {
  const layer = currentCanvasIn(map, "cm-fronts", drawn.origin, { bounds: boundsOf(drawn.ground) });
  const show = ({ fronts, date }: State) => {
    if (fronts === "off") layer.hide();
    else layer.show(frontsPaint(drawn.atlas, drawn.ground, date, fronts === "age", drawn.theme));
  };
  return {
    start: show,
    follow(state, before) {
      const other = state.date !== before.date || state.least !== before.least;
      if (state.fronts !== before.fronts || (state.fronts !== "off" && other)) show(state);
    },
    reground: show,
    recolour: show,
  };
}
