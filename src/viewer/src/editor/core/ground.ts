// Ground as geometry: whole cells, whole states, and what a line cuts off.
import type { Atlas } from "../../core/atlas";
import { contains, polygonsByGroup, type Ring } from "../../core/geojson";
import { sharesOfCrossing } from "./crossings";
import type { Network } from "./network";
import { areaKm2, between, onGrid, type Point, shareAlong } from "./points";

export type Geometry =
  | { readonly type: "Polygon"; readonly coordinates: readonly (readonly Point[])[] }
  | { readonly type: "MultiPolygon"; readonly coordinates: readonly (readonly (readonly Point[])[])[] };

/** A ring as a polygon, closed. */
export const polygonFrom = (ring: readonly Point[]): Geometry => ({ type: "Polygon", coordinates: [[...ring, ring[0]]] });

/** The outline of some cells. */
export function groundOfCells({ history }: Atlas, cells: ReadonlySet<number>): Geometry {
  return { type: "MultiPolygon", coordinates: polygonsByGroup(history, (cell) => (cells.has(cell) ? 0 : -1), [0]).get(0)! };
}

/** The cells that a point stands for: its own, or all of the state that holds it at the date. */
export function cellsAt({ atlas, snapshot }: Network, [lon, lat]: Point, unit: "cell" | "state"): number[] {
  const cell = atlas.cellAt(lon, lat);
  if (cell < 0) return [];
  if (unit === "cell") return [cell];
  return [...snapshot.keys()].filter((one) => snapshot[one] === snapshot[cell]);
}

export interface Cut {
  /** The two sides, the smaller first. */
  readonly sides: readonly [Point[], Point[]];
  readonly controller: string;
}

/** What a line cuts off from the ground of one controller; null: it does not cross any from border to border. */
export function cutBy(network: Network, line: readonly Point[]): Cut | null {
  const { atlas, snapshot } = network;
  const { grid } = atlas.history;
  const stretch = Math.floor((line.length - 1) / 2);
  const middle = line.length > 1 ? between(line[stretch], line[stretch + 1], 0.5) : null;
  const cell = middle ? atlas.cellAt(...middle) : -1;
  if (cell < 0) return null;
  const holder = atlas.states.controller[snapshot[cell]];
  const group = (one: number) => (atlas.states.controller[snapshot[one]] === holder ? 0 : -1);
  const rings = polygonsByGroup(atlas.history, group, [0]).get(0)!;
  const shell = rings.map(([outer]) => outer.slice(0, -1)).find((outer) => contains(outer as Ring, middle!));
  const sides = shell && sidesOfRing(shell, line, stretch + 0.5, grid);
  return sides ? { sides, controller: atlas.header.actors[holder].id } : null;
}

interface Hit {
  /** How far along the line, and along the ring, in vertices. */
  readonly along: number;
  readonly around: number;
  readonly at: Point;
}

/** The two sides of a ring beside the part of a line that runs through it at `middle`. */
function sidesOfRing(ring: readonly Point[], line: readonly Point[], middle: number, grid: number): [Point[], Point[]] | null {
  const hits = hitsOf(ring, line, grid).sort((a, b) => a.along - b.along);
  const [into] = hits.filter(({ along }) => along <= middle).slice(-1);
  const [out] = hits.filter(({ along }) => along > middle);
  if (!into || !out) return null;
  const inner = line.filter((_, i) => i > into.along && i < out.along);
  const chain = [into.at, ...inner, out.at];
  const sides = [
    [...chain, ...around(ring, out.around, into.around)],
    [...[...chain].reverse(), ...around(ring, into.around, out.around)],
  ].sort((a, b) => areaKm2(a) - areaKm2(b));
  return sides as [Point[], Point[]];
}

/** Vertices of a ring from one place on it to another, the way that it runs. */
function around(ring: readonly Point[], from: number, to: number): Point[] {
  const count = ring.length;
  const span = (((to - from) % count) + count) % count;
  const first = Math.floor(from) + 1;
  const last = Math.ceil(from + span) - 1;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => ring[(first + i) % count]);
}

/** Where a line meets a ring; an end on the ring counts, however the grid rounded it. */
function hitsOf(ring: readonly Point[], line: readonly Point[], grid: number): Hit[] {
  const hits: Hit[] = [];
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length];
    for (let k = 0; k < line.length - 1; k++) {
      const [t, u] = sharesOfCrossing(a, b, line[k], line[k + 1]) ?? [1, 1];
      // A vertex of the ring belongs to the stretch that begins there.
      if (t < 1) hits.push({ along: k + u, around: i + t, at: onGrid(between(a, b, t), grid) });
    }
    for (const end of [0, line.length - 1]) {
      const share = shareAlong(line[end], a, b);
      const [x, y] = between(a, b, share);
      const near = Math.hypot(x - line[end][0], y - line[end][1]) <= 1.5 * grid;
      if (near && share < 1) hits.push({ along: end, around: i + share, at: line[end] });
    }
  });
  return hits;
}
