import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { AGE_DAYS, ageOf, frontsAt, frontSince, UNKNOWN_AGE } from "./fronts";
import type { Known } from "./civil";
import { kmBetween } from "./geodesy";
import { stepCalled } from "./steps";

const atlas = atlasFromSketch(
  { "2024-11-26": "AAB|AAB|CCB", "2024-11-29": "ABB|AAB|CCB", "2024-11-30": "ABB|A.B|CCA" },
  { header: { grid: 1e-3 } },
);
/** Steps of the three pictures. */
const [first, second, third] = atlas.steps.ofChange;
const unit = { east: kmBetween(0, 0, 1e-3, 0), north: kmBetween(0, 0, 0, 1e-3) };

describe("fronts", () => {
  it("are as long as the steps of the picture", () => {
    const [ab, bc, ac] = [
      [1, 2],
      [2, 3],
      [1, 3],
    ].map((pair) => frontsAt(atlas, 0).find((front) => String(front.pair) === String(pair))!);
    expect(ab.lengthKm).toBeCloseTo(2 * unit.north, 6);
    expect(bc.lengthKm).toBeCloseTo(unit.north, 6);
    expect(ac.lengthKm).toBeCloseTo(2 * unit.east, 6);
  });
  it("end where nobody knows who holds the ground", () => {
    expect(frontsAt(atlas, third).flatMap(({ pair }) => pair)).not.toContain(0);
  });
  it("know since when they stand", () => {
    const since = (date: number, pair: [number, number]) =>
      frontsAt(atlas, date)
        .find((front) => String(front.pair) === String(pair))!
        .arcs.map((arc) => frontSince(atlas, arc, date))
        .sort((a, b) => a - b);
    expect(since(second, [1, 2])).toEqual([0, second, second]);
    expect(since(second, [1, 3])).toEqual([0, 0]);
    expect(since(third, [1, 2])).toContain(third);
  });
  it("agree with a search through all dates", () => {
    for (const date of [first, second, third]) {
      for (const { pair, arcs } of frontsAt(atlas, date)) {
        for (const arc of arcs) {
          let since = date;
          const divides = (at: number) =>
            frontsAt(atlas, at).some(
              (front) => String(front.pair) === String(pair) && front.arcs.includes(arc),
            );
          while (since > 0 && divides(since - 1)) since--;
          expect(frontSince(atlas, arc, date)).toBe(since);
        }
      }
    }
  });
});

describe("the age of a front", () => {
  /** Age at a date of what changed last, its instant known so exactly; the map goes on until the end of 1950. */
  const ageAt = (change: string, how: Known | null, date: string) => {
    const map = atlasFromSketch({ "1939-01-01": "A", [change]: "B", "1950-06-01": "A" }, { header: { date_precision: [null, how, how], period: ["1939-01-01", "1951-01-01"] } });
    return ageOf(map, map.steps.ofChange[1], stepCalled(map.steps, date));
  };
  it.each<[string, Known | null, string, number]>([
    ["1945-01-01", "year", "1945", UNKNOWN_AGE],
    ["1945-01-01", "year", "1946", 3],
    ["1945-03-01", "month", "1945-03", UNKNOWN_AGE],
    ["1945-03-01", "month", "1945-04", 3],
    ["1945-03-09", "day", "1945-03-09", 0],
    ["1945-03-09", "day", "1945-03-10", 1],
    ["1945-03-09", "day", "1945-03-11", 1],
    ["1945-03-09", "day", "1945-03-12", 2],
    ["1945-03-09", "day", "1945-03-15", 2],
    ["1945-03-09", "day", "1945-03-16", 3],
    ["1945-03-09T14:00", "minute", "1945-03-09", 0],
    ["1945-03-09T14:00", "minute", "1945-03-10", 1],
    ["1945-03-09T14:00", "order", "1945-03-09", 0],
    ["1945-03-09T14:00", "part_of_day", "1945-03-11", 1],
  ])("since %s, known to the %s, is on %s no more than its dates tell", (change, how, date, age) => expect(ageAt(change, how, date)).toBe(age));
  it("is so whenever it began, as far as that is known", () => {
    const minutes = (iso: string) => Date.parse(`${iso}Z`) / 6e4;
    // How exactly a change on 1 January 1945 is known, and the last minutes in which it may have been; the map's dates are known as exactly.
    const shown = { year: ["1945-12-31T23:59", "1946-12-31T23:59"], month: ["1945-01-31T23:59", "1945-02-28T23:59"], day: ["1945-01-01T23:59", "1945-01-02T23:59", "1945-01-07T23:59", "1945-01-08T23:59", "1945-12-31T23:59"] } as const;
    for (const how of ["year", "month", "day"] as const) {
      for (const now of shown[how]) {
        const age = ageAt("1945-01-01", how, now.slice(0, 10));
        for (const began of ["1945-01-01T00:00", shown[how][0]]) {
          const days = (minutes(now) - minutes(began)) / 1440;
          if (age === AGE_DAYS.length - 1) expect(days).toBeGreaterThanOrEqual(7);
          else if (age !== UNKNOWN_AGE) expect(days).toBeLessThan(AGE_DAYS[age]);
        }
      }
    }
  });
});

describe("distances on the ellipsoid", () => {
  // Geodesics on WGS 84 by pyproj 3.7 (Karney 2013).
  it.each([
    [36.8, 35.86, 37.16, 36.2, 49.75987],
    [36.0, 36.0, 36.01, 36.0, 0.90164],
    [36.0, 36.0, 36.0, 36.01, 1.10959],
  ])("from %d, %d to %d, %d", (lon, lat, lon2, lat2, km) => {
    expect(kmBetween(lon, lat, lon2, lat2) / km).toBeCloseTo(1, 4);
  });
});
