import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { frontsAt, frontSince } from "./fronts";
import { kmBetween } from "./geodesy";

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
