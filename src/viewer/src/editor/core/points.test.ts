import { describe, expect, it } from "vitest";
import { areaKm2, circle, onGrid, passedKm2, type Point, shareAlong, signedKm2, simplified } from "./points";

const SQUARE: Point[] = [[36, 36], [36.1, 36], [36.1, 36.1], [36, 36.1]];

describe("areas", () => {
  it("are those of the ellipsoid", () => {
    // 0.1° by 0.1° at 36° N by GeographicLib: 100.0 km² and a little.
    expect(areaKm2(SQUARE)).toBeCloseTo(99.97, 0);
    expect(areaKm2([[0, 0], [1, 0], [1, 1], [0, 1]])).toBeCloseTo(12308.8, 0);
  });
  it("have the sign of the way round", () => {
    expect(signedKm2(SQUARE)).toBeGreaterThan(0);
    expect(signedKm2([...SQUARE].reverse())).toBeCloseTo(-signedKm2(SQUARE), 9);
    expect(signedKm2(SQUARE.slice(0, 2))).toBe(0);
  });
  it("of what passes between two lines are those of the ring between them", () => {
    const line: Point[] = [[36, 36], [36.1, 36]];
    expect(passedKm2(line, [[36, 36], [36, 36.1], [36.1, 36.1], [36.1, 36]])).toBeCloseTo(areaKm2(SQUARE), 6);
    expect(passedKm2(line, line)).toBeCloseTo(0, 9);
  });
  it("of a circle are πr²", () => expect(areaKm2(circle([37, 36], 5)) / (Math.PI * 25)).toBeCloseTo(1, 2));
});

describe("lines", () => {
  it("lose what lies within the tolerance, never their ends", () => {
    expect(simplified([[0, 0], [1, 0.01], [2, 0], [3, 1]], 0.1)).toEqual([[0, 0], [2, 0], [3, 1]]);
    expect(simplified([[0, 0], [1, 1]], 5)).toEqual([[0, 0], [1, 1]]);
  });
  it("are met at a share between their ends", () => {
    expect(shareAlong([0.25, 7], [0, 0], [1, 0])).toBe(0.25);
    expect(shareAlong([9, 0], [0, 0], [1, 0])).toBe(1);
    expect(shareAlong([9, 0], [1, 1], [1, 1])).toBe(0);
  });
  it("lie on the grid without noise", () => expect(onGrid([36.1234564, 35.9999999], 1e-6)).toEqual([36.123456, 36]));
});
