// What ground would make a report true: the smallest sets of cells that do, and that make no other report untrue.
import type { Atlas } from "../../core/atlas";
import { polygonsOf } from "../../core/geojson";
import { groupRings } from "../../core/rings";
import { cellsAt } from "./ground";
import type { Network } from "./network";
import { onGrid, type Point } from "./points";

/** The piece round the place; joined to ground that its holder has; or all that one record says is held alike. */
export const CLAIMS = ["piece", "joined", "record"] as const;

export interface Claim {
  readonly kind: (typeof CLAIMS)[number];
  readonly cells: readonly number[];
  readonly km2: number;
}

/** The sets of cells that would put a place into a controller's hands, without any of `firm`; the smallest first. */
export function claimsOf(network: Network, place: Point, controller: string, firm: ReadonlySet<number>): Claim[] {
  const { atlas, snapshot } = network;
  const holder = (cell: number) => atlas.header.actors[atlas.states.controller[snapshot[cell]]].id;
  const free = (cell: number) => !firm.has(cell) && holder(cell) !== controller;
  const [piece] = cellsAt(network, place, "cell");
  if (piece === undefined || !free(piece)) return [];
  const sets: Record<Claim["kind"], readonly number[]> = {
    piece: [piece],
    joined: wayTo(atlas, piece, free, (cell) => holder(cell) === controller),
    record: cellsAt(network, place, "state").filter(free),
  };
  const claims = CLAIMS.map((kind) => ({ kind, cells: sets[kind], km2: sum(atlas, sets[kind]) }));
  const first = (claim: Claim) => claims.find(({ cells }) => String([...cells].sort()) === String([...claim.cells].sort())) === claim;
  return claims.filter((claim) => claim.cells.length && first(claim)).sort((a, b) => a.km2 - b.km2);
}

const sum = ({ history }: Atlas, cells: readonly number[]): number =>
  cells.reduce((all, cell) => all + history.cellAreaM2[cell], 0) / 1e6;

/** The cells from one to the nearest that is wanted, over the least ground (Dijkstra); none if there is no way. */
function wayTo(atlas: Atlas, start: number, free: (cell: number) => boolean, wanted: (cell: number) => boolean): number[] {
  const { cellAreaM2 } = atlas.history;
  const beside = neighbours(atlas);
  const cost = new Map([[start, cellAreaM2[start]]]);
  const before = new Map<number, number>();
  const open = new Set([start]);
  while (open.size) {
    const cell = [...open].reduce((a, b) => (cost.get(b)! < cost.get(a)! ? b : a));
    open.delete(cell);
    if (beside[cell].some(wanted)) return back(cell, before);
    for (const next of beside[cell]) {
      const there = cost.get(cell)! + cellAreaM2[next];
      if (!free(next) || there >= (cost.get(next) ?? Infinity)) continue;
      cost.set(next, there);
      before.set(next, cell);
      open.add(next);
    }
  }
  return [];
}

function back(cell: number, before: ReadonlyMap<number, number>): number[] {
  const way = [cell];
  for (let one = before.get(cell); one !== undefined; one = before.get(one)) way.push(one);
  return way;
}

/** The cells that share a border with each cell. */
function neighbours({ history: { arcs, cellCount } }: Atlas): number[][] {
  const beside: number[][] = Array.from({ length: cellCount }, () => []);
  for (let arc = 0; arc < arcs.count; arc++) {
    const [left, right] = [arcs.left[arc], arcs.right[arc]];
    if (left < 0 || right < 0) continue;
    beside[left].push(right);
    beside[right].push(left);
  }
  return beside;
}

/** How many lines are laid across a cell to find its widest place. */
const LINES = 7;

/** A point well inside a cell: in the middle of the widest stretch that some lines across have in it. */
export function pointIn({ history: { arcs, grid } }: Atlas, cell: number): Point {
  const rings = groupRings(arcs, (one) => (one === cell ? 0 : -1), [0]).get(0)!;
  const edges = polygonsOf(arcs, grid, rings).flat().flatMap((ring) => ring.slice(1).map((to, i) => [ring[i], to] as const));
  const lats = edges.map(([[, lat]]) => lat);
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  let best = { width: -1, at: [0, 0] as Point };
  for (let k = 0; k < LINES; k++) {
    const lat = south + ((north - south) * (k + 0.5)) / LINES;
    const lons = edges
      .filter(([[, a], [, b]]) => a <= lat !== b <= lat)
      .map(([[x, a], [to, b]]) => x + ((to - x) * (lat - a)) / (b - a))
      .sort((a, b) => a - b);
    for (let i = 0; i + 1 < lons.length; i += 2)
      if (lons[i + 1] - lons[i] > best.width) best = { width: lons[i + 1] - lons[i], at: [(lons[i] + lons[i + 1]) / 2, lat] };
  }
  return onGrid(best.at, grid);
}
