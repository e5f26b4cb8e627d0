// How far the front is from a place, which way, and who stands behind it.
import type { Atlas } from "./atlas";
import type { Box } from "./around";
import { frontArcsAt } from "./fronts";
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

/** Where a controller's fronts with each other one come nearest to a point at a date's index, the nearest first, among those that several atlases have. */
export function nearestFronts(atlases: readonly Atlas[], spot: Spot, controller: number, date: number): NearFront[] {
  const nearest = new Map<number, NearFront>();
  for (const atlas of atlases) {
    for (const { pair: [a, b], arcs } of frontArcsAt(atlas, date)) {
      if (a !== controller && b !== controller) continue;
      const near = nearestOf(atlas, spot, arcs, a === controller ? b : a);
      if (near.km < (nearest.get(near.actor)?.km ?? Infinity)) nearest.set(near.actor, near);
    }
  }
  return [...nearest.values()].sort((one, two) => one.km - two.km);
}

/** km of a degree east and north of a spot, in the plane that touches the ground there. */
const kmADegree = ({ lon, lat }: Spot): [number, number] => [kmBetween(lon, lat, lon + 1e-3, lat) * 1e3, kmBetween(lon, lat, lon, lat + 1e-3) * 1e3];

/** The box of all that may lie so near to a spot. */
export function boxAround(spot: Spot, km: number): Box {
  const [x, y] = kmADegree(spot).map((one) => km / one);
  return [spot.lon - x, spot.lat - y, spot.lon + x, spot.lat + y];
}

function nearestOf({ history: { arcs, grid } }: Atlas, spot: Spot, own: readonly number[], actor: number): NearFront {
  const scale = kmADegree(spot);
  let [best, toEast, toNorth] = [Infinity, 0, 0];
  for (const arc of own) {
    for (let vertex = arcs.first[arc]; vertex < arcs.first[arc + 1] - 1; vertex++) {
      const [east, north] = nearestOnSegment(spot, scale, arcs.xy, vertex, grid);
      const km = Math.hypot(east, north);
      if (km < best) [best, toEast, toNorth] = [km, east, north];
    }
  }
  return { km: best, wind: windOf(toEast, toNorth), actor };
}

/** The nearest point of a segment, in km east and north of a spot; in a plane that touches the ground there, which does for what is near. */
function nearestOnSegment({ lon, lat }: Spot, [x, y]: readonly [number, number], xy: ArrayLike<number>, vertex: number, grid: number): [number, number] {
  const at = (i: number): [number, number] => [(xy[2 * i] * grid - lon) * x, (xy[2 * i + 1] * grid - lat) * y];
  const [[ax, ay], [bx, by]] = [at(vertex), at(vertex + 1)];
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
  return [ax + along * dx, ay + along * dy];
}

const windOf = (east: number, north: number): Wind => WINDS[(Math.round(Math.atan2(east, north) / (Math.PI / 4)) + 8) % 8];
