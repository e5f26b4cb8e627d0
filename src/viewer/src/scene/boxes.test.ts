import { describe, expect, it } from "vitest";
import { fewBoxes, meet, overlap } from "./boxes";
import type { Box } from "./world";

const square = (x: number, y: number, side = 10): Box => [x, y, x + side, y + side];

describe("boxes of changed ground", () => {
  it("are joined where they are near, and stay apart where they are far", () => {
    expect(fewBoxes([square(0, 0), square(20, 0), square(900, 900)])).toEqual([[0, 0, 30, 10], square(900, 900)]);
    expect(fewBoxes([])).toEqual([]);
  });
  it("are few, and cover all ground, however many there are", () => {
    const many = Array.from({ length: 400 }, (_, i) => square(((i * 37) % 100) * 150, ((i * 53) % 90) * 150));
    const few = fewBoxes(many);
    expect(few.length).toBeLessThanOrEqual(12);
    for (const box of many) expect(few.some((one) => overlap(one, box).join() === box.join())).toBe(true);
  });
  it("meet where they share a point", () => {
    expect(meet(square(0, 0), square(10, 10))).toBe(true);
    expect(meet(square(0, 0), square(11, 0))).toBe(false);
  });
});
