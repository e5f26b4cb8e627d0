// Draws the draft over the map: what is given, what moves, what can be gripped, what the pointer catches.
import { useWorldUnits, usePixels, type Frame, type Paint } from "../../map/canvasLayer";
import { safeColour, type Theme, withAlpha } from "../../scene/theme";
import { type Origin, worldX, worldY } from "../../scene/world";
import { borderOf, movedArcs } from "../core/border";
import { type Draft, isIn, GIVING, OPEN, pointsOf } from "../core/draft";
import { givenGround, radiusKm } from "../core/form";
import { cellsAt, type Geometry, groundOfCells } from "../core/ground";
import { lineOf, type Network } from "../core/network";
import { circle, passedKm2, type Point, same } from "../core/points";
import { crossed, type Desk } from "../desk";
import { arcsInHand, type Grip, MOST_GRIPS } from "./grips";
import { seenBorder, seenDraft, type Sight } from "./sight";

export interface Painted {
  readonly desk: Desk;
  readonly origin: Origin;
  readonly theme: () => Theme;
  readonly sight: () => Sight;
  readonly grips: () => readonly Grip[];
  /** The date looked at. */
  readonly date: () => string;
}

type Context = CanvasRenderingContext2D;

/** A painter of the desk. */
export const draftPainter =
  (painted: Painted): Paint =>
  (context, frame) => {
    useWorldUnits(context, frame);
    context.lineJoin = context.lineCap = "round";
    const draw = penOf(context, frame, painted);
    const draft = seenDraft(painted.desk, painted.sight());
    paintGhosts(draw, painted);
    paintChosen(draw, painted);
    paintLooked(draw, painted);
    if (draft) paintDraft(draw, painted, draft);
    usePixels(context, frame);
  };

interface Look {
  readonly fill?: string;
  readonly line?: string;
  readonly width?: number;
  readonly dash?: readonly number[];
}

interface Draw {
  line(points: readonly Point[], look: Look, closed?: boolean): void;
  ground(geometry: Geometry, look: Look): void;
  dot(point: Point, radius: number, look: Look): void;
}

function penOf(context: Context, { scale }: Frame, { origin }: Painted): Draw {
  const trace = (path: Path2D, points: readonly Point[], closed: boolean) => {
    points.forEach(([lon, lat], i) => {
      const [x, y] = [worldX(lon) - origin.x, worldY(lat) - origin.y];
      if (i) path.lineTo(x, y);
      else path.moveTo(x, y);
    });
    if (closed) path.closePath();
  };
  const show = (path: Path2D, { fill, line, width = 2, dash = [] }: Look) => {
    if (fill) {
      context.fillStyle = fill;
      context.fill(path, "evenodd");
    }
    if (!line) return;
    context.strokeStyle = line;
    context.lineWidth = width / scale;
    context.setLineDash(dash.map((length) => length / scale));
    context.stroke(path);
    context.setLineDash([]);
  };
  return {
    line(points, look, closed = false) {
      const path = new Path2D();
      trace(path, points, closed);
      show(path, look);
    },
    ground(geometry, look) {
      const path = new Path2D();
      const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
      for (const ring of polygons.flat()) trace(path, ring, true);
      show(path, look);
    },
    dot([lon, lat], radius, look) {
      const path = new Path2D();
      path.arc(worldX(lon) - origin.x, worldY(lat) - origin.y, radius / scale, 0, 2 * Math.PI);
      show(path, look);
    },
  };
}

/** Borders of other dates, muted: they can be traced, not gripped. */
function paintGhosts(draw: Draw, { desk, date, theme }: Painted): void {
  const { ghosts, drawing } = desk.get();
  if (!ghosts) return;
  const network = desk.network(drawing?.now.date ?? date());
  for (let arc = 0; arc < network.isBorder.length; arc++)
    if (!network.isBorder[arc])
      draw.line(lineOf(network.atlas, arc), { line: withAlpha(theme().ink, 0.4), width: 1, dash: [3, 4] });
}

/** What an entry of the log changed: before it dashed, after it in full; what others changed meanwhile, dotted. */
function paintLooked(draw: Draw, { desk, theme }: Painted): void {
  const { looked, preview } = desk.get();
  for (const { ground } of preview?.conflicts ?? [])
    if (ground) draw.ground(ground, { line: "#c8501e", width: 2, dash: [2, 4] });
  for (const ground of looked?.before ?? []) draw.ground(ground, { line: theme().ink, width: 1.6, dash: [6, 5] });
  for (const ground of looked?.after ?? []) draw.ground(ground, { line: "#c8501e", width: 2, fill: withAlpha("#c8501e", 0.08) });
}

/** The control states that were chosen. */
function paintChosen(draw: Draw, { desk, date, theme }: Painted): void {
  const { chosen, drawing } = desk.get();
  const ids = drawing ? drawing.now.states : chosen;
  if (!ids.length) return;
  const { atlas, snapshot } = desk.network(drawing?.now.date ?? date());
  const cells = [...snapshot.keys()].filter((cell) => ids.includes(atlas.states.at(snapshot[cell]).id ?? ""));
  const ground = groundOfCells(atlas, new Set(cells));
  draw.ground(ground, { fill: withAlpha(theme().ink, 0.08), line: theme().halo, width: 5 });
  draw.ground(ground, { line: theme().ink, width: 2.2 });
}

