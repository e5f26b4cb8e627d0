// Filling and stroking paths that are given in world units.
import type { Filling } from "../scene/filling";
import { hatchTile, grainTile } from "../scene/patterns";
import type { Texture } from "../scene/styles";
import type { Frame } from "./canvasLayer";

/** Fill a path given in world units. */
export function fillPath(
  context: CanvasRenderingContext2D,
  { scale, ratio }: Frame,
  path: Path2D,
  filling: Filling,
): void {
  context.fillStyle = filling.colour;
  context.fill(path);
  const tile = hatchTile(filling.hatch, filling.hatchColour, ratio);
  if (!tile) return;
  const pattern = context.createPattern(tile, "repeat")!;
  pattern.setTransform(new DOMMatrix().scale(1 / (scale * ratio)));
  context.fillStyle = pattern;
  context.fill(path);
}

/** The lines of a texture, for what is filled in world units. */
export function grainPattern(
  context: CanvasRenderingContext2D,
  { scale, ratio }: Frame,
  texture: Texture,
): CanvasPattern {
  const pattern = context.createPattern(grainTile(texture, ratio), "repeat")!;
  pattern.setTransform(new DOMMatrix().scale(1 / (scale * ratio)));
  return pattern;
}

/** Stroke a path given in world units with a line of some CSS pixels; in haste its corners are cut, which nobody sees of thin lines. */
export function strokeLine(
  context: CanvasRenderingContext2D,
  { scale }: Frame,
  path: Path2D,
  colour: string,
  widthPx: number,
  hasty = false,
): void {
  context.lineJoin = hasty ? "bevel" : "round";
  context.strokeStyle = colour;
  context.lineWidth = widthPx / scale;
  context.stroke(path);
}
