// Paths for a canvas around groups of cells and along arcs.
import { groupRings, groupWalks, looseRings, type Walk } from "../core/rings";
import { EVERYWHERE } from "../scene/boxes";
import { type Ground, type Pen, traceArcs, traceRings } from "../scene/ground";
import type { Box } from "../scene/world";
import { penIn, sparse } from "./pen";

/** A path for each wanted group, to be filled or stroked. */
export const groupPaths = (
  ground: Ground,
  groupOf: (cell: number) => number,
  wanted: Iterable<number>,
): Map<number, Path2D> =>
  new Map(
    [...groupRings(ground.arcs, groupOf, wanted)].map(([group, rings]) => [
      group,
      drawn(EVERYWHERE, (pen) => traceRings(pen, ground, rings)),
    ]),
  );

/** A path for each group along some arcs, as it looks in a box, to be filled only: its rings are loose and not closed. */
export const groupFills = (
  ground: Ground,
  groupOf: (cell: number) => number,
  along: Iterable<number>,
  within: Box,
): Map<number, Path2D> =>
  new Map(
    [...groupWalks(ground.arcs, groupOf, along)].map(([group, walks]) => [
      group,
      drawn(within, (pen) => traceRings(pen, ground, looseRings(ground.arcs, walks), false)),
    ]),
  );

/** The lines of arcs, as they look in a box. */
export const arcsPath = (ground: Ground, arcs: readonly Walk[], within: Box = EVERYWHERE): Path2D =>
  drawn(within, (pen) => traceArcs(pen, ground, arcs));

/** The same in haste: joined where they follow each other, without what is nearer than `apart` to what was drawn before it. */
export const sketchPath = (ground: Ground, arcs: readonly Walk[], within: Box, apart: number): Path2D =>
  drawn(within, (pen) => traceRings(sparse(pen, apart), ground, looseRings(ground.arcs, arcs), false));

function drawn(within: Box, draw: (pen: Pen) => void): Path2D {
  const path = new Path2D();
  draw(penIn(path, within));
  return path;
}
