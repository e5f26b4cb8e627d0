// Where a line crosses itself, and the line without the loop that this makes.
import { areaKm2, between, type Point } from "./points";

export interface Crossing {
  /** The stretches that cross: from vertex `first` on, and from vertex `second` on. */
  readonly first: number;
  readonly second: number;
  readonly at: Point;
}

/** How far along a–b and along c–d, 0 to 1, the two stretches cross; null: they do not, or are parallel. */
export function sharesOfCrossing(a: Point, b: Point, c: Point, d: Point): [number, number] | null {
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]];
  const across = rx * sy - ry * sx;
  if (across === 0) return null;
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / across;
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / across;
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? [t, u] : null;
}

/** Where two stretches cross inside both; null: nowhere. */
function crossingOf(a: Point, b: Point, c: Point, d: Point): Point | null {
  const [t, u] = sharesOfCrossing(a, b, c, d) ?? [0, 0];
  return t > 0 && t < 1 && u > 0 && u < 1 ? between(a, b, t) : null;
}

/** All places where a line, or a ring that goes on from its last point to its first, crosses itself. */
export function crossings(line: readonly Point[], closed: boolean): Crossing[] {
  const count = closed ? line.length : line.length - 1;
  const found: Crossing[] = [];
  for (let first = 0; first < count; first++) {
    const [a, b] = [line[first], line[(first + 1) % line.length]];
    const [west, east] = [Math.min(a[0], b[0]), Math.max(a[0], b[0])];
    for (let second = first + 2; second < count; second++) {
      const [c, d] = [line[second], line[(second + 1) % line.length]];
      if (Math.max(c[0], d[0]) < west || Math.min(c[0], d[0]) > east) continue;
      const at = crossingOf(a, b, c, d);
      if (at) found.push({ first, second, at });
    }
  }
  return found;
}

/** A ring without its loops: at each crossing the larger part stays. */
export function withoutLoops(ring: readonly Point[]): Point[] {
  let left = [...ring];
  for (let tries = ring.length; tries > 0; tries--) {
    const [found] = crossings(left, true);
    if (!found) break;
    const loop = [found.at, ...left.slice(found.first + 1, found.second + 1)];
    const rest = [...left.slice(0, found.first + 1), found.at, ...left.slice(found.second + 1)];
    left = areaKm2(loop) > areaKm2(rest) ? loop : rest;
  }
  return left;
}
