// Draws who holds what: one filled path for each look, textures for how sure that is, one line where two sides differ. A
// step tells the boxes outside of which nothing changed; only cells and arcs that lie in what is drawn are looked at. Of
// many cells a step draws no outlines but looks up the colour of each pixel; the picture at rest is the same for all maps.
import { CERTAINTIES } from "../core/certainty";
import { evidenceOf } from "../core/evidence";
import { snapshotAt } from "../core/history";
import { moverOf } from "../core/moving";
import type { Walk } from "../core/rings";
import { once } from "../lib/once";
import { canvasTells } from "../lib/readable";
import { borderLines } from "../scene/borders";
import { detailOf } from "../scene/detail";
import { fillingOf } from "../scene/filling";
import { boxAt } from "../scene/ground";
import { arcsIn, nearbyIn, nearIn } from "../scene/nearby";
import { rasterOf, type Runs, runsInParts } from "../scene/runs";
import { extentOf } from "../scene/screen";
import { type StyleOptions, styleTable, TEXTURES } from "../scene/styles";
import type { Theme } from "../scene/theme";
import { type Box, union } from "../scene/world";
import { type Frame, type Paint, usePixels, useWorldUnits } from "./canvasLayer";
import { fillPath, strokeLine } from "./fill";
import { arcsPath, groupFills, sketchPath } from "./groundPaths";
import { paintRuns, type Tile, type Tiles, tilesOf } from "./mosaic";
import type { Drawn } from "./part";
import { paintSoftTextures, paintTextures, type Textured } from "./texturePainter";

export interface ControlPainter {
  /** Go to a date; the boxes of the cells that look otherwise, or null: so many that all is as well drawn anew. */
  step(date: number): Box[] | null;
  /** Change who and what is shown. */
  restyle(options: StyleOptions): void;
  /** The picture while the date moves. */
  readonly paint: Paint;
  /** The picture once it rests: the edges of textures are soft. */
  readonly paintAtRest: Paint;
  /** Find out, while there is time, what makes steps cheap where this view was drawn last; else the next picture in haste does. */
  prepare(): void;
  /** The same for a view that is to be drawn, in parts. */
  preparing(frame: Frame): Iterable<void>;
}

/** Of each look there are as many parts as certainties, and one that tells none. */
const PARTS = CERTAINTIES.length + 1;
const partNumber = (style: number, sureness: number): number => style * PARTS + sureness + 1;
const styleOfPart = (part: number): number => Math.floor(part / PARTS);
const surenessOfPart = (part: number): number => (part % PARTS) - 1;

/** More cells than this are not told one by one. */
const MANY = 4_000;
/** So few cells are drawn fast enough by their outlines, whose edges are soft while the date moves too. */
const FEW = 1_500;

/** How far apart, in CSS pixels, the points of a line are while the date moves: to draw it takes as long as it has points. */
const SKETCHED_PX = 0.8;
/** So few arcs are drawn as they are: to join them takes as long as to draw them. */
const FEW_ARCS = 500;

const textures = CERTAINTIES.map((certainty) => TEXTURES[certainty]);

