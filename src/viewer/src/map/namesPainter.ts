// Names on a canvas, which shapes Arabic itself.
import { isArea, type Label } from "../scene/labels";
import type { Obstacle } from "../scene/pins";
import { areaInk, dotRadius, labelFont, type LabelFrame, type PlacedLabel, placeLabels } from "../scene/placing";
import { type Theme, withAlpha } from "../scene/theme";
import type { Words } from "../strings";

/** Draw the labels that fit, as far as their ranks are shown here; whether there are any. */
export function paintLabels(
  context: CanvasRenderingContext2D,
  frame: LabelFrame,
  theme: Theme,
  labels: readonly Label[],
  words: Words,
  obstacles: readonly Obstacle[],
  shown: (rank: number) => boolean = () => true,
): boolean {
  context.lineJoin = "round";
  context.textBaseline = "middle";
  context.textAlign = words.rightToLeft ? "right" : "left";
  context.direction = words.direction;
  const placed = placeLabels(context, frame, labels, words, obstacles).filter(({ rank }) => shown(rank));
  for (const label of placed) paintLabel(context, theme, label);
  return placed.length > 0;
}

function paintLabel(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { text, rank, x, y, start, middle }: PlacedLabel,
): void {
  context.font = labelFont(rank);
  if (isArea(rank)) {
    context.fillStyle = withAlpha(theme.ink, areaInk(rank));
    context.strokeStyle = theme.halo;
    context.lineWidth = 3;
    context.strokeText(text, start, middle);
    context.fillText(text, start, middle);
    return;
  }
  context.beginPath();
  context.arc(x, y, dotRadius(rank), 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = theme.halo;
  context.stroke();
  context.fillStyle = theme.ink;
  context.fill();
  context.lineWidth = 3.2;
  context.strokeText(text, start, middle);
  context.fillText(text, start, middle);
}
