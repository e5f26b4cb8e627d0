import { describe, expect, it } from "vitest";
import { crossings, withoutLoops } from "./crossings";
import { areaKm2, type Point } from "./points";

const BOW: Point[] = [[0, 0], [2, 2], [2, 0], [0, 2]];

describe("a line that crosses itself", () => {
  it("is found where it does", () => {
    expect(crossings(BOW, false)).toEqual([{ first: 0, second: 2, at: [1, 1] }]);
    expect(crossings([[0, 0], [1, 0], [1, 1], [0, 1]], true)).toEqual([]);
  });
  it("is not found where it only touches an end", () => expect(crossings([[0, 0], [2, 0], [1, 0], [1, 1]], false)).toEqual([]));
  it("is mended without a crossing left, and keeps its larger part", () => {
    const loop: Point[] = [[0, 0], [10, 0], [10, 10], [6, 10], [6, 11], [7, 9], [0, 10]];
    const mended = withoutLoops(loop);
    expect(crossings(mended, true)).toEqual([]);
    expect(areaKm2(mended)).toBeGreaterThan(0.9 * areaKm2([[0, 0], [10, 0], [10, 10], [0, 10]]));
  });
  it("at random is mended to none", () => {
    let seed = 11;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    for (let run = 0; run < 60; run++) {
      const ring = Array.from({ length: 4 + Math.floor(random() * 9) }, (): Point => [random(), random()]);
      expect(crossings(withoutLoops(ring), true)).toEqual([]);
    }
  });
});