/** A painter at a date, in the theme of the moment. A page's first picture does not wait for what only those after it gain by. */
export function controlPainter(
  drawn: Pick<Drawn, "atlas" | "ground" | "theme">,
  firstOptions: StyleOptions,
  firstDate: number,
  isFirst = false,
): ControlPainter {
  const { ground } = drawn;
  let { atlas } = drawn;
  let date = firstDate;
  let table = styleTable(atlas, firstOptions);
  const snapshot = snapshotAt(atlas.history, date);
  const detail = detailOf(ground);
  const move = once(() => moverOf(atlas.history));
  const nearby = once(() => nearbyIn(ground));
  const arcsNear = once(() => arcsIn(ground));
  const isMosaic = atlas.history.cellCount > FEW && canvasTells();
  // The view drawn last; and where there are many cells, what lies where in it, and how that looks, once it is known.
  let last: Frame | null = null;
  let found: { readonly frame: Frame; readonly runs: Runs } | null = null;
  let mosaic: { readonly frame: Frame; readonly theme: Theme; readonly runs: Runs; readonly tiles: Tiles } | null = null;

  return {
    step(next) {
      const { cells, before } = move()(snapshot, date, next);
      date = next;
      const changed = cells.filter((cell, i) => !looksAlike(before[i], snapshot[cell]));
      return changed.length > MANY ? null : changed.map((cell) => boxAt(ground, cell));
    },
    restyle(options) {
      atlas = drawn.atlas;
      table = styleTable(atlas, options);
      mosaic = null;
    },
    paint: (...asked) => paint(false, ...asked),
    paintAtRest: (...asked) => paint(true, ...asked),
    prepare,
    preparing,
  };

  function prepare(): void {
    if (last) for (const _ of preparing(last));
  }

  function* preparing(frame: Frame): Generator<void> {
    if (!isMosaic || fits(frame)) return;
    yield void nearby();
    if (found?.frame !== frame) found = { frame, runs: yield* runsInParts(detail(frame.scale, frame.ratio), nearby()([extentOf(frame)]), rasterOf(frame, frame.ratio)) };
    yield;
    mosaic = { frame, theme: drawn.theme, runs: found.runs, tiles: tilesIn(frame) };
    // What else the first step would have to wait for.
    yield mosaic.runs.cell.forEach(tileOf);
    yield void move();
    arcsNear();
  }

  /**
   * Whether ground looks the same in two states: whose extent is told anew each day has a new state each day.
   * Where fronts fade far from reports, which come in with the states, a new state is another look.
   */
  function looksAlike(a: number, b: number): boolean {
    const { ofState, holder, sureness } = table;
    if (evidenceOf(atlas)) return a === b;
    return ofState[a] === ofState[b] && holder[a] === holder[b] && sureness[a] === sureness[b];
  }

  function paint(soft: boolean, context: CanvasRenderingContext2D, frame: Frame, boxes: readonly Box[], clips: readonly Box[]): void {
    last = frame;
    // Once for a view: whoever drags on before it rests would wait for outlines at each step.
    if (!soft && !isFirst) prepare();
    const within = boxes.reduce((a, b) => union(a, b)!);
    const among = !soft && fits(frame) ? paintPixels(context, mosaic!, clips, boxes) : paintOutlines(soft, context, frame, boxes, within);
    const fit = detail(frame.scale, frame.ratio);
    useWorldUnits(context, frame);
    const path = (walks: readonly Walk[]) =>
      soft || walks.length < FEW_ARCS ? arcsPath(fit, walks, within) : sketchPath(fit, walks, within, SKETCHED_PX / frame.scale);
    for (const { walks, colour, widthPx } of borderLines(atlas, ground, table, snapshot, date, drawn.theme, among))
      if (walks.length) strokeLine(context, frame, path(walks), colour, widthPx, !soft);
    usePixels(context, frame);
  }

  /** Whether what was prepared is of this view, in the theme of the moment. */
  function fits(frame: Frame): boolean {
    return mosaic?.frame === frame && mosaic.theme === drawn.theme;
  }

  /** The number of the part that a cell belongs to; negative: it is not drawn. */
  function partOf(cell: number): number {
    const state = snapshot[cell];
    return table.ofState[state] >= 0 ? partNumber(table.ofState[state], table.sureness[state]) : -1;
  }

  /** Fill ground by its outlines; the answer is the arcs that may come into the boxes. */
  function paintOutlines(soft: boolean, context: CanvasRenderingContext2D, frame: Frame, boxes: readonly Box[], within: Box): readonly number[] {
    const near = isFirst ? nearIn(ground, boxes) : nearby()(boxes);
    isFirst = false;
    // One outline for each look and certainty: both what is filled and what is textured is put together from them.
    const parts = groupFills(detail(frame.scale, frame.ratio), (cell) => (near.has(cell) ? partOf(cell) : -1), near.arcs, within);
    useWorldUnits(context, frame);
    const styles = joinedBy(parts, styleOfPart);
    for (const style of [...styles.keys()].sort((a, b) => a - b))
      fillPath(context, frame, styles.get(style)!, fillingOf(table.styles[style], atlas.header.actors, drawn.theme));
    const certain = joinedBy(parts, surenessOfPart);
    const textured = textures.flatMap((texture, sureness): Textured[] => {
      const path = texture && certain.get(sureness);
      return path ? [{ texture: texture!, path }] : [];
    });
    if (soft) paintSoftTextures(context, frame, within, textured);
    else paintTextures(context, frame, textured);
    return near.arcs;
  }

  /** The same by what was prepared. */
  function paintPixels(
    context: CanvasRenderingContext2D,
    { frame, runs }: NonNullable<typeof mosaic>,
    clips: readonly Box[],
    boxes: readonly Box[],
  ): readonly number[] {
    const { ratio } = frame;
    const pixels = clips.map(([left, top, right, bottom]): Box => [
      Math.max(0, Math.floor(left * ratio)),
      Math.max(0, Math.floor(top * ratio)),
      Math.min(runs.columns, Math.ceil(right * ratio)),
      Math.min(runs.rows, Math.ceil(bottom * ratio)),
    ]);
    paintRuns(context, runs, pixels, tileOf);
    return arcsNear()(boxes);
  }

  /** The looks of a cell now, in the view that was prepared; null: it is not drawn. */
  function tileOf(cell: number): Tile | null {
    const part = cell < 0 ? -1 : partOf(cell);
    return part < 0 ? null : mosaic!.tiles(part);
  }

  /** All parts as tiles: the very colours, hatches and textures that outlines are filled with. */
  function tilesIn(frame: Frame): Tiles {
    return tilesOf(frame, (context, path, part) => {
      fillPath(context, frame, path, fillingOf(table.styles[styleOfPart(part)], atlas.header.actors, drawn.theme));
      const texture = textures[surenessOfPart(part)];
      if (texture) paintTextures(context, frame, [{ texture, path }]);
    });
  }
}

/** The paths of parts that have a number in common as one. */
function joinedBy(parts: ReadonlyMap<number, Path2D>, numberOf: (part: number) => number): Map<number, Path2D> {
  const joined = new Map<number, Path2D>();
  const own = new Set<number>();
  for (const [part, path] of parts) {
    const number = numberOf(part);
    const before = joined.get(number);
    if (!before) joined.set(number, path);
    else if (own.has(number)) before.addPath(path);
    else {
      const both = new Path2D(before);
      both.addPath(path);
      joined.set(number, both);
      own.add(number);
    }
  }
  return joined;
}