function paintDraft(draw: Draw, painted: Painted, draft: Draft): void {
  const { desk, theme } = painted;
  const network = desk.network(draft.date);
  if (draft.shape === "border") paintBorder(draw, painted, draft, network);
  else if (isIn(draft.shape, GIVING)) paintGiven(draw, painted, draft, network);
  if (draft.shape !== "pick" && draft.shape !== "border") paintLine(draw, painted, draft);
  for (const { at } of crossed(draft)) draw.dot(at, 11, { line: "#d01f2e", width: 3 });
  paintAim(draw, painted, draft);
  for (const grip of painted.grips().slice(0, MOST_GRIPS)) paintGrip(draw, grip, theme(), painted.sight());
}

/** The colour of the actor that takes the ground. */
function takerColour({ desk }: Painted, id: string): string {
  return safeColour(desk.atlas().header.actors.find((actor) => actor.id === id)?.colour ?? "#1d5573");
}

function paintGiven(draw: Draw, painted: Painted, draft: Draft, network: Network): void {
  const { form } = painted.desk.get();
  const ground = givenGround(draft, form, network);
  const colour = takerColour(painted, form.to);
  if (ground) draw.ground(ground.area, { fill: withAlpha(colour, 0.42) });
  if (ground && draft.shape === "pick") draw.ground(ground.area, { line: painted.theme().ink, width: 2.2 });
}

function paintLine(draw: Draw, painted: Painted, draft: Draft): void {
  const { theme, desk, sight } = painted;
  const closed = draft.closed && !isIn(draft.shape, OPEN);
  let points = pointsOf(draft);
  if (draft.shape === "circle") {
    const aim = sight().aim;
    const open = draft.vertices.length === 1 && aim ? [...draft.vertices, { at: aim.at, path: [] }] : draft.vertices;
    const radius = radiusKm({ ...draft, vertices: open }, desk.get().form);
    points = radius && draft.vertices.length ? circle(draft.vertices[0].at, radius) : [];
    draw.line(points, { line: theme().ink, width: 2.4 }, true);
    return;
  }
  if (closed) points = [...points, ...draft.closing];
  draw.line(points, { line: theme().halo, width: 5 }, closed);
  draw.line(points, { line: theme().ink, width: 2.4 }, closed);
}

/** The stretch to the pointer, and what it catches. */
function paintAim(draw: Draw, painted: Painted, draft: Draft): void {
  const { desk, sight, theme } = painted;
  const { aim } = sight();
  const { tool } = desk.get();
  if (!aim || !tool || draft.closed) return;
  const before = draft.vertices[draft.cursor - 1];
  const next = draft.vertices[draft.cursor];
  const dashed: Look = { line: theme().ink, width: 1.8, dash: [6, 5] };
  if (draft.shape === "border") paintReach(draw, painted, draft);
  else if (draft.shape === "pick") paintPicked(draw, painted, draft);
  else if (draft.shape !== "circle") {
    if (before) draw.line([before.at, ...aim.path, aim.at], dashed);
    if (next) draw.line([aim.at, next.at], dashed);
  }
  if (aim.caught) draw.dot(aim.at, 7, { line: theme().halo, width: 5 });
  if (aim.caught) draw.dot(aim.at, 7, { line: "#c8501e", width: 2.5 });
}

/** The ground that a click would pick. */
function paintPicked(draw: Draw, { desk, sight, theme }: Painted, draft: Draft): void {
  const cells = cellsAt(desk.network(draft.date), sight().aim!.at, draft.unit);
  if (cells.length) draw.ground(groundOfCells(desk.atlas(), new Set(cells)), { line: theme().ink, width: 1.5, dash: [5, 4] });
}

/** The border that a click would choose. */
function paintReach(draw: Draw, { desk, sight, theme }: Painted, draft: Draft): void {
  const on = sight().aim!.caught?.on;
  if (!on) return;
  const network = desk.network(draft.date);
  for (const arc of borderOf(network, on.arc)) draw.line(lineOf(network.atlas, arc), { line: withAlpha(theme().ink, 0.55), width: 5 });
}

/** The border as it becomes, and the ground that passes, in the colour of who gains it. */
function paintBorder(draw: Draw, painted: Painted, draft: Draft, network: Network): void {
  const { desk, theme } = painted;
  const { atlas } = network;
  for (const { arc, before, after } of movedArcs(atlas, draft.steps, arcsInHand(desk, draft))) {
    const { left, right } = atlas.history.arcs;
    const gaining = passedKm2(before, after) > 0 ? right[arc] : left[arc];
    const holder = gaining < 0 ? 0 : atlas.states.controller[network.snapshot[gaining]];
    const colour = safeColour(atlas.header.actors[holder].colour);
    draw.line([...before, ...[...after].reverse()], { fill: withAlpha(colour, 0.55) }, true);
    if (network.isBorder[arc]) draw.line(before, { line: withAlpha(theme().ink, 0.5), width: 1.2, dash: [4, 4] });
    draw.line(after, { line: withAlpha(theme().ink, network.isBorder[arc] ? 0.9 : 0.4), width: 1.6 });
  }
  for (const line of seenBorder(desk, draft)) {
    draw.line(line, { line: theme().halo, width: 6 });
    draw.line(line, { line: theme().ink, width: 3 });
  }
}

function paintGrip(draw: Draw, { kind, at }: Grip, theme: Theme, { selected, stretch }: Sight): void {
  const chosen = (selected !== null && same(selected.at, at)) || stretch.some((point) => same(point, at));
  const radius = kind === "middle" ? 3.2 : chosen ? 8 : 5.5;
  draw.dot(at, radius, { fill: chosen ? "#c8501e" : kind === "middle" ? withAlpha(theme.ink, 0.55) : "#ffffff", line: theme.ink, width: kind === "middle" ? 0 : 1.8 });
}
