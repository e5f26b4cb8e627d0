// Borders that move: which stretch is one border at a date, and what its arcs become under some steps.
import type { Atlas } from "../../core/atlas";
import { spellAt } from "../../core/history";
import { writtenFrom } from "../../core/steps";
import { arcsWith, holdersOf, lineOf, type Network, sidesOf } from "./network";
import { onGrid, passedKm2, type Point, same } from "./points";

/** A vertex goes elsewhere, or away (`to` null); or a new one comes between two neighbours. */
export type Step =
  | { readonly kind: "move"; readonly from: Point; readonly to: Point | null }
  | { readonly kind: "insert"; readonly after: Point; readonly before: Point; readonly at: Point };

/** At which dates a border moves: wherever it exists, from the date on, or while the two states beside it stand. */
export type Scope = "everywhere" | "from" | "while";
export const SCOPES: readonly Scope[] = ["everywhere", "from", "while"];

const keyOf = ([lon, lat]: Point): string => `${lon} ${lat}`;

/**
 * The arcs of the border that an arc belongs to, as far as no third one meets it: between two controllers, or,
 * where one controller stands on both sides, between two of their states.
 */
export function borderOf(network: Network, arc: number): number[] {
  const { fromNode, toNode } = network.atlas.history.arcs;
  const isFront = (one: number) => new Set(holdersOf(network, one)).size > 1;
  const between = isFront(arc) ? holdersOf : sidesOf;
  const sides = new Set(between(network, arc));
  const belongs = (one: number) => between(network, one).every((side) => sides.has(side));
  const found = new Set([arc]);
  const open = [fromNode[arc], toNode[arc]];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const all = network.leaving.get(node) ?? [];
    const leaving = between === holdersOf ? all.filter(isFront) : all;
    if (leaving.length !== 2) continue;
    for (const next of leaving) {
      if (found.has(next) || !belongs(next)) continue;
      found.add(next);
      open.push(fromNode[next], toNode[next]);
    }
  }
  return [...found];
}

/** Where three or more borders of a date meet. */
export const isJunction = (network: Network, node: number): boolean => (network.leaving.get(node)?.length ?? 0) > 2;

/** A line after some steps, in their order; the same line where none concerns it. */
export function moved(line: readonly Point[], steps: readonly Step[]): readonly Point[] {
  return steps.reduce((points, step) => (step.kind === "move" ? afterMove(points, step) : afterInsert(points, step)), line);
}

function afterMove(points: readonly Point[], { from, to }: Step & { kind: "move" }): readonly Point[] {
  // A closed line has one vertex twice.
  if (!points.some((point) => same(point, from))) return points;
  return points.flatMap((point) => (same(point, from) ? (to ? [to] : []) : [point]));
}

function afterInsert(points: readonly Point[], { after, before, at }: Step & { kind: "insert" }): readonly Point[] {
  const i = points.findIndex((point, k) => k > 0 && isPair(points[k - 1], point, after, before));
  return i < 0 ? points : [...points.slice(0, i), at, ...points.slice(i)];
}

const isPair = (a: Point, b: Point, one: Point, other: Point): boolean =>
  (same(a, one) && same(b, other)) || (same(a, other) && same(b, one));

/** The vertices from one to another along the lines of a border; none where no line has both. */
export function stretchBetween(lines: readonly (readonly Point[])[], one: Point, other: Point): Point[] {
  for (const line of joined(lines)) {
    const [a, b] = [one, other].map((end) => line.findIndex((point) => same(point, end)));
    if (a >= 0 && b >= 0) return line.slice(Math.min(a, b), Math.max(a, b) + 1);
  }
  return [];
}

/** Lines that meet end to end, as one. */
function joined(lines: readonly (readonly Point[])[]): Point[][] {
  const open = lines.map((line) => [...line]);
  for (let i = 0; i < open.length; i++) {
    let k = -1;
    while ((k = open.findIndex((line, j) => j > i && ends(line).some((end) => ends(open[i]).some((own) => same(own, end))))) >= 0) {
      const [next] = open.splice(k, 1);
      if (ends(next).some((end) => same(end, open[i][0]))) open[i].reverse();
      if (!same(next[0], open[i][open[i].length - 1])) next.reverse();
      open[i].push(...next.slice(1));
    }
  }
  return open;
}

const ends = (line: readonly Point[]): readonly Point[] => [line[0], line[line.length - 1]];

/** Steps that move some vertices together, as far as one point goes to another. */
export function movedTogether(points: readonly Point[], [x, y]: Point, [toX, toY]: Point, grid: number): Step[] {
  return points.map((from) => ({ kind: "move", from, to: onGrid([from[0] + toX - x, from[1] + toY - y], grid) }));
}

