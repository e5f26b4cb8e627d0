// What is being drawn: an immutable value. Each step makes a new one, so undo is the one before.
import type { Step } from "./border";
import { circle, type Point, same } from "./points";

/** What is drawn to give ground. */
export const GIVING = ["polygon", "lasso", "line", "circle", "pick"] as const;
/** What is drawn to move a border: its vertices, or a stretch of it anew. */
export const MOVING = ["border", "stretch"] as const;
/** What is done to chosen records; `split` draws a line across one. */
export const RECORDS = ["correct", "split", "merge", "retract"] as const;
export type Shape = (typeof GIVING)[number] | (typeof MOVING)[number] | (typeof RECORDS)[number];
export const isIn = (shape: Shape, family: readonly Shape[]): boolean => family.includes(shape);
/** Shapes that clicks on the map draw. */
export const DRAWN: readonly Shape[] = [...GIVING, ...MOVING, "split"];
/** Shapes that are lines with two ends. */
export const OPEN: readonly Shape[] = ["line", "stretch", "split"];

/** A vertex that was set, and what the line followed to it from the vertex before. */
export interface Vertex {
  readonly at: Point;
  readonly path: readonly Point[];
}

export interface Draft {
  readonly id: string;
  readonly shape: Shape;
  /** The date of the map that it was begun on: from when the ground is given. */
  readonly date: string;
  /** Set points; of a circle the middle and a point of the rim, of picked ground a point in each piece. */
  readonly vertices: readonly Vertex[];
  readonly closed: boolean;
  /** What the last stretch of a closed line follows, from the last vertex back to the first. */
  readonly closing: readonly Point[];
  /** Where the next vertex goes; behind the last one unless somebody goes on from another. */
  readonly cursor: number;
  /** Whether a pick means whole control states, or the cells that borders of all dates cut. */
  readonly unit: "cell" | "state";
  /** Which side of a line that cuts passes; the other one when true. */
  readonly otherSide: boolean;
  /** How a border is moved. */
  readonly steps: readonly Step[];
  /** A point on the border that is moved. */
  readonly of: Point | null;
  /** The control states that are corrected, split, merged or retracted. */
  readonly states: readonly string[];
}

/** Nothing drawn yet. */
export const newDraft = (id: string, shape: Shape, date: string): Draft => ({
  id,
  shape,
  date,
  vertices: [],
  closed: false,
  closing: [],
  cursor: 0,
  unit: "state",
  otherSide: false,
  steps: [],
  of: null,
  states: [],
});

/** With one more vertex where the line goes on. */
export function withVertex(draft: Draft, vertex: Vertex): Draft {
  const vertices = [...draft.vertices.slice(0, draft.cursor), vertex, ...draft.vertices.slice(draft.cursor)];
  const closed = draft.shape === "circle" ? vertices.length > 1 : draft.closed;
  return { ...draft, vertices, cursor: draft.cursor + 1, closed, closing: [] };
}

/** Without the vertex that was set last where the line goes on. */
export function withoutLast(draft: Draft): Draft {
  if (draft.steps.length) return { ...draft, steps: draft.steps.slice(0, -1) };
  const last = (draft.cursor || draft.vertices.length) - 1;
  return last < 0 ? draft : withoutVertex(draft, last);
}

/** Without one vertex. */
export function withoutVertex(draft: Draft, index: number): Draft {
  const vertices = draft.vertices
    .filter((_, i) => i !== index)
    // What was followed to the next vertex was followed from this one.
    .map((vertex, i) => (i === index ? { ...vertex, path: [] } : vertex));
  const cursor = draft.cursor > index ? draft.cursor - 1 : draft.cursor;
  return { ...draft, vertices, cursor, closed: draft.closed && vertices.length > 2, closing: [] };
}

/** With one vertex elsewhere; what was followed to and from it is straight then. */
export const withMoved = (draft: Draft, index: number, at: Point): Draft => ({
  ...draft,
  vertices: draft.vertices.map((vertex, i) =>
    i === index ? { at, path: [] } : i === index + 1 ? { ...vertex, path: [] } : vertex,
  ),
  closing: index === 0 || index === draft.vertices.length - 1 ? [] : draft.closing,
});

/** Closed, or ended; the last stretch of a polygon follows `closing`. */
export const finished = (draft: Draft, closing: readonly Point[] = []): Draft => ({
  ...draft,
  closed: true,
  closing,
  cursor: draft.vertices.length,
});

/** Open again, to go on after one of its vertices. */
export const goingOnFrom = (draft: Draft, index: number): Draft => ({
  ...draft,
  closed: false,
  closing: [],
  cursor: index + 1,
});

/** All points of the drawn line in order, those that it follows too. */
export const pointsOf = ({ vertices }: Draft): Point[] =>
  vertices
    .flatMap(({ at, path }) => [...path, at])
    .filter((point, i, all) => !i || !same(point, all[i - 1]));

/** The ring that a polygon, lasso or circle encloses; empty while there is none. */
export function ringOf(draft: Draft, radiusKm: number | null): Point[] {
  if (draft.shape === "circle") {
    return draft.vertices.length && radiusKm ? circle(draft.vertices[0].at, radiusKm) : [];
  }
  const ring = [...pointsOf(draft), ...draft.closing];
  if (ring.length > 1 && same(ring[0], ring[ring.length - 1])) ring.pop();
  return ring.length > 2 ? ring : [];
}

/** Every point that a draft has on the ground, for instance to bring it into sight. */
export const groundOf = (draft: Draft): Point[] => [
  ...pointsOf(draft),
  ...(draft.of ? [draft.of] : []),
  ...draft.steps.flatMap((step) => (step.kind === "insert" ? [step.at] : step.to ? [step.to] : [step.from])),
];

/** Whether anything was drawn. */
export const isEmpty = ({ vertices, steps }: Draft): boolean => !vertices.length && !steps.length;

/** Whether there is anything that would be lost. */
export const isWorth = (draft: Draft): boolean => !isEmpty(draft) || isIn(draft.shape, ["correct", "merge", "retract"]);

/** A draft, what it was before, and what was taken back. */
export interface Drawing {
  readonly now: Draft;
  readonly past: readonly Draft[];
  readonly future: readonly Draft[];
}

/** A drawing as it is read again: without its past, but each vertex can be taken back. */
export function begun(draft: Draft): Drawing {
  const past: Draft[] = [];
  for (let one = draft; !isEmpty(one); ) past.unshift((one = withoutLast(one)));
  return { now: draft, past, future: [] };
}

/** After one more step. */
export const done = ({ now, past }: Drawing, next: Draft): Drawing =>
  next === now ? { now, past, future: [] } : { now: next, past: [...past, now], future: [] };

/** One step back. */
export function undone({ now, past, future }: Drawing): Drawing {
  const before = past[past.length - 1];
  return before ? { now: { ...before, date: now.date }, past: past.slice(0, -1), future: [now, ...future] } : { now, past, future };
}

/** One step forward again. */
export function redone({ now, past, future }: Drawing): Drawing {
  const [next, ...rest] = future;
  return next ? { now: { ...next, date: now.date }, past: [...past, now], future: rest } : { now, past, future };
}
