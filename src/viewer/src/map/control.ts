// Who holds what at the date, on the map.
import type * as L from "leaflet";
import type { State } from "../core/choices";
import { unhurried } from "../lib/breath";
import { boundsOf } from "../scene/ground";
import type { Box } from "../scene/world";
import { type ControlPainter, controlPainter } from "./controlPainter";
import { canvasIn } from "./panes";
import type { Drawn, Part } from "./part";

/** For how long nothing moves before the picture is drawn with all care. */
const REST_MS = 180;

/** After more changes than this all is drawn with care. */
const MANY = 4_000;

/** The ground of all who are shown; a step draws only what it changes, and what it drew is finished when the slider rests. */
export function createControl(map: L.Map, drawn: Drawn): Part {
  const { origin, state } = drawn;
  let painter = controlPainter(drawn, state(), state().date, true);
  let paint = painter.paint;
  const layer = canvasIn(map, "cm-control", origin, (...asked) => paint(...asked), { bounds: boundsOf(drawn.ground) });
  /** What was drawn in haste; null: all of it. */
  let hasty: Box[] | null = [];
  let waiting = 0;
  const finish = () => {
    paint = painter.paintAtRest;
    layer.redraw(hasty ?? undefined);
    paint = painter.paint;
    hasty = [];
    // In a task of its own: the picture is on the screen by then.
    waiting = window.setTimeout(painter.prepare);
  };
  const finishLater = (boxes: readonly Box[] | null) => {
    if (boxes && hasty && hasty.length + boxes.length <= MANY) hasty.push(...boxes);
    else hasty = null;
    clearTimeout(waiting);
    waiting = window.setTimeout(finish, REST_MS);
  };
  /** What other ground is to be drawn with, until it is. */
  let coming: ControlPainter | null = null;
  const stand = async (next: ControlPainter, since: State) => {
    // Who steps meanwhile steps on the ground of before.
    if (layer.frame && !(await unhurried(next.preparing(layer.frame), () => next === coming))) return;
    coming = null;
    const now = state();
    if (now.date !== since.date) next.step(now.date);
    if (restyled(now, since)) next.restyle(now);
    painter = next;
    paint = painter.paint;
    layer.redraw();
    finishLater(null);
  };
  map.on("moveend resize", () => finishLater(null));
  map.on("unload", () => {
    clearTimeout(waiting);
    coming = null;
  });
  return {
    start() {
      layer.addTo(map);
      finishLater(null);
    },
    follow(now, before) {
      if (now.date !== before.date) {
        const changed = painter.step(now.date);
        layer.redraw(changed ?? undefined, true);
        finishLater(changed);
      }
      if (!restyled(now, before)) return;
      painter.restyle(now);
      layer.redraw();
      finishLater(null);
    },
    reground(now) {
      coming = controlPainter(drawn, now, now.date);
      void stand(coming, now);
    },
    recolour() {
      layer.redraw();
      finishLater(null);
    },
  };
}

/** Whether a choice changes how ground looks. */
export const restyled = (state: State, before: State): boolean =>
  state.hidden !== before.hidden || state.least !== before.least;
