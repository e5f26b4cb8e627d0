import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import type { Atlas } from "./atlas";
import { aroundIn } from "./around";
import { cityIn, cityOutline, inTwentieths } from "./city";

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

/** A map all of which is one city. */
function city(sketch: Record<string, string>) {
  const map = atlasFromSketch(sketch);
  const square = [0, 0, 4, 0, 0, 4, -4, 0, 0, -4];
  const built = { kind: "urban", attribution: null, features: [{ name: null, class: null, rank: 1, shape: "polygon", parts: 1 }] };
  const atlas = { ...map, header: { ...map.header, base: [built] }, base: { lengths: Float64Array.of(5), deltas: Float64Array.from(square) } };
  const outline = cityOutline(atlas as unknown as Atlas, { id: "c", name: { en: "C" }, kind: "city", lon: 2, lat: 2, population: null })!;
  return cityIn(map, outline, aroundIn(atlas as unknown as Atlas))!;
}

describe("the parts of a city", () => {
  const told = (sketch: Record<string, string>) => {
    const { steps } = city(sketch);
    return steps.map(({ to, part, share }) => [to, part, Math.round(share * 20) / 20]);
  };
  it("are told by the day, whichever of its changes the map has first", () => {
    const west = { "2024-11-29": "HGGG|GGGG|GGGG|GGGG", "2024-11-29T12:00": "HHGG|HHGG|HHGG|HHGG" };
    expect(told({ "2024-11-28": "GGGG|GGGG|GGGG|GGGG", ...west, "2024-11-30": "HHHH|HHHH|HHHH|HHHH" })).toEqual([
      [2, "west", 0.5],
      [2, "rest", 0.5],
    ]);
  });
  it("are the rest where those who lost it had no more, whoever else is in the city", () => {
    expect(told({ "2024-11-28": "GGGK|GGGG|GGGG|GGGG", "2024-11-29": "HHGK|HHGG|HHGG|HHGG", "2024-11-30": "HHHK|HHHH|HHHH|HHHH" })).toEqual([
      [2, "west", 0.5],
      [2, "rest", 0.45],
    ]);
    expect(told({ "2024-11-28": "KKGG|KKGG|KKGG|KKGG", "2024-11-29": "KKHH|KKHH|KKHH|KKHH" })).toEqual([[2, "east", 0.5]]);
    expect(told({ "2024-11-28": "GGGG|GGGG|GGGG|GGGG", "2024-11-29": "GHHH|GHHH|HHHH|HHHH" })).toEqual([[2, "most", 0.9]]);
  });
});
