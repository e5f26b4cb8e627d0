// Where the background's data end: beyond is neither sea nor land, and the cut is no border.
import { EVERYWHERE } from "./boxes";
import { type Box, boxOf, union } from "./world";

/**
 * The box in which land and sea are known: countries whose outlines run along several sides of the box around all of them were
 * cut out of a larger map there. A side along which none runs is a coast, and infinitely far.
 */
export function edgeOf(outlines: readonly Float32Array[]): Box {
  const around = outlines.map((one) => boxOf(one)).reduce<Box | null>(union, null) ?? EVERYWHERE;
  const cut = around.map((at, side) => outlines.some((points) => runsAlong(points, side % 2, at)));
  return cut.filter(Boolean).length < 2 ? EVERYWHERE : (around.map((at, side) => (cut[side] ? at : EVERYWHERE[side])) as unknown as Box);
}

function runsAlong(points: Float32Array, axis: number, at: number): boolean {
  for (let i = axis; i + 2 < points.length; i += 2) if (points[i] === at && points[i + 2] === at) return true;
  return false;
}

/** The parts of a closed outline that are no cut: all of it, where none of it runs along the edge. */
export function bordersIn(points: Float32Array, edge: Box): Float32Array[] {
  const isCut = (i: number) => edge.some((at, side) => points[i + (side % 2)] === at && points[i + 2 + (side % 2)] === at);
  const runs: Float32Array[] = [];
  let from = 0;
  for (let i = 0; i + 3 < points.length; i += 2) {
    if (!isCut(i)) continue;
    if (i > from) runs.push(points.subarray(from, i + 2));
    from = i + 2;
  }
  if (points.length - from > 2) runs.push(points.subarray(from));
  return runs;
}
