// Ground in contest at a date, piece by piece: what is too small to be seen on a whole country is there as well.
import { type Atlas, placesIn } from "./atlas";
import type { Bounds } from "./hash";
import { type History, snapshotAt } from "./history";
import type { ControlState, Place } from "./model";

export interface ContestedPiece {
  readonly state: ControlState;
  readonly areaM2: number;
  /** The gazetteer's places in it, the greatest first. */
  readonly places: readonly Place[];
  readonly bounds: Bounds;
}

/** The states in which ground of a map is contested, as far as its ground is there. */
export const contestedStates = ({ reach, states }: Atlas): ReadonlySet<number> =>
  new Set(reach === "whole" ? Array.from({ length: states.length }, (_, i) => i).filter((i) => i > 0 && states.at(i).status === "contested") : []);

/** The pieces at a date, each of one of these states, the smallest first. */
export function contestedAt(atlas: Atlas, contested: ReadonlySet<number>, date: number): ContestedPiece[] {
  const { history, states } = atlas;
  const cells = new Map<number, number[]>();
  snapshotAt(history, date).forEach((state, cell) => {
    if (!contested.has(state)) return;
    const pieces = cells.get(state);
    if (pieces) pieces.push(cell);
    else cells.set(state, [cell]);
  });
  return [...cells]
    .map(([state, pieces]) => ({
      state: states.at(state),
      areaM2: pieces.reduce((sum, cell) => sum + history.cellAreaM2[cell], 0),
      // Of a thousand pieces a few are asked for more: each looks at all places and arcs.
      get places() {
        return placesIn(atlas, pieces);
      },
      get bounds() {
        return boundsOf(history, new Set(pieces));
      },
    }))
    .sort((a, b) => a.areaM2 - b.areaM2);
}

/** West, south, east and north of some cells. */
function boundsOf({ arcs, grid }: History, cells: ReadonlySet<number>): Bounds {
  const found = [Infinity, Infinity, -Infinity, -Infinity];
  for (let arc = 0; arc < arcs.count; arc++) {
    if (!cells.has(arcs.left[arc]) && !cells.has(arcs.right[arc])) continue;
    for (let i = 2 * arcs.first[arc]; i < 2 * arcs.first[arc + 1]; i++) {
      const value = arcs.xy[i] * grid;
      found[i % 2] = Math.min(found[i % 2], value);
      found[2 + (i % 2)] = Math.max(found[2 + (i % 2)], value);
    }
  }
  return found as unknown as Bounds;
}
