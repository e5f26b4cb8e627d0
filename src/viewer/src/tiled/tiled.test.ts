import { describe, expect, it } from "vitest";
import { groupRings } from "../core/rings";
import type { TileLevel, Tiles } from "../core/model";
import { PayloadError } from "../core/payload";
import { varint } from "../testing/encode";
import { cellUnder } from "./facts";
import { directoryOf, type Place } from "./directory";
import { placeInRow, runsOf, whyOf, wrongWith } from "./file";
import { joined } from "./join";
import { readTile, type Tile } from "./tile";
import { covers, eachOf, wantedIn } from "./view";

const level: TileLevel = { step: 2, across: 2, span: 8, start: 0, directory: 0, page: 0 };
const bytesOf = (values: readonly number[]) => Uint8Array.from(values.flatMap(varint));

// A ground goes over the edge between two tiles: a line round its western part, and one round its eastern part.
const WEST = [1, 1, 2, 1, 4, 1, /* grounds */ 5, /* stories */ 0, /* spells */ 2, 0, 1, 1, 3, /* arcs */ 4, 1, 0, /* xy */ 16, 12, -10, 0, 0, -8, 10, 0, /* sides */ 1, 4, 12, 0];
const EAST = [1, 1, 2, 1, 4, 1, 5, 0, 2, 0, 1, 1, 3, 4, 1, 0, 0, 4, 10, 0, 0, 8, -10, 0, 0, 4, 12, 0];
const tile = (values: readonly number[]): Tile => readTile(bytesOf(values));

const westTile = () => tile(WEST);
const eastTile = () => tile(EAST);

describe("a tile", () => {
  it("is read as it was written", () => {
    const { grounds, story, first, left, right, xy, sides, spellStates } = westTile();
    expect([grounds, story, first, left, right].map((one) => [...one])).toEqual([[5], [0], [0, 4], [0], [-1]]);
    expect([...xy]).toEqual([16, 12, 6, 12, 6, 4, 16, 4]);
    expect([...sides]).toEqual([1, 4, 12, 0]);
    expect([...spellStates]).toEqual([1, 3]);
  });
  it("that is cut short is refused in words", () => {
    expect(() => readTile(bytesOf(WEST).subarray(0, 9))).toThrow("A tile of the map is damaged.");
  });
});

describe("tiles side by side", () => {
  const place = (column: number, one: Tile) => ({ column, row: 0, tile: one });
  it("share what lies along the edge between them, and each ground is closed", () => {
    const history = joined([place(0, westTile()), place(1, eastTile())], level, [100, 200], 1e-5, [0, 10, 20]);
    expect(history.cellCount).toBe(2);
    expect(history.arcs.count).toBe(3);
    const edge = [...history.arcs.left.keys()].find((arc) => history.arcs.left[arc] >= 0 && history.arcs.right[arc] >= 0)!;
    expect([history.arcs.left[edge], history.arcs.right[edge]]).toEqual([0, 1]);
    const together = groupRings(history.arcs, () => 0, [0]).get(0)!;
    expect(together).toHaveLength(1);
    const apart = groupRings(history.arcs, (cell) => cell, [0, 1]);
    expect([...apart.values()].map((rings) => rings.length)).toEqual([1, 1]);
    expect(history.cellAreaM2[0]).toBeGreaterThan(0);
  });
  it("end where no tile is beyond", () => {
    const history = joined([place(0, westTile())], level, [0, 0], 1e-5, [0, 10, 20]);
    expect(history.arcs.count).toBe(2);
    expect(groupRings(history.arcs, () => 0, [0]).get(0)).toHaveLength(1);
  });
  it("lie where their level says, a whole number of units from the corner", () => {
    const history = joined([place(1, eastTile())], level, [100, 200], 1e-5, [0, 1, 2]);
    // The edge is fifteen half steps of two units from the corner.
    expect(Math.min(...history.arcs.xy.filter((_, i) => i % 2 === 0))).toBe(115);
  });
  it("have the steps of the map's dates", () => {
    const history = joined([place(0, westTile())], level, [0, 0], 1e-5, [3, 10]);
    expect([...history.spellDates]).toEqual([3, 10]);
  });
});

describe("what is wanted", () => {
  const one = (step: number, across: number, span: number): TileLevel => ({ step, across, span, start: 0, directory: 0, page: 0 });
  const tiles: Tiles = { file: "", bytes: 0, sha256: "", corner: [0, 0], levels: [one(8, 2, 512), one(4, 4, 512), one(1, 8, 1024)], overview_step: 16, facts: one(1, 8, 1024), ledger: [0, 0], changes: [], fronts: [0, 0], sourced: [], states_by_source: [] };
  it("is the overview as long as that is fine enough", () => {
    expect(wantedIn(tiles, [0, 0, 8192, 8192], 0.07)).toBeNull();
    expect(wantedIn(tiles, [0, 0, 8192, 8192], 0.1)?.level.across).toBe(2);
  });
  it("is a few tiles of the coarsest level that is fine enough", () => {
    const wanted = wantedIn(tiles, [4100, 100, 6000, 1900], 0.3)!;
    expect(wanted.level.across).toBe(4);
    expect(eachOf(wanted)).toEqual([[2, 0]]);
    expect(wantedIn(tiles, [0, 0, 100, 100], 50)!.level.step).toBe(1);
  });
  it("stays within the map", () => {
    expect(eachOf(wantedIn(tiles, [-9999, -9999, 99999, 99999], 0.1)!)).toHaveLength(4);
  });
  it("is covered by what is more, in the same level", () => {
    const [large, small] = [[0, 0, 8000, 8000], [100, 100, 200, 200]].map((bounds) => wantedIn(tiles, bounds as [number, number, number, number], 0.3)!);
    expect([covers(large, small), covers(small, large), covers(large, wantedIn(tiles, [100, 100, 200, 200], 9)!)]).toEqual([true, false, false]);
  });
});

