// Draws who holds what: one filled path for each look, one line where two sides differ. A step tells the boxes
// outside of which nothing changed; only cells and arcs that lie in what is drawn are looked at.
import type { Atlas } from "../core/atlas";
import { snapshotAt } from "../core/history";
import type { Actor } from "../core/payload";
import { type Frame, type Paint, usePixels, useWorldUnits } from "./canvasLayer";
import { detailOf } from "./detail";
import { fillPath, type Filling } from "./fill";
import { arcsPath, boxAt, cellsNear, type Ground, groupPaths } from "./groups";
import { type Style, type StyleOptions, styleTable } from "./styles";
import { safeColour, type Theme, withAlpha } from "./theme";
import type { Box } from "./world";

/** Opacity by certainty: a shade apart, so that one actor's ground still reads as one. */
export const FILL = { full: 0.7, light: 0.6, faint: 0.49 } as const;

export interface ControlPainter {
  /** Go to a date; the boxes of the cells that changed. */
  step(date: number): Box[];
  /** Change who is shown. */
  restyle(options: StyleOptions): void;
  setTheme(theme: Theme): void;
  readonly paint: Paint;
}

/** A painter for one atlas, at a date. */
export function controlPainter(
  { history, states, header: { actors } }: Atlas,
  ground: Ground,
  firstTheme: Theme,
  firstOptions: StyleOptions,
  firstDate: number,
): ControlPainter {
  let theme = firstTheme;
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
    setTheme(next) {
      theme = next;
    },
    paint(context, frame, within) {
      const near = cellsNear(ground, within);
      const drawn = detail(frame.scale, frame.ratio);
      const styleOfCell = (cell: number) => (near[cell] ? table.ofState[snapshot[cell]] : -1);
      const fills = groupPaths(drawn, styleOfCell, table.styles.keys(), within);
      const lines = lineArcs(ground, near, (cell) => (cell < 0 ? -1 : table.holder[snapshot[cell]]));
      useWorldUnits(context, frame);
      table.styles.forEach((style, i) =>
        fillPath(context, frame, fills.get(i)!, fillingOf(style, actors, theme)),
      );
      strokeLine(context, frame, arcsPath(drawn, lines.edge, within), withAlpha(theme.front, 0.35), 0.8);
      strokeLine(context, frame, arcsPath(drawn, lines.front, within), withAlpha(theme.front, 0.8), 1.3);
      usePixels(context, frame);
    },
  };
}

/** Colours of a look. */
export function fillingOf(style: Style, actors: readonly Actor[], theme: Theme): Filling {
  const colour = style.controller === 0 ? theme.unknown : safeColour(actors[style.controller].colour);
  const hatchColour =
    style.other !== null
      ? safeColour(actors[style.other].colour)
      : style.hatch === "unknown"
        ? withAlpha(theme.hatch, 0.45)
        : withAlpha(theme.ink, style.hatch === "contested" ? 0.5 : 0.28);
  return {
    colour: withAlpha(colour, style.controller === 0 ? 0.45 : FILL[style.strength]),
    hatch: style.hatch,
    hatchColour,
  };
}

/** Arcs near by: those between two holders that are shown, and those at the edge of what is shown. */
function lineArcs(
  { arcs }: Ground,
  near: Uint8Array,
  holderOf: (cell: number) => number,
): { front: number[]; edge: number[] } {
  const lines: { front: number[]; edge: number[] } = { front: [], edge: [] };
  for (let arc = 0; arc < arcs.count; arc++) {
    if (!near[arcs.left[arc]] && !near[arcs.right[arc]]) continue;
    const [left, right] = [holderOf(arcs.left[arc]), holderOf(arcs.right[arc])];
    if (left !== right) (left < 0 || right < 0 ? lines.edge : lines.front).push(arc);
  }
  return lines;
}

/** Stroke a path given in world units with a line of some CSS pixels. */
export function strokeLine(
  context: CanvasRenderingContext2D,
  { scale }: Frame,
  path: Path2D,
  colour: string,
  widthPx: number,
): void {
  context.lineJoin = "round";
  context.strokeStyle = colour;
  context.lineWidth = widthPx / scale;
  context.stroke(path);
}
