import { describe, expect, it } from "vitest";
import { inTwentieths } from "./city";

describe("shares of a city", () => {
  it("are the whole together, however they are rounded", () => {
    for (let a = 1; a < 10; a++)
      for (let b = 0; b <= a; b++)
        for (let c = 0; c <= b; c++) {
          const parts = inTwentieths([a, b, c]);
          expect(parts.reduce((sum, one) => sum + one)).toBe(20);
          for (const [i, exact] of [a, b, c].entries()) expect(Math.abs(parts[i] - (20 * exact) / (a + b + c))).toBeLessThan(1);
        }
  });
  it("go up where most is left over, of as much where it is told first", () => {
    expect(inTwentieths([55, 25, 20])).toEqual([11, 5, 4]);
    expect(inTwentieths([48, 47.5, 4.5])).toEqual([10, 9, 1]);
    expect(inTwentieths([1, 1, 1])).toEqual([7, 7, 6]);
  });
});
