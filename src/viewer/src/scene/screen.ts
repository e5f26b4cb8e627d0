import type { Box, Origin } from "./world";

/** Where a map lies on a rectangle of CSS pixels, and how large. */
export interface Screen {
  /** CSS pixels a world unit. */
  readonly scale: number;
  /** Where the origin of the ground lies, in CSS pixels from the rectangle's corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly zoom: number;
}

/** Where a point in world units from the origin lies, in CSS pixels. */
export const pixelOf = ({ scale, x, y }: Screen, point: Origin): [number, number] => [
  point.x * scale + x,
  point.y * scale + y,
];

/** What lies on the rectangle, in world units from the origin. */
export const extentOf = ({ scale, x, y, width, height }: Screen): Box => [-x / scale, -y / scale, (width - x) / scale, (height - y) / scale];
