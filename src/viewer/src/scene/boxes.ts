// Boxes of changed ground, in pixels: few enough to be painted one by one, hardly larger than what they hold.
import { type Box, union } from "./world";

/** A box that holds everything. */
export const EVERYWHERE: Box = [-Infinity, -Infinity, Infinity, Infinity];

/** What painting one box more costs, as an area in pixels. */
const OVERHEAD = 2500;
const MOST = 12;

const area = ([left, top, right, bottom]: Box): number => (right - left) * (bottom - top);

/** Whether two boxes have a point in common. */
export const meet = (a: Box, b: Box): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

/** What two boxes have in common; with negative sides if that is nothing. */
export const overlap = (a: Box, b: Box): Box => [
  Math.max(a[0], b[0]),
  Math.max(a[1], b[1]),
  Math.min(a[2], b[2]),
  Math.min(a[3], b[3]),
];

/** A box as far to the right and down. */
export const moved = ([left, top, right, bottom]: Box, x: number, y: number): Box => [left + x, top + y, right + x, bottom + y];

/** A few boxes that cover all the given ones: each joins another where that costs less than standing alone. */
export function fewBoxes(boxes: Iterable<Box>): Box[] {
  const few: Box[] = [];
  for (const box of boxes) {
    const [own, room] = [area(box), few.length < MOST ? OVERHEAD : Infinity];
    let [best, least] = [-1, Infinity];
    for (let i = 0; i < few.length && least > 0; i++) {
      const growth = joinedArea(few[i], box) - area(few[i]) - own;
      if (growth < least) [best, least] = [i, growth];
    }
    if (best >= 0 && least <= room) few[best] = union(few[best], box)!;
    else few.push(box);
  }
  return few;
}

const joinedArea = (a: Box, b: Box): number =>
  (Math.max(a[2], b[2]) - Math.min(a[0], b[0])) * (Math.max(a[3], b[3]) - Math.min(a[1], b[1]));
