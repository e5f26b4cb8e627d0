import { expect, it } from "vitest";
import { type History, readNodes } from "./history";
import { cellFinder } from "./locate";

const SIDE = 12;
const SIZE = 7;

/** Squares in rows, each border between two of them an arc of its own. */
function squares(): Pick<History, "arcs" | "grid"> {
  const cell = (column: number, row: number) => (Math.min(column, row) < 0 || Math.max(column, row) >= SIDE ? -1 : row * SIDE + column);
  const [xy, left, right]: number[][] = [[], [], []];
  for (let i = 0; i <= SIDE; i++) {
    for (let j = 0; j < SIDE; j++) {
      xy.push(i * SIZE, j * SIZE, i * SIZE, (j + 1) * SIZE);
      left.push(cell(i - 1, j));
      right.push(cell(i, j));
      xy.push(j * SIZE, i * SIZE, (j + 1) * SIZE, i * SIZE);
      left.push(cell(j, i));
      right.push(cell(j, i - 1));
    }
  }
  const first = Int32Array.from({ length: left.length + 1 }, (_, arc) => 2 * arc);
  const points = Int32Array.from(xy);
  return { grid: 0.5, arcs: { count: left.length, first, xy: points, left: Int32Array.from(left), right: Int32Array.from(right), ...readNodes(first, points) } };
}

it("the cell under any point of many is the one that it lies in", () => {
  const cellAt = cellFinder(squares() as History);
  for (let x = -SIZE; x < (SIDE + 1) * SIZE; x += 0.9) {
    for (let y = -SIZE; y < (SIDE + 1) * SIZE; y += 0.7) {
      const [column, row] = [Math.floor(x / SIZE), Math.floor(y / SIZE)];
      if (x % SIZE === 0 || y % SIZE === 0) continue;
      const inside = Math.min(column, row) >= 0 && Math.max(column, row) < SIDE;
      expect(cellAt(x / 2, y / 2)).toBe(inside ? row * SIDE + column : -1);
    }
  }
});

it("far outside there is none", () => {
  const cellAt = cellFinder(squares() as History);
  expect([cellAt(1e6, 3), cellAt(3, 1e6), cellAt(3, -1e6)]).toEqual([-1, -1, -1]);
});
