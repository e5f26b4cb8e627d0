// Fewer vertices where the screen cannot tell: each arc is thinned once for the ground on both its sides and
// keeps its ends, so shared borders stay shared.
import type { Ground } from "./ground";

/** How far, in device pixels, a border may be drawn from where it lies. */
const UNSEEN = 0.4;
/** Thinning that leaves more than this share of the vertices is not worth its memory. */
const WORTH = 0.8;

/** With fewer vertices there is nothing to gain: drawing them all takes less time than thinning them. */
const MANY = 50_000;

/** Gives ground as detailed as a scale (CSS pixels a world unit) and a screen need; the last one is kept. */
export function detailOf(ground: Ground, many = MANY): (scale: number, ratio: number) => Ground {
  if (ground.points.length < 2 * many) return () => ground;
  let finest = NaN;
  let last = ground;
  return (scale, ratio) => {
    // One answer for all scales up to the next zoom: a pinch asks for many.
    const pixels = 2 ** Math.ceil(Math.log2(scale * ratio));
    if (pixels !== finest) [finest, last] = [pixels, thinned(ground, UNSEEN / pixels)];
    return last;
  };
}

/** Ground without the vertices that are less than a distance, in world units, off the line without them. */
export function thinned(ground: Ground, distance: number): Ground {
  const { points, first } = ground;
  const kept = new Uint8Array(points.length / 2);
  for (let arc = 0; arc + 1 < first.length; arc++) keep(points, first[arc], first[arc + 1] - 1, distance, kept);
  const count = kept.reduce((sum, one) => sum + one, 0);
  if (count > WORTH * kept.length) return ground;
  return { ...ground, points: chosen(points, kept, count), first: renumbered(first, kept) };
}

/** Mark the vertices to keep of a run, its ends among them (D. H. Douglas and T. K. Peucker, 1973). */
function keep(points: Float32Array, from: number, to: number, distance: number, kept: Uint8Array): void {
  kept[from] = kept[to] = 1;
  const open = [from, to];
  while (open.length) {
    const end = open.pop()!;
    const start = open.pop()!;
    const farthest = farthestBetween(points, start, end, distance);
    if (farthest < 0) continue;
    kept[farthest] = 1;
    open.push(start, farthest, farthest, end);
  }
}

/** The vertex between two others that lies farthest off their segment; -1 if none is farther than a distance. */
function farthestBetween(points: Float32Array, start: number, end: number, distance: number): number {
  const [x, y] = [points[2 * start], points[2 * start + 1]];
  const [dx, dy] = [points[2 * end] - x, points[2 * end + 1] - y];
  const square = dx * dx + dy * dy;
  let best = -1;
  let most = distance * distance;
  for (let i = start + 1; i < end; i++) {
    const [px, py] = [points[2 * i] - x, points[2 * i + 1] - y];
    const share = square > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / square)) : 0;
    const off = (px - share * dx) ** 2 + (py - share * dy) ** 2;
    if (off > most) [best, most] = [i, off];
  }
  return best;
}

function chosen(points: Float32Array, kept: Uint8Array, count: number): Float32Array {
  const fewer = new Float32Array(2 * count);
  let next = 0;
  for (let i = 0; i < kept.length; i++) {
    if (!kept[i]) continue;
    fewer[next++] = points[2 * i];
    fewer[next++] = points[2 * i + 1];
  }
  return fewer;
}

/** Where runs begin once vertices are left out. */
function renumbered(first: Int32Array, kept: Uint8Array): Int32Array {
  const begins = new Int32Array(first.length);
  let run = 0;
  let next = 0;
  for (let i = 0; i <= kept.length; i++) {
    while (run < first.length && first[run] === i) begins[run++] = next;
    if (i < kept.length) next += kept[i];
  }
  return begins;
}
