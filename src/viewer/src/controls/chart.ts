// Area by actor over time, stacked; it shares the slider's axis.
import { areasAt } from "../core/atlas";
import { FONT } from "../scene/placing";
import { actorColour } from "../scene/theme";
import type { App } from "./app";

export interface ChartFrame {
  readonly top: number;
  readonly height: number;
  /** x of an instant. */
  readonly place: (minutes: number) => number;
  readonly ink: string;
  /** What lies around letters, so that they are read on any actor's colour. */
  readonly paper: string;
  readonly quiet: string;
  readonly unit: "km2" | "share";
}

/** Actors from the bottom of the stack to its top; nobody's ground comes last. */
export const stackOrder = ({ atlas, store }: App): number[] =>
  atlas.present.filter((i) => !store.get().hidden.has(i));

/** Draw the stack: from each change to the next nothing happens, so areas are steps. */
export function paintChart(context: CanvasRenderingContext2D, app: App, frame: ChartFrame): void {
  const order = stackOrder(app);
  for (const change of app.atlas.steps.ofChange.keys()) paintStep(context, app, frame, order, change);
  paintScale(context, app, frame);
}

function paintStep(
  context: CanvasRenderingContext2D,
  app: App,
  { top, height, place, quiet }: ChartFrame,
  order: readonly number[],
  change: number,
): void {
  const { steps: { ofChange, ticks }, endMinutes, extentM2 } = app.atlas;
  const areas = areasAt(app.atlas, ofChange[change]);
  const [a, b] = [place(ticks[ofChange[change]]), place(ticks[ofChange[change + 1]] ?? endMinutes)].map(Math.round);
  let bottom = top + height;
  for (const actor of order) {
    const tall = (areas[actor] / extentM2) * height;
    context.fillStyle = actor === 0 ? quiet : actorColour(app, actor);
    context.globalAlpha = actor === 0 ? 0.3 : 0.8;
    context.fillRect(Math.min(a, b), bottom - tall, Math.abs(b - a), tall);
    bottom -= tall;
  }
  context.globalAlpha = 1;
}

function paintScale(
  context: CanvasRenderingContext2D,
  { words, atlas }: App,
  { top, height, place, ink, paper, unit }: ChartFrame,
): void {
  context.font = `10.5px ${FONT}`;
  context.textBaseline = "top";
  context.textAlign = words.rightToLeft ? "right" : "left";
  context.direction = words.direction;
  context.strokeStyle = paper;
  context.lineWidth = 4;
  context.lineJoin = "round";
  const x = place(atlas.steps.ticks[0]);
  for (const share of [1, 0.5]) {
    const y = Math.round(top + height * (1 - share)) + 0.5;
    context.fillStyle = ink;
    context.globalAlpha = 0.25;
    context.fillRect(Math.min(x, place(atlas.endMinutes)), y, Math.abs(place(atlas.endMinutes) - x), 1);
    context.globalAlpha = 1;
    const text = unit === "share" ? words.percent(share) : words.areaKm2(atlas.extentM2 * share);
    const at = [x + (words.rightToLeft ? -5 : 5), y + 4] as const;
    context.strokeText(text, ...at);
    context.fillText(text, ...at);
  }
}
