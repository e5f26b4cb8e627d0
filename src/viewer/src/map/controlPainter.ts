// Draws who holds what: one filled path for each look, textures for how sure that is, one line where two sides differ. A
// step tells the boxes outside of which nothing changed; only cells and arcs that lie in what is drawn are looked at.
import { CERTAINTIES } from "../core/certainty";
import { snapshotAt } from "../core/history";
import { borderLines } from "../scene/borders";
import { detailOf } from "../scene/detail";
import { fillingOf } from "../scene/filling";
import { boxAt, cellsNear } from "../scene/ground";
import { type StyleOptions, styleTable, TEXTURES } from "../scene/styles";
import type { Box } from "../scene/world";
import { type Paint, usePixels, useWorldUnits } from "./canvasLayer";
import { fillPath, strokeLine } from "./fill";
import { arcsPath, groupPaths } from "./groundPaths";
import type { Drawn } from "./part";
import { paintTextures, texturedPaths } from "./texturePainter";

export interface ControlPainter {
  /** Go to a date; the boxes of the cells that changed. */
  step(date: number): Box[];
  /** Change who and what is shown. */
  restyle(options: StyleOptions): void;
  readonly paint: Paint;
}

const textures = CERTAINTIES.map((certainty) => TEXTURES[certainty]);

/** A painter at a date, in the theme of the moment. */
export function controlPainter(
  drawn: Pick<Drawn, "atlas" | "ground" | "theme">,
  firstOptions: StyleOptions,
  firstDate: number,
): ControlPainter {
  const { ground } = drawn;
  let { atlas } = drawn;
  let date = firstDate;
  let table = styleTable(atlas, firstOptions);
  let snapshot = snapshotAt(atlas.history, date);
  const detail = detailOf(ground);

  return {
    step(next) {
      const before = snapshot;
      date = next;
      snapshot = snapshotAt(atlas.history, date);
      const changed: Box[] = [];
      snapshot.forEach((state, cell) => state !== before[cell] && changed.push(boxAt(ground, cell)));
      return changed;
    },
    restyle(options) {
      atlas = drawn.atlas;
      table = styleTable(atlas, options);
    },
    paint(context, frame, within) {
      const { theme } = drawn;
      const near = cellsNear(ground, within);
      const fit = detail(frame.scale, frame.ratio);
      const styleOfCell = (cell: number) => (near[cell] ? table.ofState[snapshot[cell]] : -1);
      const surenessOf = (cell: number) => (near[cell] ? table.sureness[snapshot[cell]] : -1);
      const fills = groupPaths(fit, styleOfCell, table.styles.keys(), within);
      useWorldUnits(context, frame);
      table.styles.forEach((style, i) =>
        fillPath(context, frame, fills.get(i)!, fillingOf(style, atlas.header.actors, theme)),
      );
      paintTextures(context, frame, within, texturedPaths(fit, surenessOf, textures, within));
      useWorldUnits(context, frame);
      const lines = borderLines(atlas, ground, table, snapshot, date, theme, (cell) => near[cell] === 1);
      for (const { arcs, colour, widthPx } of lines)
        strokeLine(context, frame, arcsPath(fit, arcs, within), colour, widthPx);
      usePixels(context, frame);
    },
  };
}
