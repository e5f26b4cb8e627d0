// Pictures of a map at one date after another: the sheet that the page saves, of a given size.
import { type Atlas, openingDate } from "../core/atlas";
import type { Bounds } from "../core/hash";
import { FIRST, type Fronts, type State } from "../core/choices";
import { isWhole, nameOfStep, stepCalled } from "../core/steps";
import { heightBeside, panelSize, sheet, type SheetOptions, widthBeside } from "../picture/sheet";
import { baseShapes } from "../scene/background";
import { groundOf } from "../scene/ground";
import { holderLabels } from "../scene/holders";
import { labelsOf } from "../scene/labels";
import type { MapScene } from "../scene/mapScene";
import type { Screen } from "../scene/screen";
import { themeFor } from "../scene/theme";
import { lonLatOf, type Origin, originOf, worldX, worldY } from "../scene/world";
import { wordsFor } from "../strings";

/** What pictures are asked for. */
export interface Request {
  /** Dates as an address names them, or which of the map's own; null: the one that it opens on. */
  readonly dates: readonly string[] | "change" | "day" | null;
  readonly language: string;
  readonly dark: boolean;
  /** Units of the sheet, of which a picture has as many pixels as it likes. */
  readonly width: number;
  readonly height: number;
  /** West, south, east, north of what is to be seen; null: the whole map. */
  readonly view: Bounds | null;
  readonly events: boolean;
  readonly fronts: Fronts;
  readonly chart: boolean;
  /** Of a clip or a PDF: drawn as while the slider moves. */
  readonly sharp: boolean;
  /** To become pixels: drawn so that resvg is quick. */
  readonly pixels: boolean;
  /** All dates on one sheet, in so many columns; 0: as many as are best. */
  readonly panels: number | null;
}

export interface Frame {
  /** The date, as an address names it. */
  readonly name: string;
  readonly svg: string;
}

/** The least height of a map that is worth looking at. */
const LEAST = 100;

/** Draw what is asked for, one picture after another. */
export function* drawFrames(atlas: Atlas, request: Request): Generator<Frame> {
  const dates = datesOf(atlas, request);
  const sceneAt = scenes(atlas, request);
  const width = request.width - widthBeside;
  const { chart, height } = request;
  if (request.panels !== null) {
    const whole = { ...sceneAt(dates[dates.length - 1], width, LEAST), dates };
    const room = roomFor([whole], request);
    const columns = Math.min(dates.length, request.panels || bestColumns(width, room, dates.length, viewOf(atlas, request)));
    const [wide, high] = panelSize(width, room, columns, Math.ceil(dates.length / columns));
    if (Math.min(wide, high) < LEAST) throw new TooSmall(`${dates.length} panels do not fit into this size`);
    const panels = { scenes: dates.map((date) => sceneAt(date, wide, high)), columns };
    yield { name: nameOfStep(atlas.steps, dates[0]), svg: String(sheet(whole, { height, chart, panels })) };
    return;
  }
  // All have one map of one size, so that a clip stands still.
  const room = roomFor(dates.map((date) => sceneAt(date, width, LEAST)), request);
  for (const date of dates) yield { name: nameOfStep(atlas.steps, date), svg: String(sheet(sceneAt(date, width, room), { height, chart, covered: request.pixels })) };
}

/** What is asked for cannot be drawn so small; in words. */
export class TooSmall extends Error {}

/** Height that is left for maps by the texts of the sheet that has most of them. */
function roomFor(all: readonly MapScene[], { chart, height }: Pick<SheetOptions, "chart"> & Pick<Request, "height">): number {
  const beside = Math.max(...all.map((scene) => heightBeside(scene, { chart })));
  const room = Math.floor(height - beside);
  if (room < LEAST) throw new TooSmall(`its texts alone are ${Math.ceil(beside)} units high, and the map needs ${LEAST}: make the picture higher or wider, or its scale smaller`);
  return room;
}

function datesOf({ steps }: Atlas, { dates }: Request): number[] {
  if (dates === "change") return [...steps.ofChange];
  if (dates === "day") return Array.from(steps.minutes.keys()).filter((step) => isWhole(steps, step));
  return (dates ?? []).map((name) => stepCalled(steps, name));
}

/** Gives the scene of a step on a map of some size; what all have in common is worked out once. */
function scenes(atlas: Atlas, request: Request): (date: number, width: number, height: number) => MapScene {
  const origin = originOf(atlas.header.view);
  const shapes = baseShapes(atlas, origin);
  const labels = labelsOf(shapes, atlas.header.places, origin);
  const ground = groundOf(atlas, origin);
  const words = wordsFor(request.language, atlas.header);
  const theme = themeFor(request.dark);
  const view = viewOf(atlas, request);
  return (date, width, height) => {
    const state: State = { ...FIRST, date, language: request.language, events: request.events, fronts: request.fronts };
    const named = [...labels, ...holderLabels(atlas, ground, origin, state)];
    const { screen, lat } = screenOn(view, origin, width, height);
    return { atlas, ground, shapes, labels: named, origin, theme, words, state, screen, lat, split: 0.5, sharp: request.sharp };
  };
}

/** What is to be seen, with longitudes as the map counts them. */
function viewOf({ header, turn }: Atlas, { view }: Request): Bounds {
  if (!view) return header.view;
  const [west, south, east, north] = view;
  return [turn(west), south, turn(west) + east - west, north];
}

/** The largest screen on which a view is whole, with its latitude. */
function screenOn([west, south, east, north]: Bounds, origin: Origin, width: number, height: number): { screen: Screen; lat: number } {
  const [left, right, top, bottom] = [worldX(west), worldX(east), worldY(north), worldY(south)];
  const scale = Math.min(width / Math.max(right - left, 1e-9), height / Math.max(bottom - top, 1e-9), 2 ** 18);
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const screen = { scale, x: width / 2 - (x - origin.x) * scale, y: height / 2 - (y - origin.y) * scale, width, height, zoom: Math.log2(scale) };
  return { screen, lat: lonLatOf(x, y)[1] };
}

/** The number of columns with which each panel's map is largest. */
function bestColumns(width: number, height: number, count: number, [west, south, east, north]: Bounds): number {
  const [wide, high] = [worldX(east) - worldX(west), worldY(south) - worldY(north)];
  const scaleIn = (columns: number) => {
    const [w, h] = panelSize(width, height, columns, Math.ceil(count / columns));
    return Math.min(w / wide, h / high);
  };
  return Array.from({ length: count }, (_, i) => i + 1).reduce((a, b) => (scaleIn(b) > scaleIn(a) ? b : a));
}

/** The date that a map opens on, as an address names it. */
export const openingName = (atlas: Atlas): string => nameOfStep(atlas.steps, openingDate(atlas));
