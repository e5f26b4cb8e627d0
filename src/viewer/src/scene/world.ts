// Web Mercator at zoom 0: the world is 256 units wide, y grows southwards.
import type { Spot } from "../core/model";

const UNITS = 256;
/** Where the projection's square ends, as in Leaflet: a pole is infinitely far away. */
const MAX_LAT = 85.0511287798;

export const worldX = (lon: number): number => (lon / 360 + 0.5) * UNITS;

export function worldY(lat: number): number {
  const sine = Math.sin((Math.max(-MAX_LAT, Math.min(MAX_LAT, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * UNITS;
}

/** Longitude and latitude of a point in world units. */
export const lonLatOf = (x: number, y: number): [lon: number, lat: number] => [
  (x / UNITS - 0.5) * 360,
  (Math.atan(Math.sinh((0.5 - y / UNITS) * 2 * Math.PI)) * 180) / Math.PI,
];

/** West, north, east, south in world units. */
export type Box = readonly [number, number, number, number];

/** The smallest box around two; null stands for none. */
export function union(a: Box | null, b: Box | null): Box | null {
  if (!a || !b) return a ?? b;
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

/** A point that all paths are drawn from: near the ground, single precision then resolves it at every zoom. */
export interface Origin {
  readonly x: number;
  readonly y: number;
}

/** The middle of `[west, south, east, north]` in world units. */
export const originOf = ([west, south, east, north]: readonly [number, number, number, number]): Origin => ({
  x: worldX((west + east) / 2),
  y: worldY((south + north) / 2),
});

/** A point on the ground in world units from an origin. */
export const fromOrigin = ({ lon, lat }: Spot, { x, y }: Origin): Origin => ({ x: worldX(lon) - x, y: worldY(lat) - y });

/** A box of world units from an origin, in CSS pixels. */
export const boxInPixels = ([west, north, east, south]: Box, { scale, x, y }: { readonly scale: number; readonly x: number; readonly y: number }): Box => [
  west * scale + x,
  north * scale + y,
  east * scale + x,
  south * scale + y,
];

/** The box around the vertices of interleaved x and y from one index on to before another. */
export function boxOf(points: ArrayLike<number>, from = 0, to = points.length / 2): Box {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 2 * from; i < 2 * to; i += 2) {
    west = Math.min(west, points[i]);
    north = Math.min(north, points[i + 1]);
    east = Math.max(east, points[i]);
    south = Math.max(south, points[i + 1]);
  }
  return [west, north, east, south];
}

/** Interleaved lon, lat in grid units to interleaved world units from an origin, as precise as paths are. */
export function projectAll(xy: ArrayLike<number>, grid: number, origin: Origin): Float32Array {
  const points = new Float32Array(xy.length);
  for (let i = 0; i < xy.length; i += 2) {
    points[i] = worldX(xy[i] * grid) - origin.x;
    points[i + 1] = worldY(xy[i + 1] * grid) - origin.y;
  }
  return points;
}
