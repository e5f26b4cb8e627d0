// What is seen of the draft at this moment: with the grip that is dragged, and with the point under the pointer.
import type { Draft, Vertex } from "../core/draft";
import { isIn, OPEN } from "../core/draft";
import { wayBetween } from "../core/follow";
import { drawnOf, type Network, sidesOf } from "../core/network";
import type { Point } from "../core/points";
import { type Caught, KINDS, type Kind } from "../core/snapping";
import { type Desk, draftOf } from "../desk";
import { borderLines, type Grip, gripsOf } from "./grips";
import type { Pixel, Projector } from "./projector";

/** Where the pointer is, what it catches, and what the line would follow to it. */
export interface Aim {
  readonly pixel: Pixel;
  readonly at: Point;
  readonly caught: Caught | null;
  readonly path: readonly Point[];
}

export interface Sight {
  readonly aim: Aim | null;
  /** A grip that is dragged, where to, and what that makes of the draft. */
  readonly drag: { readonly grip: Grip; readonly at: Point; readonly draft: Draft } | null;
  /** A lasso's stroke. */
  readonly stroke: readonly Pixel[] | null;
  /** A point that keys move. */
  readonly crosshair: Pixel | null;
  readonly selected: Grip | null;
  /** Vertices of a border that move as one. */
  readonly stretch: readonly Point[];
  /** Whether the next vertex that is clicked ends such a stretch. */
  readonly spanning: boolean;
}

export const BLIND: Sight = { aim: null, drag: null, stroke: null, crosshair: null, selected: null, stretch: [], spanning: false };

/** How near a pointer must come, in CSS pixels: a finger hides what it points at. */
export const REACH = { mouse: 10, touch: 22 } as const;

/** Lines that are not drawn are caught from so much nearer, where ground is drawn that nobody meant them for. */
const HIDDEN = 0.3;
const NEW_GROUND = ["polygon", "lasso", "line"] as const;

/** The kinds that a tool catches. */
function kindsFor(desk: Desk, tool: string): ReadonlySet<Kind> {
  const { snapping, kinds } = desk.get();
  // A border is chosen at the draft's date only: those of other dates cannot be gripped.
  if (tool === "border") return new Set(["vertex", "border"]);
  if (tool === "pick" || !snapping) return new Set();
  return new Set(KINDS.filter((kind) => kinds.has(kind)));
}

/** What a pointer aims at; `free`: nothing is caught. */
export function aimAt(desk: Desk, projector: Projector, pixel: Pixel, reachPx: number, free = false): Aim {
  const { tool, following, ghosts } = desk.get();
  const draft = draftOf(desk.get());
  const open = projector.point(pixel);
  if (!tool || !draft) return { pixel, at: open, caught: null, path: [] };
  const network = desk.network(draft.date);
  const kinds = kindsFor(desk, tool);
  const caughtOn = (borders: Network, pixels: number, these = kinds) => desk.snaps().catch(open, projector.reach(pixels), borders, these);
  // Whoever means a border means one that is seen; lines within a holder's ground are caught by who points right at them.
  const isNew = isIn(draft.shape, NEW_GROUND);
  // To the network of what is drawn all other lines are those of another date: they are seen where these are.
  const inSight = new Set([...kinds].filter((kind) => ghosts || kind !== "other_date"));
  const seen = () => (isNew || tool === "border" ? caughtOn(drawnOf(network), reachPx, inSight) : null);
  const found = free ? null : (seen() ?? caughtOn(network, isNew ? reachPx * HIDDEN : reachPx));
  // The edge of the map is no border that anybody moves.
  const caught = tool === "border" && found?.on && sidesOf(network, found.on.arc).includes(-1) ? null : found;
  const at = caught?.at ?? open;
  const before = draft.vertices[draft.cursor - 1];
  const follows = following && !free && before && !isIn(draft.shape, [...OPEN, "circle"]);
  return { pixel, at, caught, path: follows && caught?.on ? followed(desk, network, before.at, caught) : [] };
}

function followed(desk: Desk, network: Network, from: Point, { on }: Caught): readonly Point[] {
  const arc = desk.snaps().catch(from, tiny(network), network, new Set(["vertex", "border"]))?.on;
  return arc ? (wayBetween(drawnOf(network), arc, on!) ?? wayBetween(network, arc, on!) ?? []) : [];
}

const tiny = ({ atlas }: Network): number => (4 * atlas.history.grid * 256) / 360;

/** What the line would follow from the last vertex back to the first. */
export function closingPath(desk: Desk, draft: Draft): Point[] {
  const [first] = draft.vertices;
  const last = draft.vertices[draft.vertices.length - 1];
  if (!desk.get().following || draft.vertices.length < 2 || isIn(draft.shape, OPEN)) return [];
  const all = desk.network(draft.date);
  const wayOn = (network: Network) => {
    const ends = [last.at, first.at].map((at) => desk.snaps().catch(at, tiny(network), network, new Set(["vertex", "border"]))?.on);
    return ends[0] && ends[1] ? wayBetween(network, ends[0], ends[1]) : null;
  };
  return wayOn(drawnOf(all)) ?? wayOn(all) ?? [];
}

/** The draft as it is seen: a grip dragged along. */
export const seenDraft = (desk: Desk, { drag }: Sight): Draft | null => drag?.draft ?? draftOf(desk.get());

/** The lines of the border in hand. */
export const seenBorder = (desk: Desk, draft: Draft): (readonly Point[])[] =>
  draft.shape === "border" ? borderLines(desk, draft) : [];

/** What can be gripped now. */
export function seenGrips(desk: Desk, projector: Projector): Grip[] {
  const draft = draftOf(desk.get());
  return draft ? gripsOf(draft, desk.get().form, seenBorder(desk, draft), projector) : [];
}

/** The vertex that an aim makes. */
export const vertexFrom = ({ at, path }: Aim): Vertex => ({ at, path });
