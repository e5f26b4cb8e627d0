// Points on the ground as [lon, lat], lines of them, and what lies between two lines.

export type Point = readonly [number, number];

const A_KM = 6378.137;
const E = 0.0818191908426215;
const RADIANS = Math.PI / 180;

/** q of WGS 84: twice the northing of the cylindrical equal-area projection, in equatorial radii (Snyder 1987, 3-12). */
function authalic(lat: number): number {
  const sine = Math.sin(lat * RADIANS);
  const es = E * sine;
  return (1 - E * E) * (sine / (1 - es * es) - Math.log((1 - es) / (1 + es)) / (2 * E));
}

/** km² inside a ring, its first point not repeated; positive anticlockwise. */
export function signedKm2(ring: readonly Point[]): number {
  if (ring.length < 3) return 0;
  // About the first point, so that large coordinates lose nothing.
  const [lon0, lat0] = ring[0];
  const flat = ring.map(([lon, lat]) => [(lon - lon0) * RADIANS, authalic(lat) - authalic(lat0)] as const);
  let twice = 0;
  flat.forEach(([x, y], i) => {
    const [x2, y2] = flat[(i + 1) % flat.length];
    twice += x * y2 - x2 * y;
  });
  return (twice / 2) * (A_KM ** 2 / 2);
}

/** km² inside a ring. */
export const areaKm2 = (ring: readonly Point[]): number => Math.abs(signedKm2(ring));

/** km² that pass from the left of a line to its right when it becomes another line. */
export const passedKm2 = (line: readonly Point[], next: readonly Point[]): number =>
  signedKm2([...line, ...[...next].reverse()]);

export const same = (a: Point, b: Point): boolean => a[0] === b[0] && a[1] === b[1];

/** A point on a grid of degrees, without the noise of floating point. */
export function onGrid([lon, lat]: Point, grid: number): Point {
  const decimals = Math.max(0, Math.round(-Math.log10(grid)));
  const round = (value: number) => Number((Math.round(value / grid) * grid).toFixed(decimals));
  return [round(lon), round(lat)];
}

/** Corners of a circle: so many that it looks round, so few that its border is light. */
const CORNERS = 72;

/** A circle on the ground as a ring. */
export function circle([lon, lat]: Point, radiusKm: number): Point[] {
  const sine = Math.sin(lat * RADIANS);
  const w2 = 1 - E * E * sine * sine;
  const north = radiusKm / ((A_KM * (1 - E * E)) / w2 ** 1.5) / RADIANS;
  const east = radiusKm / ((A_KM / Math.sqrt(w2)) * Math.cos(lat * RADIANS)) / RADIANS;
  return Array.from({ length: CORNERS }, (_, i) => {
    const angle = (2 * Math.PI * i) / CORNERS;
    return [lon + east * Math.cos(angle), lat + north * Math.sin(angle)];
  });
}

/** Leave out what is nearer than a tolerance to the line without it (Douglas and Peucker), in the units of the points. */
export function simplified(line: readonly Point[], tolerance: number): Point[] {
  const keep = new Set([0, line.length - 1]);
  const open: [number, number][] = [[0, line.length - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span;
    let [worst, far] = [-1, tolerance];
    for (let i = from + 1; i < to; i++) {
      const off = distanceTo(line[i], line[from], line[to]);
      if (off > far) [worst, far] = [i, off];
    }
    if (worst < 0) continue;
    keep.add(worst);
    open.push([from, worst], [worst, to]);
  }
  return line.filter((_, i) => keep.has(i));
}

/** Where on the stretch from a to b the nearest point to p lies, 0 to 1. */
export function shareAlong([px, py]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length2 = dx * dx + dy * dy;
  return length2 ? Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / length2)) : 0;
}

/** The point at a share of the stretch from a to b. */
export const between = (a: Point, b: Point, share: number): Point => [
  a[0] + share * (b[0] - a[0]),
  a[1] + share * (b[1] - a[1]),
];

function distanceTo(p: Point, a: Point, b: Point): number {
  const [x, y] = between(a, b, shareAlong(p, a, b));
  return Math.hypot(p[0] - x, p[1] - y);
}
