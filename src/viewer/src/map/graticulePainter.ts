// Lines of longitude and latitude on a canvas.
import { graticuleLines } from "../scene/graticule";
import { FONT } from "../scene/placing";
import type { Theme } from "../scene/theme";
import type { Origin } from "../scene/world";
import type { Words } from "../strings";
import type { Frame } from "./canvasLayer";

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
