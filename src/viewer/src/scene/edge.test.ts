import { describe, expect, it } from "vitest";
import { beyond } from "./background";
import { EVERYWHERE } from "./boxes";
import { bordersIn, edgeOf } from "./edge";

const ring = (...xy: number[]): Float32Array => Float32Array.from([...xy, xy[0], xy[1]]);
/** Land in the north-west of a map that was cut on its north and west, with a coast. */
const CUT = ring(0, 0, 10, 0, 8, 5, 4, 6, 0, 9);
const ISLAND = ring(12, 4, 14, 6, 11, 7);

describe("the edge of the background", () => {
  it("lies where outlines run along it, and infinitely far where there is a coast", () =>
    expect(edgeOf([CUT, ISLAND])).toEqual([0, 0, Infinity, Infinity]));
  it("is none round islands, nor where one border happens to run along", () => {
    expect(edgeOf([ISLAND])).toBe(EVERYWHERE);
    expect(edgeOf([ring(0, 0, 10, 0, 5, 5)])).toBe(EVERYWHERE);
    expect(edgeOf([])).toBe(EVERYWHERE);
  });
  it("is no border, and coasts are whole", () => {
    const edge = edgeOf([CUT, ISLAND]);
    expect(bordersIn(CUT, edge).map((run) => [...run])).toEqual([[10, 0, 8, 5, 4, 6, 0, 9]]);
    expect(bordersIn(ISLAND, edge).map((run) => [...run])).toEqual([[...ISLAND]]);
  });
  it("has beyond it all of a view that it does not hold", () => {
    const area = (boxes: ReturnType<typeof beyond>) => boxes.reduce((sum, [x0, y0, x1, y1]) => sum + (x1 - x0) * (y1 - y0), 0);
    expect(area(beyond([2, 3, 8, 7], [0, 0, 10, 10]))).toBe(100 - 6 * 4);
    expect(beyond([-Infinity, -Infinity, Infinity, Infinity], [0, 0, 10, 10])).toEqual([]);
    expect(beyond([-5, 20, 15, 30], [0, 0, 10, 10]).length).toBeGreaterThan(0);
  });
});
