import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { snapshotAt } from "./history";
import { moverOf } from "./moving";

/** Squares that pass to and fro at random, on one date after another. */
function restless(dates: number) {
  let seed = 5;
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  const squares = Array.from({ length: 30 }, () => "ABC.".charAt(random(4)));
  const sketch: Record<string, string> = {};
  for (let day = 1; day <= dates; day++) {
    sketch[`2024-11-${String(day).padStart(2, "0")}`] = [0, 1, 2, 3, 4].map((row) => squares.slice(6 * row, 6 * row + 6).join("")).join("|");
    for (let i = random(5); i > 0; i--) squares[random(30)] = "ABC.".charAt(random(4));
  }
  return atlasFromSketch(sketch);
}

describe("a snapshot that moves from date to date", () => {
  const { history, steps } = restless(9);
  const move = moverOf(history);

  it("is that of the date, wherever it comes from", () => {
    for (let from = 0; from < steps.count; from++) {
      for (let to = 0; to < steps.count; to++) {
        const snapshot = snapshotAt(history, from);
        move(snapshot, from, to);
        expect(snapshot).toEqual(snapshotAt(history, to));
      }
    }
  });
  it("tells each cell that is another than before, once, and what it was", () => {
    for (let from = 0; from < steps.count; from++) {
      for (let to = 0; to < steps.count; to += 2) {
        const [before, after] = [snapshotAt(history, from), snapshotAt(history, to)];
        const moved = move(snapshotAt(history, from), from, to);
        expect(new Set(moved.cells).size).toBe(moved.cells.length);
        expect(moved.before).toEqual(moved.cells.map((cell) => before[cell]));
        expect([...before.keys()].filter((cell) => before[cell] !== after[cell] && !moved.cells.includes(cell))).toEqual([]);
      }
    }
  });
  it("stays where nothing follows", () => {
    const last = snapshotAt(history, steps.count - 1);
    expect(move(last, steps.count - 1, steps.count - 1).cells).toEqual([]);
    expect(last).toEqual(snapshotAt(history, steps.count - 1));
  });
});