export interface MovedArc {
  readonly arc: number;
  readonly before: readonly Point[];
  readonly after: readonly Point[];
}

/** The arcs that some steps change, whatever their dates; those in hand may have vertices that the map has not. */
export function movedArcs(atlas: Atlas, steps: readonly Step[], inHand: readonly number[]): MovedArc[] {
  const named = steps.flatMap((step) => (step.kind === "move" ? [step.from] : [step.after, step.before]));
  const touched = new Set([...inHand, ...named.flatMap((point) => arcsWith(atlas, point))]);
  return [...touched].flatMap((arc) => {
    const before = lineOf(atlas, arc);
    const after = moved(before, steps);
    return after !== before ? [{ arc, before, after }] : [];
  });
}

/** Ground that passes at a date because of an edit. */
export interface EffectRow {
  readonly date: string;
  readonly from: string;
  readonly to: string;
  readonly area_km2: number;
  /** False for what the edit invents or displaces beside what it means. */
  readonly meant: boolean;
}

/** Whether an arc moves at a date, by the scope that was chosen. */
function inScope(network: Network, arc: number, date: number, scope: Scope): boolean {
  if (scope === "everywhere") return true;
  if (scope === "from") return date >= network.date;
  const { atlas } = network;
  const { left, right } = atlas.history.arcs;
  const stateAt = (cell: number) => (cell < 0 ? -1 : atlas.history.spellStates[spellAt(atlas.history, cell, date)]);
  const [one, other] = sidesOf(network, arc);
  return stateAt(left[arc]) === one && stateAt(right[arc]) === other;
}

/** Who gains what from whom, in km² by shoelace, at each date at which that is not what it was at the one before. */
export function effectOf(network: Network, arcs: readonly MovedArc[], scope: Scope): EffectRow[] {
  const { atlas } = network;
  const passed = arcs.map(({ before, after }) => passedKm2(before, after));
  let last = "";
  const looked = [...new Set([...atlas.steps.ofChange, network.date])].sort((a, b) => a - b);
  return looked.flatMap((index) => {
    const date = writtenFrom(atlas.steps, index);
    const rows = rowsAt(network, arcs, passed, index, scope).map((row) => ({ date, ...row, meant: true }));
    const told = JSON.stringify(rows.map(({ from, to, area_km2 }) => [from, to, area_km2]));
    if (told === last) return [];
    last = told;
    return rows;
  });
}

function rowsAt(
  network: Network,
  arcs: readonly MovedArc[],
  passed: readonly number[],
  date: number,
  scope: Scope,
): Pick<EffectRow, "from" | "to" | "area_km2">[] {
  const { history, states, header } = network.atlas;
  const holder = (cell: number) => states.controller[history.spellStates[spellAt(history, cell, date)]];
  const sums = new Map<string, number>();
  arcs.forEach(({ arc }, i) => {
    const [left, right] = [history.arcs.left[arc], history.arcs.right[arc]];
    if (left < 0 || right < 0 || !inScope(network, arc, date, scope)) return;
    const [from, to] = passed[i] > 0 ? [holder(left), holder(right)] : [holder(right), holder(left)];
    if (from === to) return;
    const key = `${from} ${to}`;
    sums.set(key, (sums.get(key) ?? 0) + Math.abs(passed[i]));
  });
  return [...sums].map(([key, area_km2]) => {
    const [from, to] = key.split(" ").map((actor) => header.actors[Number(actor)].id);
    return { from, to, area_km2 };
  });
}

/** What becomes of a vertex of the map, or of a point on its border where a vertex comes in; null: it goes. */
export interface ToldMove {
  readonly from: Point;
  readonly to: Point | null;
}

/** The same change told of the map as it is: what was moved twice, or put in and then moved, is told once. */
export function told(steps: readonly Step[]): ToldMove[] {
  const roots = new Map<string, Point>();
  const moves = new Map<string, ToldMove>();
  const put = new Set<string>();
  const rootOf = (point: Point): Point => roots.get(keyOf(point)) ?? point;
  for (const step of steps) {
    const [from, to] = step.kind === "move" ? [rootOf(step.from), step.to] : [middle(rootOf(step.after), rootOf(step.before)), step.at];
    if (step.kind === "insert") put.add(keyOf(from));
    else roots.delete(keyOf(step.from));
    if (to) roots.set(keyOf(to), from);
    moves.set(keyOf(from), { from, to });
  }
  return [...moves.values()].filter(({ from, to }) => (to ? keyOf(from) !== keyOf(to) : !put.has(keyOf(from))));
}

const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
