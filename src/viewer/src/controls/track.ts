// The picture behind the slider's thumb: how much changed at each date, and the days.
import { changedAt } from "../core/atlas";
import { dayStart, hasHour, knownOf, minutesOf } from "../core/civil";
import type { MapEvent } from "../core/model";
import type { Sheet } from "../lib/sheet";
import { FONT } from "../scene/placing";
import type { App } from "./app";
import { type Axis, axisMarks, shareOf } from "./axis";
import { paintChart } from "./chart";

/** Room at both ends of the track, in CSS pixels: half a thumb. */
export const TRACK_PAD = 14;
/** As much as Arabic dots reach below the labels of other scripts. */
const DOTS_PX = 4;
/** Room under the rail for events and dates, clear of the thumb: the style sheet's `--names`. */
const labelsPx = ({ words }: App): number => (words.rightToLeft ? 21 + DOTS_PX : 21);
/** The least room of a day that is marked on the rail. */
const MARK_PX = 9;
/** Height of the bars under a chart. */
const BARS_PX = 26;

/** Draw the track anew at its present size. */
export function paintTrack(canvas: HTMLCanvasElement, sheet: Sheet, app: App, axis: Axis): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = window.devicePixelRatio || 1;
  sheet.resize(Math.round(width * ratio), Math.round(height * ratio));
  const { context } = sheet;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const place = (minutes: number) => {
    const share = shareOf(axis, minutes);
    return TRACK_PAD + (app.words.rightToLeft ? 1 - share : share) * (width - 2 * TRACK_PAD);
  };
  const style = getComputedStyle(canvas);
  const ink = style.color;
  paintRail(context, app, axis, place, width, height, style.getPropertyValue("--cm-line"));
  const { chart } = app.store.get();
  const barsTop = chart === "off" ? 4 : height - labelsPx(app) - BARS_PX;
  if (chart !== "off")
    paintChart(context, app, {
      top: 0,
      height: barsTop - 6,
      place,
      ink: style.getPropertyValue("--cm-ink"),
      paper: style.getPropertyValue("--cm-paper"),
      quiet: style.getPropertyValue("--cm-quiet"),
      unit: chart,
    });
  paintChanges(context, app, place, barsTop, height, ink);
  paintEvents(context, app, axis, place, height, style.getPropertyValue("--cm-event"));
  paintNames(context, app, axis, place, width, height, style.getPropertyValue("--cm-quiet"));
  sheet.lay();
}

/** The rail, and on it where each day begins, or each month or year: what stands between two such marks is of the one before. */
function paintRail(
  context: CanvasRenderingContext2D,
  app: App,
  axis: Axis,
  place: (minutes: number) => number,
  width: number,
  height: number,
  colour: string,
): void {
  const { atlas } = app;
  context.fillStyle = colour;
  context.fillRect(TRACK_PAD, height - labelsPx(app) - 1, width - 2 * TRACK_PAD, 2);
  for (const { minutes } of axisMarks(axis, width / MARK_PX, atlas.steps.unit)) context.fillRect(place(minutes) - 0.5, height - labelsPx(app) - 7, 1, 8);
}

/** One bar a date; its height is the square root of the area, so that small changes stay in sight. */
function paintChanges(
  context: CanvasRenderingContext2D,
  app: App,
  place: (minutes: number) => number,
  top: number,
  height: number,
  colour: string,
): void {
  const { atlas } = app;
  const changed = Array.from({ length: atlas.steps.count }, (_, date) => changedAt(atlas, date));
  const most = changed.reduce((a, b) => Math.max(a, b), 1);
  const room = height - labelsPx(app) - top;
  context.fillStyle = colour;
  const { ofChange, ticks } = atlas.steps;
  const wide = ofChange.length > 200 ? 1 : 3;
  for (const date of ofChange) {
    const bar = Math.max(3, Math.sqrt(changed[date] / most) * room);
    context.globalAlpha = changed[date] > 0 ? 0.75 : 0.35;
    context.fillRect(place(ticks[date]) - wide / 2, height - labelsPx(app) - bar, wide, bar);
  }
  context.globalAlpha = 1;
}

/** A dot under the rail for each event. */
function paintEvents(
  context: CanvasRenderingContext2D,
  app: App,
  axis: Axis,
  place: (minutes: number) => number,
  height: number,
  colour: string,
): void {
  const { atlas } = app;
  context.fillStyle = colour;
  for (const minutes of new Set(atlas.header.events.map(eventTick))) {
    if (minutes < axis.start || minutes >= axis.end) continue;
    context.beginPath();
    context.arc(place(minutes), height - labelsPx(app) + 3.5, 1.6, 0, 2 * Math.PI);
    context.fill();
  }
}

/** Where an event stands on the axis: an hour that nobody knows stands at the beginning of its day. */
function eventTick({ date, precision }: MapEvent): number {
  const minutes = minutesOf(date);
  return precision !== "night" && hasHour(knownOf(date, precision)) ? minutes : dayStart(minutes);
}

function paintNames(
  context: CanvasRenderingContext2D,
  { words, atlas }: App,
  axis: Axis,
  place: (minutes: number) => number,
  width: number,
  height: number,
  colour: string,
): void {
  context.font = `11px ${FONT}`;
  context.fillStyle = colour;
  context.textBaseline = "bottom";
  context.direction = words.direction;
  context.textAlign = "center";
  // Letters of some scripts have dots far below the line that others stand on.
  const below = words.rightToLeft ? DOTS_PX : 0;
  let free = words.rightToLeft ? width : 0;
  for (const { minutes, style } of axisMarks(axis, width / 64, atlas.steps.unit)) {
    const text = words.minutes(minutes, style);
    const half = context.measureText(text).width / 2;
    const middle = Math.min(width - half, Math.max(half, place(minutes)));
    if (words.rightToLeft ? middle + half > free : middle - half < free) continue;
    context.fillText(text, middle, height - below);
    free = words.rightToLeft ? middle - half - 8 : middle + half + 8;
  }
}
