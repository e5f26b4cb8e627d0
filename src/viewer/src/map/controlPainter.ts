// Draws who holds what: one filled path for each look, one line where two sides differ. A step tells the boxes
// outside of which nothing changed; only cells and arcs that lie in what is drawn are looked at.
import { snapshotAt } from "../core/history";
import { borderLines } from "../scene/borders";
import { detailOf } from "../scene/detail";
import { fillingOf } from "../scene/filling";
import { boxAt, cellsNear } from "../scene/ground";
import { type StyleOptions, styleTable } from "../scene/styles";
import type { Box } from "../scene/world";
import { type Paint, usePixels, useWorldUnits } from "./canvasLayer";
import { fillPath, strokeLine } from "./fill";
import { arcsPath, groupPaths } from "./groundPaths";
import type { Drawn } from "./part";

export interface ControlPainter {
  /** Go to a date; the boxes of the cells that changed. */
  step(date: number): Box[];
  /** Change who is shown. */
  restyle(options: StyleOptions): void;
  readonly paint: Paint;
}

/** A painter at a date, in the theme of the moment. */
export function controlPainter(
  drawn: Pick<Drawn, "atlas" | "ground" | "theme">,
  firstOptions: StyleOptions,
  firstDate: number,
): ControlPainter {
  const { ground } = drawn;
  const { history, states, header: { actors } } = drawn.atlas;
  let table = styleTable(states, actors, firstOptions);
  let snapshot = snapshotAt(history, firstDate);
  const detail = detailOf(ground);

  return {
    step(date) {
      const before = snapshot;
      snapshot = snapshotAt(history, date);
      const changed: Box[] = [];
      snapshot.forEach((state, cell) => state !== before[cell] && changed.push(boxAt(ground, cell)));
      return changed;
    },
    restyle(options) {
      table = styleTable(states, actors, options);
    },
    paint(context, frame, within) {
      const { theme } = drawn;
      const near = cellsNear(ground, within);
      const fit = detail(frame.scale, frame.ratio);
      const styleOfCell = (cell: number) => (near[cell] ? table.ofState[snapshot[cell]] : -1);
      const fills = groupPaths(fit, styleOfCell, table.styles.keys(), within);
      useWorldUnits(context, frame);
      table.styles.forEach((style, i) =>
        fillPath(context, frame, fills.get(i)!, fillingOf(style, actors, theme)),
      );
      for (const { arcs, colour, widthPx } of borderLines(ground, table, snapshot, theme, (cell) => near[cell] === 1))
        strokeLine(context, frame, arcsPath(fit, arcs, within), colour, widthPx);
      usePixels(context, frame);
    },
  };
}
