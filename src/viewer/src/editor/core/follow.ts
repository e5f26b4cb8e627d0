// The way along borders between two points that lie on them (Dijkstra over the arcs of a date).
import { lengthKm, lineOf, type Network, sidesOf } from "./network";
import { type Point, same } from "./points";

/** A point on an arc: on its stretch from vertex `segment` to the next. */
export interface OnArc {
  readonly arc: number;
  readonly segment: number;
  readonly at: Point;
}

/** A border may be so many times as long as the straight way, or the straight way is meant. */
const DETOUR = 4;

/** The points between two on borders, ends left out; null: there is no such way, or it is none that anybody means. */
export function wayBetween(network: Network, from: OnArc, to: OnArc): Point[] | null {
  const straight = lengthKm([from.at, to.at]);
  const most = onOneBorder(network, from.arc, to.arc) ? Infinity : DETOUR * straight + 0.01;
  const ways = [...(from.arc === to.arc ? [alongOne(network, from, to)] : []), overNodes(network, from, to, most)];
  const best = ways
    .filter((way): way is Point[] => way !== null)
    .sort((a, b) => lengthKm(a) - lengthKm(b))[0];
  return best && lengthKm(best) <= most ? trimmed(best, from.at, to.at) : null;
}

/** Whether two arcs part the same two states. */
function onOneBorder(network: Network, one: number, other: number): boolean {
  const [a, b] = sidesOf(network, one);
  const [c, d] = sidesOf(network, other);
  return (a === c && b === d) || (a === d && b === c);
}

function alongOne({ atlas }: Network, from: OnArc, to: OnArc): Point[] {
  const line = lineOf(atlas, from.arc);
  const forward = from.segment <= to.segment;
  const [low, high] = forward ? [from.segment, to.segment] : [to.segment, from.segment];
  const inner = line.slice(low + 1, high + 1);
  return [from.at, ...(forward ? inner : inner.reverse()), to.at];
}

/** Both pieces of an arc from a point on it to its ends, each beginning at the point. */
function pieces(network: Network, { arc, segment, at }: OnArc): { node: number; line: Point[] }[] {
  const line = lineOf(network.atlas, arc);
  const { fromNode, toNode } = network.atlas.history.arcs;
  return [
    { node: fromNode[arc], line: [at, ...line.slice(0, segment + 1).reverse()] },
    { node: toNode[arc], line: [at, ...line.slice(segment + 1)] },
  ];
}

interface Reached {
  readonly km: number;
  /** The arc that led here, and the node before; null at the beginning. */
  readonly by: { readonly arc: number; readonly node: number } | null;
  readonly start: Point[];
}

function overNodes(network: Network, from: OnArc, to: OnArc, most: number): Point[] | null {
  // Of a closed arc both pieces end at one node: the shorter one counts, which comes last here.
  const shorterLast = pieces(network, to).sort((a, b) => lengthKm(b.line) - lengthKm(a.line));
  const ends = new Map(shorterLast.map(({ node, line }) => [node, line]));
  const reached = new Map<number, Reached>();
  const open = new Map<number, Reached>();
  for (const { node, line } of pieces(network, from)) {
    const km = lengthKm(line);
    if (km <= (open.get(node)?.km ?? Infinity)) open.set(node, { km, by: null, start: line });
  }
  let best: { km: number; node: number } | null = null;
  while (open.size) {
    const [node, here] = nearestOf(open);
    open.delete(node);
    reached.set(node, here);
    if (here.km > Math.min(most, best?.km ?? Infinity)) break;
    const end = ends.get(node);
    if (end && here.km + lengthKm(end) < (best?.km ?? Infinity)) best = { km: here.km + lengthKm(end), node };
    spread(network, node, here, open, reached, new Set([from.arc, to.arc]));
  }
  return best && best.km <= most ? [...walked(network, best.node, reached), ...ends.get(best.node)!.reverse()] : null;
}

function spread(
  { atlas, leaving, lengthKm: lengths }: Network,
  node: number,
  { km, start }: Reached,
  open: Map<number, Reached>,
  reached: ReadonlyMap<number, Reached>,
  cut: ReadonlySet<number>,
): void {
  const { fromNode, toNode } = atlas.history.arcs;
  for (const arc of leaving.get(node) ?? []) {
    const next = fromNode[arc] === node ? toNode[arc] : fromNode[arc];
    const far = km + lengths[arc];
    if (cut.has(arc) || reached.has(next) || far >= (open.get(next)?.km ?? Infinity)) continue;
    open.set(next, { km: far, by: { arc, node }, start });
  }
}

function nearestOf(open: ReadonlyMap<number, Reached>): [number, Reached] {
  let best: [number, Reached] | null = null;
  for (const one of open) if (!best || one[1].km < best[1].km) best = one;
  return best!;
}

/** The points from the start to a node. */
function walked({ atlas }: Network, node: number, reached: ReadonlyMap<number, Reached>): Point[] {
  const parts: (readonly Point[])[] = [];
  let at = reached.get(node)!;
  let here = node;
  while (at.by) {
    const line = lineOf(atlas, at.by.arc);
    parts.unshift(atlas.history.arcs.toNode[at.by.arc] === here ? line : [...line].reverse());
    here = at.by.node;
    at = reached.get(here)!;
  }
  return [...at.start, ...parts.flat()];
}

/** Without repeated points, and without the two ends. */
const trimmed = (line: readonly Point[], from: Point, to: Point): Point[] =>
  line.filter((point, i) => (!i || !same(point, line[i - 1])) && !same(point, from) && !same(point, to));
