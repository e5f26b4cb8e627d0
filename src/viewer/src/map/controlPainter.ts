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
import { type Frame, type Paint, usePixels, useWorldUnits } from "./canvasLayer";
import { fillPath, strokeLine } from "./fill";
import { arcsPath, groupPaths } from "./groundPaths";
import type { Drawn } from "./part";
import { paintSoftTextures, paintTextures, type Textured } from "./texturePainter";

export interface ControlPainter {
  /** Go to a date; the boxes of the cells that changed. */
  step(date: number): Box[];
  /** Change who and what is shown. */
  restyle(options: StyleOptions): void;
  /** The picture while the date moves. */
  readonly paint: Paint;
  /** The picture once it rests: the edges of textures are soft. */
  readonly paintAtRest: Paint;
}

/** Of each look there are as many parts as certainties, and one that tells none. */
const PARTS = CERTAINTIES.length + 1;
const partNumber = (style: number, sureness: number): number => style * PARTS + sureness + 1;

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
    paint: (...asked) => paint(false, ...asked),
    paintAtRest: (...asked) => paint(true, ...asked),
  };

  function paint(soft: boolean, context: CanvasRenderingContext2D, frame: Frame, within: Box): void {
    const { theme } = drawn;
    const near = cellsNear(ground, within);
    const fit = detail(frame.scale, frame.ratio);
    // One outline for each look and certainty: both what is filled and what is textured is put together from them.
    const partOf = (cell: number) => {
      const state = snapshot[cell];
      return near[cell] && table.ofState[state] >= 0 ? partNumber(table.ofState[state], table.sureness[state]) : -1;
    };
    const numbers = new Set<number>();
    for (let cell = 0; cell < near.length; cell++) numbers.add(partOf(cell));
    numbers.delete(-1);
    const parts = groupPaths(fit, partOf, numbers, within);
    const join = (wanted: (number: number) => boolean): Path2D | null => {
      const found = [...parts].filter(([number]) => wanted(number)).map(([, path]) => path);
      const [first, ...rest] = found;
      if (!rest.length) return first ?? null;
      const joined = new Path2D(first);
      for (const path of rest) joined.addPath(path);
      return joined;
    };
    useWorldUnits(context, frame);
    table.styles.forEach((style, i) => {
      const path = join((number) => Math.floor(number / PARTS) === i);
      if (path) fillPath(context, frame, path, fillingOf(style, atlas.header.actors, theme));
    });
    const textured = textures.flatMap((texture, sureness): Textured[] => {
      const path = texture && join((number) => number % PARTS === sureness + 1);
      return path ? [{ texture: texture!, path }] : [];
    });
    if (soft) paintSoftTextures(context, frame, within, textured);
    else paintTextures(context, frame, textured);
    useWorldUnits(context, frame);
    const lines = borderLines(atlas, ground, table, snapshot, date, theme, (cell) => near[cell] === 1);
    for (const { arcs, colour, widthPx } of lines)
      strokeLine(context, frame, arcsPath(fit, arcs, within), colour, widthPx);
    usePixels(context, frame);
  }
}