describe("the file of tiles", () => {
  it("gives what lies together at once", () => {
    expect(runsOf([[900_000, 5], [0, 10], [40, 10]])).toEqual([[[0, 10], [40, 10]], [[900_000, 5]]]);
  });
  it("has columns and rows in turns", () => {
    expect([[0, 0], [1, 0], [0, 1], [1, 1], [2, 0], [3, 3]].map(([column, row]) => placeInRow(column, row))).toEqual([0, 1, 2, 3, 4, 15]);
  });
});

describe("a point", () => {
  // One line from south to north through x = 10, cell 0 on its left; the tile ends at 20.5, 20.5.
  const arcs = (xy: number[], left: number, right: number) => ({
    count: 1,
    first: Int32Array.of(0, xy.length / 2),
    xy: Int32Array.from(xy),
    left: Int32Array.of(left),
    right: Int32Array.of(right),
    fromNode: Int32Array.of(0),
    toNode: Int32Array.of(1),
    nodeCount: 2,
  });
  const at = { edge: [20.5, 20.5], corner_cell: 9 } as const;
  it("is west of the first border to its east", () => {
    const line = arcs([10, -30, 10, 60], 0, 1);
    expect(cellUnder(line, at, 3, 5)).toBe(0);
    expect(cellUnder(line, at, 12, 5)).toBe(9);
  });
  it("is south of the first border along the tile's edge, where none lies between", () => {
    const line = arcs([-30, 10, 60, 10], 0, 1);
    expect(cellUnder(line, at, 3, 5)).toBe(1);
    expect(cellUnder(line, at, 3, 12)).toBe(9);
  });
  it("passes over borders that lie beyond the tile", () => {
    expect(cellUnder(arcs([25, -30, 25, 60], 0, 1), at, 3, 5)).toBe(9);
  });
});

describe("an answer for a part of a file of 1,000 bytes", () => {
  const told = (status: number, headers: Record<string, string> = {}, bytes = 1000) => wrongWith({ status, headers: new Headers(headers) }, bytes);
  it("is taken as a part, or as the whole of a small file", () => {
    expect(told(206, { "Content-Range": "bytes 0-9/1000" })).toBeNull();
    expect(told(206)).toBeNull();
    expect(told(200, { "Content-Length": "1000" })).toBeNull();
    expect(told(200, { "Content-Length": "700", "Content-Encoding": "gzip" })).toBeNull();
  });
  it("of another file, of a page of words in its place, or of none says that it is gone", () => {
    expect(told(206, { "Content-Range": "bytes 0-9/999" })).toBe("tiles_gone");
    expect(told(416, { "Content-Range": "bytes */999" })).toBe("tiles_gone");
    expect(told(200, { "Content-Length": "3120" })).toBe("tiles_gone");
    expect(told(404)).toBe("tiles_gone");
  });
  it("that is no part, or a part of what was packed, says that the host does not do", () => {
    expect(told(200, {}, 33_000_000)).toBe("tiles_ranges");
    expect(told(206, { "Content-Encoding": "gzip", "Content-Range": "bytes 0-9/1000" })).toBe("tiles_ranges");
  });
  it("of a host that cannot now is a network's", () => {
    expect([told(503), told(500), told(429)]).toEqual(["tiles_network", "tiles_network", "tiles_network"]);
  });
});

it("what cannot be read as it was written is damaged", () => {
  expect(whyOf(new PayloadError("cannot be decompressed"))).toBe("tiles_damaged");
  expect(whyOf(new TypeError("failed to fetch"))).toBe("tiles_network");
});

describe("a directory of 64 tiles across", () => {
  // Two of its four pages list tiles: each is one byte longer than the one before.
  const lengths = (page: number) => Array.from({ length: 1024 }, (_, i) => (page % 2 ? i : 0));
  const bytesIn = (page: number) => lengths(page).reduce((sum, one) => sum + one, 0);
  const pageBytes = Float64Array.from([99, 99, ...[0, 1, 2, 3].flatMap((page) => (page % 2 ? [500 + page, bytesIn(page)] : [0, 0]))]);
  const wide: TileLevel = { ...level, across: 64, start: 7, directory: 5000, page: 1 };
  it("reads the pages that it needs, once, and knows where tiles lie", async () => {
    const asked: Place[] = [];
    const directory = directoryOf(pageBytes, async (places) => {
      asked.push(...places);
      return places.map(([offset, length]) => (length ? bytesOf(lengths(offset === 5000 ? 1 : 3)) : null));
    });
    expect(await directory(wide, [1024 + 3, 3 * 1024 + 1, 0])).toEqual([
      [7 + 0 + 1 + 2, 3],
      [7 + bytesIn(1), 1],
      [7, 0],
    ]);
    expect(await directory(wide, [1024 + 1])).toEqual([[7, 1]]);
    expect(asked).toEqual([
      [5000, 501],
      [5000 + 501, 503],
      [5000, 0],
    ]);
  });
});
