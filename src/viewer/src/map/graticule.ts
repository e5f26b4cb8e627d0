// Lines of longitude and latitude, with their degrees at the map's edge.
import type { Words } from "../strings";
import type { Frame } from "./canvasLayer";
import { FONT } from "./labels";
import type { Theme } from "./theme";
import { type Origin, worldX, worldY } from "./world";

const STEPS = [0.1, 0.25, 0.5, 1, 2, 5, 10];

/** Degrees between two lines so that they stand about a hand's breadth apart. */
export const graticuleStep = (zoom: number): number =>
  STEPS.find((step) => (step / 360) * 256 * 2 ** zoom > 110) ?? 20;

/** Draw the lines of what is in sight. */
export function paintGraticule(
  context: CanvasRenderingContext2D,
  frame: Frame,
  theme: Theme,
  origin: Origin,
  words: Words,
): void {
  const step = graticuleStep(frame.zoom);
  context.font = `10.5px ${FONT}`;
  context.fillStyle = context.strokeStyle = theme.ink;
  context.lineWidth = 0.5;
  for (let degrees = -180; degrees <= 180; degrees += step) {
    const x = (worldX(degrees) - origin.x) * frame.scale + frame.x;
    const y = Math.abs(degrees) < 85 ? (worldY(degrees) - origin.y) * frame.scale + frame.y : -1;
    context.globalAlpha = 0.35;
    context.beginPath();
    if (x > 0 && x < frame.width) context.rect(x, 0, 0, frame.height);
    if (y > 0 && y < frame.height) context.rect(0, y, frame.width, 0);
    context.stroke();
    context.globalAlpha = 0.8;
    const text = `${words.number(degrees, 2)}°`;
    if (x > 0 && x < frame.width) context.fillText(text, x + 3, frame.height * 0.13);
    if (y > 0 && y < frame.height) context.fillText(text, frame.width * 0.122, y - 3);
  }
  context.globalAlpha = 1;
}
