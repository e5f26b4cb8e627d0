import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import type { Atlas } from "./atlas";
import { aroundIn } from "./around";
import { cityIn, cityOutline, standingFor } from "./city";

/** So many of points are those of each holder. */
const points = (counts: readonly number[]) => counts.flatMap((count, holder) => Array<number[]>(count).fill([holder]));
const toldAs = (counts: readonly number[]) => {
  const chosen = standingFor(points(counts), [(one) => one[0]], 20);
  return counts.map((_, holder) => chosen.filter((one) => one[0] === holder).length);
};

describe("shares of a city", () => {
  it("are the whole together, however they are rounded", () => {
    for (let a = 1; a < 10; a++)
      for (let b = 0; b <= a; b++)
        for (let c = 0; c <= b; c++) {
          const parts = toldAs([a, b, c]);
          expect(parts.reduce((sum, one) => sum + one)).toBe(20);
          for (const [i, exact] of [a, b, c].entries()) expect(Math.abs(parts[i] - (20 * exact) / (a + b + c))).toBeLessThan(1);
        }
  });
  it("go up where most is left over, of as much where it is told first", () => {
    expect(toldAs([55, 25, 20])).toEqual([11, 5, 4]);
    expect(toldAs([96, 95, 9])).toEqual([10, 9, 1]);
    expect(toldAs([1, 1, 1])).toEqual([7, 7, 6]);
  });
  it("are near to what all points tell, after each day and of what passed in it, whatever became of them", () => {
    let seed = 7;
    const chance = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    const times = [0, 1, 2, 3, 4].map((day) => (one: readonly number[]) => one[day]);
    for (let round = 0; round < 40; round++) {
      // Quarters of a city, each with a fate of its own, and of any size.
      const fates = Array.from({ length: 2 + chance(9) }, () => ({ size: 1 + chance(120), held: [0, 1, 2, 3, 4].map(() => chance(3)) }));
      const all = fates.flatMap(({ size, held }) => Array<number[]>(size).fill(held));
      const chosen = standingFor(all, times, 20);
      expect(chosen.length).toBe(20);
      const share = (among: readonly number[][], of: (one: readonly number[]) => boolean) => among.filter(of).length / among.length;
      for (let day = 0; day < 5; day++) {
        for (let actor = 0; actor < 3; actor++) {
          const holds = (one: readonly number[]) => one[day] === actor;
          expect(Math.abs(share(chosen, holds) - share(all, holds))).toBeLessThan(0.1);
        }
      }
    }
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

describe("what passed", () => {
  it("is what the shares of the days differ by, in each city", () => {
    let seed = 11;
    const chance = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    for (let round = 0; round < 60; round++) {
      const picture = () => [0, 1, 2, 3].map(() => [0, 1, 2, 3].map(() => "GHK."[chance(4)]).join("")).join("|");
      const days = ["2024-11-26", "2024-11-27", "2024-11-29", "2024-11-30"];
      const { steps, sharesAt } = city(Object.fromEntries(days.map((day) => [day, picture()])));
      for (const date of new Set(steps.map((one) => one.date))) {
        const [before, after] = [date - 1, date].map((at) => new Map(sharesAt(at)));
        const gained = new Map(steps.filter((one) => one.date === date).map(({ to, share }) => [to, share]));
        // All that somebody has more was gained in a step, and nobody gained more than there is.
        for (const [actor, share] of after) expect((before.get(actor) ?? 0) + (gained.get(actor) ?? 0)).toBeGreaterThan(share - 1e-9);
        for (const [actor, share] of gained) expect(after.get(actor)).toBeGreaterThan(share - 1e-9);
        expect([...after.values()].reduce((sum, one) => sum + one)).toBeCloseTo(1);
      }
      const told = new Set(steps.map((one) => one.date));
      // A day without a step changes no share.
      for (let date = 1; date < 5; date++) if (!told.has(date)) expect(sharesAt(date)).toEqual(sharesAt(date - 1));
    }
  });
});

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
