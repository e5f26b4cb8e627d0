// Draws who holds what: one filled path for each look, one line where two sides differ. A step makes only
// those paths anew whose ground changed, and tells the box outside of which nothing did.
import type { Atlas } from "../core/atlas";
import { snapshotAt } from "../core/history";
import { stitch, type Walk } from "../core/rings";
import { type Frame, usePixels, useWorldUnits } from "./canvasLayer";
import { hatchTile } from "./patterns";
import { type Style, type StyleOptions, styleTable, type StyleTable } from "./styles";
import { safeColour, type Theme, withAlpha } from "./theme";
import { type Box, type Origin, projectAll, union } from "./world";

const FILL = { full: 0.66, light: 0.36 } as const;

export interface ControlPainter {
  /** Go to a date; the box that changed, or null if nothing did. */
  step(date: number): Box | null;
  /** Change who is shown. */
  restyle(options: StyleOptions): void;
  setTheme(theme: Theme): void;
  paint(context: CanvasRenderingContext2D, frame: Frame): void;
}

/** A painter for one atlas, at its first date. */
export function controlPainter(atlas: Atlas, origin: Origin, firstTheme: Theme, firstOptions: StyleOptions): ControlPainter {
  const { history, states, header } = atlas;
  const { arcs } = history;
  const points = projectAll(arcs.xy, history.grid, origin);
  const boxes = cellBoxes(atlas, points);
  let theme = firstTheme;
  let table = styleTable(states, header.actors, firstOptions);
  let snapshot = snapshotAt(history, 0);
  let fills: Path2D[] = [];
  let front = new Path2D();
  let edge = new Path2D();

  const styleOfCell = (cell: number) => (cell < 0 ? -1 : table.ofState[snapshot[cell]]);
  const controllerOf = (cell: number) => (cell < 0 ? -1 : states[snapshot[cell]].controller);

  function trace(isStale: (style: number) => boolean): void {
    const walks = walksByStyle(isStale);
    for (const [style, list] of walks) fills[style] = ringsPath(list);
    [front, edge] = linePaths();
  }

  function walksByStyle(isStale: (style: number) => boolean): Map<number, Walk[]> {
    const walks = new Map<number, Walk[]>(table.styles.flatMap((_, i) => (isStale(i) ? [[i, [] as Walk[]]] : [])));
    for (let arc = 0; arc < arcs.count; arc++) {
      const [left, right] = [styleOfCell(arcs.left[arc]), styleOfCell(arcs.right[arc])];
      if (left === right) continue;
      walks.get(left)?.push(arc);
      walks.get(right)?.push(~arc);
    }
    return walks;
  }

  function ringsPath(walks: readonly Walk[]): Path2D {
    const path = new Path2D();
    for (const ring of stitch(arcs, walks)) {
      ring.forEach((walk, i) => addWalk(path, arcs.first, points, walk, i === 0));
      path.closePath();
    }
    return path;
  }

  function linePaths(): [Path2D, Path2D] {
    const paths: [Path2D, Path2D] = [new Path2D(), new Path2D()];
    for (let arc = 0; arc < arcs.count; arc++) {
      const [left, right] = [controllerOf(arcs.left[arc]), controllerOf(arcs.right[arc])];
      if (left !== right) addWalk(paths[left < 0 || right < 0 ? 1 : 0], arcs.first, points, arc, true);
    }
    return paths;
  }

  trace(() => true);
  return {
    step(date) {
      const [before, beforeTable] = [snapshot, table];
      snapshot = snapshotAt(history, date);
      const stale = new Set<number>();
      let box: Box | null = null;
      for (let cell = 0; cell < snapshot.length; cell++) {
        if (snapshot[cell] === before[cell]) continue;
        stale.add(beforeTable.ofState[before[cell]]).add(table.ofState[snapshot[cell]]);
        box = union(box, boxAt(boxes, cell));
      }
      if (box) trace((style) => stale.has(style));
      return box;
    },
    restyle(options) {
      table = styleTable(states, header.actors, options);
      fills = [];
      trace(() => true);
    },
    setTheme(next) {
      theme = next;
    },
    paint(context, frame) {
      useWorldUnits(context, frame);
      table.styles.forEach((style, i) => fillStyle(context, frame, fills[i], style, colours(style)));
      strokeLines(context, frame);
      usePixels(context, frame);
    },
  };

  function colours(style: Style): { fill: string; hatch: string } {
    const colour = style.controller === 0 ? theme.unknown : safeColour(header.actors[style.controller].colour);
    const alpha = style.controller === 0 ? 0.45 : FILL[style.strength];
    const hatch = style.other !== null ? safeColour(header.actors[style.other].colour)
      : style.hatch === "unknown" ? withAlpha(theme.hatch, 0.45)
      : withAlpha(theme.ink, style.hatch === "contested" ? 0.5 : 0.28);
    return { fill: withAlpha(colour, alpha), hatch };
  }

  function strokeLines(context: CanvasRenderingContext2D, { scale }: Frame): void {
    context.lineJoin = "round";
    for (const [path, colour, width] of [[edge, withAlpha(theme.front, 0.35), 0.8], [front, withAlpha(theme.front, 0.8), 1.3]] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width / scale;
      context.stroke(path);
    }
  }
}

function fillStyle(
  context: CanvasRenderingContext2D, { scale, ratio }: Frame, path: Path2D, style: StyleTable["styles"][number],
  { fill, hatch }: { fill: string; hatch: string },
): void {
  context.fillStyle = fill;
  context.fill(path);
  const tile = hatchTile(style.hatch, hatch, ratio);
  if (!tile) return;
  const pattern = context.createPattern(tile, "repeat")!;
  pattern.setTransform(new DOMMatrix().scale(1 / (scale * ratio)));
  context.fillStyle = pattern;
  context.fill(path);
}

/** Draw along an arc, either way; `start` begins a new line there. */
export function addWalk(path: Path2D, first: Int32Array, points: Float64Array, walk: Walk, start: boolean): void {
  const arc = walk < 0 ? ~walk : walk;
  const [low, high] = [first[arc], first[arc + 1] - 1];
  const step = walk < 0 ? -1 : 1;
  let vertex = walk < 0 ? high : low;
  if (start) path.moveTo(points[2 * vertex], points[2 * vertex + 1]);
  for (let left = high - low; left > 0; left--) {
    vertex += step;
    path.lineTo(points[2 * vertex], points[2 * vertex + 1]);
  }
}

function cellBoxes({ history: { arcs, cellCount } }: Atlas, points: Float64Array): Float64Array {
  const boxes = new Float64Array(4 * cellCount);
  for (let cell = 0; cell < cellCount; cell++) boxes.set([Infinity, Infinity, -Infinity, -Infinity], 4 * cell);
  for (let arc = 0; arc < arcs.count; arc++) {
    for (const cell of [arcs.left[arc], arcs.right[arc]]) {
      if (cell < 0) continue;
      for (let i = 2 * arcs.first[arc]; i < 2 * arcs.first[arc + 1]; i += 2) {
        boxes[4 * cell] = Math.min(boxes[4 * cell], points[i]);
        boxes[4 * cell + 1] = Math.min(boxes[4 * cell + 1], points[i + 1]);
        boxes[4 * cell + 2] = Math.max(boxes[4 * cell + 2], points[i]);
        boxes[4 * cell + 3] = Math.max(boxes[4 * cell + 3], points[i + 1]);
      }
    }
  }
  return boxes;
}

const boxAt = (boxes: Float64Array, cell: number): Box =>
  [boxes[4 * cell], boxes[4 * cell + 1], boxes[4 * cell + 2], boxes[4 * cell + 3]];
