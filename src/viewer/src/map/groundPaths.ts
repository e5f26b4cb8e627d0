// Paths for a canvas around groups of cells and along arcs.
import { groupRings } from "../core/rings";
import { EVERYWHERE } from "../scene/boxes";
import { type Ground, type Pen, traceArcs, traceRings } from "../scene/ground";
import type { Box } from "../scene/world";
import { penIn } from "./pen";

/** One filled path for each wanted group, as it looks in a box. */
export function groupPaths(
  ground: Ground,
  groupOf: (cell: number) => number,
  wanted: Iterable<number>,
  within: Box = EVERYWHERE,
): Map<number, Path2D> {
  const rings = groupRings(ground.arcs, groupOf, wanted);
  return new Map([...rings].map(([group, list]) => [group, drawn(within, (pen) => traceRings(pen, ground, list))]));
}

/** The lines of arcs, as they look in a box. */
export const arcsPath = (ground: Ground, arcs: Iterable<number>, within: Box = EVERYWHERE): Path2D =>
  drawn(within, (pen) => traceArcs(pen, ground, arcs));

function drawn(within: Box, draw: (pen: Pen) => void): Path2D {
  const path = new Path2D();
  draw(penIn(path, within));
  return path;
}
