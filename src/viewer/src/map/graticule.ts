// Lines of longitude and latitude, with their degrees at the map's edge.
import type { Words } from "../strings";
import type { Frame } from "./canvasLayer";
import { FONT, type LabelFrame } from "./placing";
import type { Theme } from "./theme";
import { type Origin, worldX, worldY } from "./world";

const STEPS = [0.1, 0.25, 0.5, 1, 2, 5, 10];

/** Degrees between two lines so that they stand about a hand's breadth apart. */
export const graticuleStep = (zoom: number): number =>
  STEPS.find((step) => (step / 360) * 256 * 2 ** zoom > 110) ?? 20;

export interface GraticuleLine {
  readonly upright: boolean;
  /** Its x or y in CSS pixels. */
  readonly at: number;
  readonly degrees: number;
}

/** The lines in sight. */
export function graticuleLines(frame: LabelFrame, origin: Origin): GraticuleLine[] {
  const { scale, x, y, width, height, zoom } = frame;
  const step = graticuleStep(zoom);
  const lines: GraticuleLine[] = [];
  for (let degrees = -180; degrees <= 180; degrees += step) {
    const [left, top] = [(worldX(degrees) - origin.x) * scale + x, (worldY(degrees) - origin.y) * scale + y];
    if (left > 0 && left < width) lines.push({ upright: true, at: left, degrees });
    if (Math.abs(degrees) < 85 && top > 0 && top < height) lines.push({ upright: false, at: top, degrees });
  }
  return lines;
}

/** Draw the lines of what is in sight. */
export function paintGraticule(
  context: CanvasRenderingContext2D,
  frame: Frame,
  theme: Theme,
  origin: Origin,
  words: Words,
): void {
  context.font = `10.5px ${FONT}`;
  context.fillStyle = context.strokeStyle = theme.ink;
  context.lineWidth = 0.5;
  for (const { upright, at, degrees } of graticuleLines(frame, origin)) {
    context.globalAlpha = 0.35;
    context.beginPath();
    if (upright) context.rect(at, 0, 0, frame.height);
    else context.rect(0, at, frame.width, 0);
    context.stroke();
    context.globalAlpha = 0.8;
    const text = `${words.number(degrees, 2)}°`;
    // The canvas reaches beyond the view on every side.
    if (upright) context.fillText(text, at + 3, frame.height * 0.13);
    else context.fillText(text, frame.width * 0.122, at - 3);
  }
  context.globalAlpha = 1;
}
