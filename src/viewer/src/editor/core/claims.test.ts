import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../../testing/sketch";
import { claimsOf, pointIn } from "./claims";
import { networkAt } from "./network";

// A holds the west; a later date cuts B's ground into pieces.
const atlas = atlasFromSketch({ "2024-11-26": "ABBB|ABBB", "2024-11-30": "ACAC|ABBB" }, { side: 1000 });
const network = networkAt(atlas, 0);
const nothing = new Set<number>();
const last = [3.5, 1.5] as const;

describe("what would make a report true", () => {
  it("is the piece, what joins it to its holder's ground, and the whole record, the smallest first", () => {
    const claims = claimsOf(network, last, "A", nothing);
    expect(claims.map(({ kind }) => kind)).toEqual(["piece", "joined", "record"]);
    const [piece, joined, record] = claims.map(({ km2 }) => km2);
    expect(joined / piece).toBeCloseTo(3, 1);
    expect(record / piece).toBeCloseTo(6, 1);
  });
  it("is told once where two of them are the same ground", () => {
    expect(claimsOf(network, [1.5, 1.5], "A", nothing).map(({ kind }) => kind)).toEqual(["piece", "record"]);
  });
  it("goes round ground of which another report says otherwise", () => {
    const firm = new Set([atlas.cellAt(2.5, 1.5)]);
    const [, joined] = claimsOf(network, last, "A", firm);
    expect(joined.cells).toContain(atlas.cellAt(2.5, 0.5));
    expect(claimsOf(network, last, "A", firm).every(({ cells }) => !cells.some((cell) => firm.has(cell)))).toBe(true);
    expect(claimsOf(network, last, "A", new Set([atlas.cellAt(...last)]))).toEqual([]);
  });
  it("is nothing where the place is theirs, or lies outside", () => {
    expect(claimsOf(network, last, "B", nothing)).toEqual([]);
    expect(claimsOf(network, [9, 9], "A", nothing)).toEqual([]);
  });
  it("has a point inside each of its cells", () => {
    for (let cell = 0; cell < atlas.history.cellCount; cell++) expect(atlas.cellAt(...pointIn(atlas, cell))).toBe(cell);
  });
});
