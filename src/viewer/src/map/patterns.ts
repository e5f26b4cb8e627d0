// Hatches as small tiles, drawn in device pixels and laid on the ground.
import type { Hatch } from "./styles";

const SIZE = 12;

type Draw = (context: CanvasRenderingContext2D) => void;

const diagonal = (width: number, falling: boolean): Draw => (context) => {
  context.lineWidth = width;
  context.beginPath();
  for (const shift of [-SIZE, 0, SIZE]) {
    context.moveTo(shift - 2, falling ? -2 : SIZE + 2);
    context.lineTo(shift + SIZE + 2, falling ? SIZE + 2 : -2);
  }
  context.stroke();
};

const upright = (width: number): Draw => (context) => {
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(SIZE / 2, 0);
  context.lineTo(SIZE / 2, SIZE);
  context.stroke();
};

const dots: Draw = (context) => {
  context.beginPath();
  for (const [x, y] of [[3, 3], [9, 9]]) {
    context.moveTo(x + 1.2, y);
    context.arc(x, y, 1.2, 0, 2 * Math.PI);
  }
  context.fill();
};

const both = (...draws: Draw[]): Draw => (context) => draws.forEach((draw) => draw(context));

const DRAW: Readonly<Record<Hatch, Draw | null>> = {
  none: null,
  unknown: diagonal(1, false),
  contested: diagonal(4, false),
  joint: upright(6),
  besieged: both(diagonal(1.1, false), diagonal(1.1, true)),
  lost: diagonal(2.6, false),
  lines: diagonal(1, true),
  cross: both(diagonal(0.8, false), diagonal(0.8, true)),
  dots,
};

/** A tile of a hatch in one colour, `ratio` device pixels a CSS pixel; null for none. */
export function hatchTile(hatch: Hatch, colour: string, ratio: number): HTMLCanvasElement | null {
  const draw = DRAW[hatch];
  if (!draw) return null;
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(SIZE * ratio);
  const context = tile.getContext("2d")!;
  context.scale(tile.width / SIZE, tile.height / SIZE);
  context.strokeStyle = context.fillStyle = colour;
  draw(context);
  return tile;
}
