// How far the front is from a place, which way, and who stands behind it.
import type { Atlas } from "./atlas";
import { frontsAt } from "./fronts";
import { kmBetween } from "./geodesy";
import type { Spot } from "./model";

/** The eight winds, from the north with the sun. */
export const WINDS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;
export type Wind = (typeof WINDS)[number];

export interface NearFront {
  readonly km: number;
  readonly wind: Wind;
  /** Who holds the ground behind it. */
  readonly actor: number;
}

/** Where a controller's fronts with each other one come nearest to a point at a date's index, the nearest first. */
export function nearestFronts(atlas: Atlas, spot: Spot, controller: number, date: number): NearFront[] {
  return frontsAt(atlas, date)
    .filter(({ pair }) => pair.includes(controller))
    .map(({ pair: [a, b], arcs }) => nearestOf(atlas, spot, arcs, a === controller ? b : a))
    .sort((one, two) => one.km - two.km);
}

function nearestOf({ history: { arcs, grid } }: Atlas, spot: Spot, own: readonly number[], actor: number): NearFront {
  let [best, toEast, toNorth] = [Infinity, 0, 0];
  for (const arc of own) {
    for (let vertex = arcs.first[arc]; vertex < arcs.first[arc + 1] - 1; vertex++) {
      const [east, north] = nearestOnSegment(spot, arcs.xy, vertex, grid);
      const km = Math.hypot(east, north);
      if (km < best) [best, toEast, toNorth] = [km, east, north];
    }
  }
  return { km: best, wind: windOf(toEast, toNorth), actor };
}

/** The nearest point of a segment, in km east and north of a spot; in a plane that touches the ground there, which does for what is near. */
function nearestOnSegment({ lon, lat }: Spot, xy: ArrayLike<number>, vertex: number, grid: number): [number, number] {
  const [x, y] = [kmBetween(lon, lat, lon + 1e-3, lat) * 1e3, kmBetween(lon, lat, lon, lat + 1e-3) * 1e3];
  const at = (i: number): [number, number] => [(xy[2 * i] * grid - lon) * x, (xy[2 * i + 1] * grid - lat) * y];
  const [[ax, ay], [bx, by]] = [at(vertex), at(vertex + 1)];
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
  return [ax + along * dx, ay + along * dy];
}

const windOf = (east: number, north: number): Wind => WINDS[(Math.round(Math.atan2(east, north) / (Math.PI / 4)) + 8) % 8];
