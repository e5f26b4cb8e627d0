// What of a draft can be gripped: vertices, middles of stretches, a circle's rim. Only what is in view, and not too many.
import { borderOf, moved, type Step } from "../core/border";
import { circle, type Point } from "../core/points";
import { type Draft, isIn, MOVING, withMoved } from "../core/draft";
import { radiusKm, type Form } from "../core/form";
import { drawnOf, lineOf, type Network } from "../core/network";
import type { Snapping } from "../core/snapping";
import type { Desk } from "../desk";
import type { Pixel, Projector } from "./projector";

export interface Grip {
  readonly kind: "vertex" | "middle" | "rim";
  readonly at: Point;
  /** Index of the draft's vertex; -1: none. */
  readonly index: number;
  /** The draft with this grip elsewhere. */
  readonly to: (point: Point) => Draft;
}

/** A browser draws and finds so many at every frame. */
export const MOST_GRIPS = 200;
/** A middle is only offered on a stretch that is longer, in pixels. */
const ROOM_PX = 34;

/** The grips of a draft in view. */
export function gripsOf(draft: Draft, form: Form, lines: readonly (readonly Point[])[], projector: Projector): Grip[] {
  return thinned(isIn(draft.shape, MOVING.slice(0, 1)) ? borderGrips(draft, lines, projector) : drawnGrips(draft, form), projector);
}

function drawnGrips(draft: Draft, form: Form): Grip[] {
  if (draft.shape === "pick") return [];
  const grips = draft.vertices.map(({ at }, index): Grip => ({ kind: "vertex", at, index, to: (point) => withMoved(draft, index, point) }));
  const radius = draft.shape === "circle" && form.radius_km ? radiusKm(draft, form) : null;
  if (radius && grips.length > 1) return [grips[0], { ...grips[1], kind: "rim", at: circle(grips[0].at, radius)[0] }];
  return draft.shape === "circle" && grips.length > 1 ? [grips[0], { ...grips[1], kind: "rim" }] : grips;
}

function borderGrips(draft: Draft, lines: readonly (readonly Point[])[], projector: Projector): Grip[] {
  const grips = new Map<string, Grip>();
  const pixel = projector.still();
  const [width, height] = projector.size();
  // Of thousands of vertices only those in view are looked at further.
  const seen = ([x, y]: Pixel) => x > -width && y > -height && x < 2 * width && y < 2 * height;
  const stepped = (step: Step): Draft => ({ ...draft, steps: [...draft.steps, step] });
  for (const line of lines) {
    line.forEach((at, i) => {
      const a = pixel(at);
      if (!seen(a)) return;
      const from = at;
      grips.set(String(at), { kind: "vertex", at, index: -1, to: (to) => stepped({ kind: "move", from, to }) });
      const next = line[i + 1];
      if (!next) return;
      const b = pixel(next);
      if (Math.hypot(a[0] - b[0], a[1] - b[1]) < ROOM_PX) return;
      const middle: Point = [(at[0] + next[0]) / 2, (at[1] + next[1]) / 2];
      grips.set(`middle ${middle}`, {
        kind: "middle",
        at: middle,
        index: -1,
        to: (point) => stepped({ kind: "insert", after: at, before: next, at: point }),
      });
    });
  }
  return [...grips.values()];
}

const IN_HAND = new WeakMap<Network, Map<string, number[]>>();

/** The arcs of the border that a draft moves; looked up once for each. */
export function arcsInHand(desk: Desk, draft: Draft): number[] {
  if (!draft.of) return [];
  const network = desk.network(draft.date);
  let known = IN_HAND.get(network);
  if (!known) IN_HAND.set(network, (known = new Map()));
  const key = String(draft.of);
  let arcs = known.get(key);
  if (!arcs) {
    const arc = arcAt(draft.of, network, desk.snaps());
    known.set(key, (arcs = arc < 0 ? [] : borderOf(network, arc)));
  }
  return arcs;
}

/** Their lines, as the draft's steps have made them. */
export const borderLines = (desk: Desk, draft: Draft): (readonly Point[])[] =>
  arcsInHand(desk, draft).map((arc) => moved(lineOf(desk.atlas(), arc), draft.steps));

/** The border arc that a point lies on; -1: none. */
export function arcAt(point: Point, network: Network, snaps: Snapping): number {
  const reach = (4 * network.atlas.history.grid * 256) / 360;
  const caughtOn = (borders: Network) => snaps.catch(point, reach, borders, new Set(["vertex", "border"]))?.on?.arc;
  return caughtOn(drawnOf(network)) ?? caughtOn(network) ?? -1;
}

/** Those in view; of too many every so manieth, ends and corners alike. */
function thinned(grips: readonly Grip[], projector: Projector): Grip[] {
  const [width, height] = projector.size();
  const pixel = projector.still();
  const seen = grips.filter(({ at }) => {
    const [x, y] = pixel(at);
    return x >= 0 && y >= 0 && x <= width && y <= height;
  });
  const every = Math.ceil(seen.length / MOST_GRIPS);
  return every > 1 ? seen.filter((_, i) => i % every === 0) : seen;
}

/** The grip at a pixel, vertices before middles; null: none within reach. */
export function gripAt(grips: readonly Grip[], pixel: Pixel, projector: Projector, reach: number): Grip | null {
  let best: { grip: Grip; far: number } | null = null;
  const at = projector.still();
  for (const grip of grips) {
    const [x, y] = at(grip.at);
    const far = Math.hypot(x - pixel[0], y - pixel[1]) + (grip.kind === "middle" ? reach / 2 : 0);
    if (far <= reach && far < (best?.far ?? Infinity)) best = { grip, far };
  }
  return best?.grip ?? null;
}
