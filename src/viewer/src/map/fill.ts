// Filling a path with a colour and a hatch that is laid on the ground.
import type { Frame } from "./canvasLayer";
import { hatchTile } from "./patterns";
import type { Hatch } from "./styles";

export interface Filling {
  readonly colour: string;
  readonly hatch: Hatch;
  readonly hatchColour: string;
}

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
