import { expect, test } from "vitest";
import { EVERYWHERE } from "../scene/boxes";
import type { Box } from "../scene/world";
import { penIn, sparse } from "./pen";

type Point = readonly [number, number];

/** What a pen draws, as points; a path is written down instead of drawn. */
function drawn(points: readonly Point[], within: Box): Point[] {
  const seen: Point[] = [];
  const note = (x: number, y: number) => void seen.push([x, y]);
  const pen = penIn({ moveTo: note, lineTo: note, closePath: () => undefined } as unknown as Path2D, within);
  points.forEach(([x, y], i) => (i ? pen.line(x, y) : pen.move(x, y)));
  pen.end(true);
  return seen;
}

/** Whether a ring holds a point, by the even-odd rule. */
function holds(ring: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  ring.forEach(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}

test("all points are drawn where everything is seen", () => {
  const points: Point[] = [[0, 0], [9, 1], [3, 7], [-4, 2]];
  expect(drawn(points, EVERYWHERE)).toEqual(points);
});

test("points beyond one side of the box are left out, but for the first and the last", () => {
  const east: Point[] = [[5, 0], [20, 0], [30, 3], [25, 5], [22, 8], [5, 9]];
  expect(drawn(east, [0, 0, 10, 10])).toEqual([[5, 0], [20, 0], [22, 8], [5, 9]]);
});

test("rings at random hold the same points of the box as before", () => {
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let run = 0; run < 300; run++) {
    const ring: Point[] = Array.from({ length: 3 + Math.floor(random() * 30) }, () => [
      random() * 40 - 15,
      random() * 40 - 15,
    ]);
    const fewer = drawn(ring, [0, 0, 10, 10]);
    expect(fewer.length).toBeLessThanOrEqual(ring.length);
    for (let i = 0; i < 30; i++) {
      const point: Point = [random() * 10, random() * 10];
      expect(holds(fewer, point)).toBe(holds(ring, point));
    }
  }
});

test("a sketch keeps the ends of a line, and leaves out what is near the point before", () => {
  const line: Point[] = [[0, 0], [0.3, 0.3], [0.6, 0.5], [3, 0], [3.2, 0.1]];
  const seen: Point[] = [];
  const note = (x: number, y: number) => void seen.push([x, y]);
  const pen = sparse({ move: note, line: note, end: () => undefined }, 1);
  line.forEach(([x, y], i) => (i ? pen.line(x, y) : pen.move(x, y)));
  pen.end(false);
  expect(seen).toEqual([[0, 0], [0.6, 0.5], [3, 0], [3.2, 0.1]]);
});
