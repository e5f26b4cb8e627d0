// How sure ground is, as textures over its colour. At rest they run out softly where
// another begins; that takes its time, so while the slider moves their edges are those of the ground.
import { grainTile } from "../scene/patterns";
import type { Texture } from "../scene/styles";
import type { Box } from "../scene/world";
import type { Frame } from "./canvasLayer";
import { grainPattern } from "./fill";

/** A texture, and the ground that it lies on. */
export interface Textured {
  readonly texture: Texture;
  readonly path: Path2D;
}

/** A mask has one pixel for so many CSS pixels: drawn large again it has edges as soft as that, at little cost. */
export const SOFT_PX = 7;

const sheets = new Map<string, CanvasRenderingContext2D>();

/** A sheet to draw on aside, empty, at least as large as asked for; each name has one, used again and again. */
function sheet(name: string, width: number, height: number): CanvasRenderingContext2D {
  let context = sheets.get(name);
  if (!context) sheets.set(name, (context = document.createElement("canvas").getContext("2d")!));
  // A sheet is as large as what lies on it: where it is laid on another, all of it is copied.
  context.canvas.width = width;
  context.canvas.height = height;
  return context;
}

/** Lay textures over what is drawn, up to the very edges of their ground. */
export function paintTextures(context: CanvasRenderingContext2D, frame: Frame, textured: readonly Textured[]): void {
  context.globalCompositeOperation = "source-atop";
  for (const { texture, path } of textured) {
    context.fillStyle = grainPattern(context, frame, texture);
    context.fill(path);
  }
  context.globalCompositeOperation = "source-over";
}

/** The same with soft edges. */
export function paintSoftTextures(
  context: CanvasRenderingContext2D,
  frame: Frame,
  within: Box,
  textured: readonly Textured[],
): void {
  const { scale, ratio, x, y } = frame;
  const step = SOFT_PX * ratio;
  // Masks lie on one grid, wherever the box is: a part that is drawn anew meets what stands.
  const left = Math.floor((within[0] * scale + x) / SOFT_PX) - 1;
  const top = Math.floor((within[1] * scale + y) / SOFT_PX) - 1;
  const columns = Math.ceil((within[2] * scale + x) / SOFT_PX) + 1 - left;
  const rows = Math.ceil((within[3] * scale + y) / SOFT_PX) + 1 - top;
  const [width, height] = [Math.ceil(columns * step), Math.ceil(rows * step)];
  for (const { texture, path } of textured) {
    const mask = sheet("mask", columns, rows);
    mask.setTransform(scale / SOFT_PX, 0, 0, scale / SOFT_PX, x / SOFT_PX - left, y / SOFT_PX - top);
    mask.fill(path);
    const grain = sheet("grain", width, height);
    grain.drawImage(mask.canvas, 0, 0, columns, rows, 0, 0, columns * step, rows * step);
    grain.globalCompositeOperation = "source-in";
    const pattern = grain.createPattern(grainTile(texture, ratio), "repeat")!;
    pattern.setTransform(new DOMMatrix().translate(x * ratio - left * step, y * ratio - top * step));
    grain.fillStyle = pattern;
    grain.fillRect(0, 0, width, height);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = "source-atop";
    context.drawImage(grain.canvas, 0, 0, width, height, left * step, top * step, width, height);
    context.globalCompositeOperation = "source-over";
  }
}
