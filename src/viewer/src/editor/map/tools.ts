// What a click, a stroke and the keys do to the draft, tool by tool.
import { DRAWN, type Draft, finished, goingOnFrom, isIn, OPEN, type Shape, withoutVertex, withVertex } from "../core/draft";
import { wayBetween } from "../core/follow";
import { cellsAt } from "../core/ground";
import { drawnOf, type Network } from "../core/network";
import { type Point, same, simplified } from "../core/points";
import { amend, type Desk, draftOf, step } from "../desk";
import type { Grip } from "./grips";
import type { Pixel, Projector } from "./projector";
import { type Aim, closingPath, REACH, vertexFrom } from "./sight";

/** What a click does while a tool is in hand. */
const CLICKS: Readonly<Partial<Record<Shape, (desk: Desk, draft: Draft, aim: Aim) => void>>> = {
  pick: pickGround,
  border: chooseBorder,
};

/** Click on the ground with the tool in hand. */
export function clickAt(desk: Desk, aim: Aim): void {
  const { tool } = desk.get();
  const draft = draftOf(desk.get());
  if (!tool || !draft || draft.closed) return;
  (CLICKS[tool] ?? addVertex)(desk, draft, aim);
}

function addVertex(desk: Desk, draft: Draft, aim: Aim): void {
  const last = draft.vertices[draft.cursor - 1];
  // The second click of two on one point ends the line.
  if (last && same(last.at, aim.at)) finish(desk);
  else if (draft.cursor > 2 && same(draft.vertices[0].at, aim.at) && !isIn(draft.shape, OPEN)) finish(desk);
  else step(desk, withVertex(draft, vertexFrom(aim)));
}

/** Close the polygon, end the line. */
export function finish(desk: Desk): void {
  const draft = draftOf(desk.get());
  const least = draft && isIn(draft.shape, OPEN) ? 2 : 3;
  if (!draft || draft.closed || draft.vertices.length < least || !isIn(draft.shape, ["polygon", "lasso", ...OPEN])) return;
  step(desk, finished(draft, closingPath(desk, draft)));
}

/** Pick a piece of ground, or let it go again. */
function pickGround(desk: Desk, draft: Draft, { at }: Aim): void {
  const network = desk.network(draft.date);
  const cells = new Set(cellsAt(network, at, draft.unit));
  if (!cells.size) return;
  const known = draft.vertices.findIndex((vertex) => cellsAt(network, vertex.at, draft.unit).some((cell) => cells.has(cell)));
  const next = known < 0 ? withVertex(draft, { at, path: [] }) : withoutVertex(draft, known);
  step(desk, { ...next, cursor: next.vertices.length });
}

/** Pick the ground under a brush too. */
export function brushAt(desk: Desk, at: Point): void {
  const draft = draftOf(desk.get());
  if (!draft) return;
  const network = desk.network(draft.date);
  const [cell] = cellsAt(network, at, "cell");
  const picked = draft.vertices.some((vertex) => cellsAt(network, vertex.at, draft.unit).includes(cell));
  if (cell === undefined || picked) return;
  step(desk, { ...withVertex(draft, { at, path: [] }), cursor: draft.vertices.length + 1 });
}

function chooseBorder(desk: Desk, _: Draft, { caught, at }: Aim): void {
  if (caught?.on) amend(desk, { of: at });
}

/** Click on a grip: the first vertex closes, the last one ends, all others are chosen. Says whether it is to be chosen. */
export function clickGrip(desk: Desk, { kind, index }: Grip): boolean {
  const draft = draftOf(desk.get());
  if (!draft || !desk.get().tool || draft.closed || draft.shape === "border" || kind !== "vertex") return true;
  const ends = [draft.cursor - 1, ...(isIn(draft.shape, OPEN) ? [] : [0])];
  if (!ends.includes(index) || draft.vertices.length < 2) return true;
  finish(desk);
  return false;
}

/** Take a vertex away. */
export function removeGrip(desk: Desk, grip: Grip): void {
  const draft = draftOf(desk.get());
  if (!draft || grip.kind !== "vertex") return;
  if (draft.shape === "border") step(desk, { ...draft, steps: [...draft.steps, { kind: "move", from: grip.at, to: null }] });
  else step(desk, withoutVertex(draft, grip.index));
}

/** Go on drawing after a vertex. */
export function goOnFrom(desk: Desk, index: number): void {
  const draft = draftOf(desk.get());
  if (!draft || !isIn(draft.shape, DRAWN) || draft.shape === "circle") return;
  step(desk, goingOnFrom(draft, index));
  desk.set({ tool: draft.shape === "lasso" ? "polygon" : draft.shape });
}

/** How far a stroke may lie beside the line that is made of it, in pixels. */
const STROKE_PX = 1.5;

/** A lasso's stroke becomes a ring; where it keeps near a border it runs along it. */
export function drawStroke(desk: Desk, projector: Projector, stroke: readonly Pixel[]): void {
  const draft = draftOf(desk.get());
  const line = simplified(stroke, STROKE_PX);
  if (!draft || line.length < 3) return;
  const vertices = followedStroke(desk, draft, projector, line.map((pixel) => projector.point(pixel)));
  const drawn = { ...draft, vertices, cursor: vertices.length };
  step(desk, finished(drawn, closingPath(desk, drawn)));
  desk.set({ tool: null });
}

const ON_THE_LINE_PX = 3;

function followedStroke(desk: Desk, draft: Draft, projector: Projector, line: readonly Point[]): Draft["vertices"] {
  const { snapping, following } = desk.get();
  if (!snapping) return line.map((at) => ({ at, path: [] }));
  const all = desk.network(draft.date);
  const caughtOn = (network: Network, pixels: number) => (at: Point) =>
    desk.snaps().catch(at, projector.reach(pixels), network, new Set(["vertex", "border"]));
  // Nobody means a line that is not there to see; whoever draws along one all the same would leave a sliver beside it.
  const [seen, hidden] = [caughtOn(drawnOf(all), REACH.mouse), caughtOn(all, ON_THE_LINE_PX)];
  const caught = line.map((at) => seen(at) ?? hidden(at));
  const ends = caught.map((one, i) => ({ at: one?.at ?? line[i], on: one?.on ?? null }));
  return ends
    .map(({ at, on }, i) => {
      const before = ends[i - 1]?.on;
      return { at, path: following && on && before ? (wayBetween(drawnOf(all), before, on) ?? wayBetween(all, before, on) ?? []) : [] };
    })
    .filter(({ at }, i) => !i || !same(at, ends[i - 1].at));
}
