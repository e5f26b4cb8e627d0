import { describe, expect, it } from "vitest";
import { originOf } from "../../scene/world";
import { atlasFromSketch } from "../../testing/sketch";
import { borderOf, effectOf, isJunction, moved, movedArcs, movedTogether, type Step, stretchBetween, told } from "./border";
import { wayBetween } from "./follow";
import { cellsAt, cutBy, groundOfCells } from "./ground";
import { arcsWith, drawnOf, holdersOf, lineOf, networkAt } from "./network";
import { areaKm2, type Point } from "./points";
import { KINDS, snappingOf } from "./snapping";

// Three states meet in the middle; on the second date B takes the south-west.
const atlas = atlasFromSketch({ "2024-11-26": "AAB|AAB|CCB", "2024-11-30": "AAB|AAB|BBB" }, { side: 1000 });
const [first, second] = [networkAt(atlas, 0), networkAt(atlas, atlas.steps.ofChange[1])];
const snaps = snappingOf(atlas, [], originOf(atlas.header.view));
const all = new Set(KINDS);
const reach = 0.1;

describe("what is caught", () => {
  it("is a vertex before an edge, and both before what lies behind them in the list", () => {
    expect(snaps.catch([2.02, 1.05], reach, first, all)).toMatchObject({ kind: "vertex", at: [2, 1] });
    expect(snaps.catch([2.02, 1.1], reach, first, all)).toMatchObject({ kind: "vertex" });
    expect(snaps.catch([2.02, 1.4], reach, first, all)).toMatchObject({ kind: "border", at: [2, 1.4] });
  });
  it("is a border of another date only as such, and is not on any border then", () => {
    const found = snaps.catch([2.02, 0.5], reach, second, new Set(["vertex", "border", "other_date"]));
    expect(found).toMatchObject({ kind: "border" });
    expect(snaps.catch([1.02, 1.5], reach, second, all)).toMatchObject({ kind: "other_date", at: [1, 1.5], on: null });
    expect(snaps.catch([1.02, 1.5], reach, second, new Set(["vertex", "border"]))).toBeNull();
  });
  it("is nothing far away, and nothing of kinds that are not wanted", () => {
    expect(snaps.catch([0.5, 0.5], 0.01, first, all)).toBeNull();
    expect(snaps.catch([2, 1], reach, first, new Set())).toBeNull();
  });
});

describe("borders that are drawn", () => {
  // A's ground is of two records: the one in the south begins later.
  const parted = atlasFromSketch({ "2024-11-26": "AB|CB", "2024-11-30": "AB|AB" }, { side: 1000 });
  const later = networkAt(parted, parted.steps.ofChange[1]);
  const near = snappingOf(parted, [], originOf(parted.header.view));
  const lines = new Set(["vertex", "border"] as const);
  it("are those between holders, not those between two records of one", () => {
    expect(near.catch([0.5, 1.01], reach, later, lines)).toMatchObject({ kind: "border", at: [0.5, 1] });
    expect(near.catch([0.5, 1.01], reach, drawnOf(later), lines)).toBeNull();
    expect(near.catch([1.01, 0.5], reach, drawnOf(later), lines)).toMatchObject({ kind: "border", at: [1, 0.5] });
  });
  it("are all that a way along them takes", () => {
    const at = (point: Point) => near.catch(point, reach, drawnOf(later), lines)!.on!;
    const [west, east] = [at([0, 0.6]), at([1, 0.6])];
    expect(wayBetween(later, west, east)).toEqual([[0, 1], [1, 1]]);
    expect(wayBetween(drawnOf(later), west, east)).not.toContainEqual([0, 1]);
  });
});

describe("borders of a date", () => {
  it("have the two who stand beside them", () => {
    const on = snaps.catch([2, 2.5], reach, first, new Set(["border"]))!.on!;
    const names = holdersOf(first, on.arc).map((actor) => atlas.header.actors[actor].id);
    expect(names.sort()).toEqual(["A", "B"]);
  });
  it("end where a third one meets them", () => {
    const on = snaps.catch([2, 2.5], reach, first, new Set(["border"]))!.on!;
    const points = borderOf(first, on.arc).flatMap((arc) => lineOf(atlas, arc));
    expect(new Set(points.map(String))).toEqual(new Set(["2,3", "2,2", "2,1"]));
    const { fromNode, toNode } = atlas.history.arcs;
    const nodes = borderOf(first, on.arc).flatMap((arc) => [fromNode[arc], toNode[arc]]);
    expect(new Set(nodes.filter((node) => isJunction(first, node))).size).toBe(2);
  });
  it("are followed between two points of them, also round corners", () => {
    const at = (point: Point) => snaps.catch(point, reach, first, new Set(["vertex", "border"]))!.on!;
    expect(wayBetween(first, at([2, 3]), at([2, 1]))).toEqual([[2, 2]]);
    expect(wayBetween(first, at([0, 1]), at([2, 2]))).toEqual([[1, 1], [2, 1]]);
  });
  it("are not followed where the way is much longer than the straight one", () => {
    const at = (point: Point) => snaps.catch(point, reach, first, new Set(["vertex", "border"]))!.on!;
    // Round C it is 4, straight across 0.5.
    expect(wayBetween(first, at([0, 0.75]), at([2, 0.75]))).not.toBeNull();
    expect(wayBetween(second, at([0, 0.05]), at([3, 0.05]))?.length).toBe(2);
  });
});

describe("a border that is moved", () => {
  const steps: Step[] = [{ kind: "move", from: [2, 2], to: [2.5, 2] }];
  it("takes along all arcs at a vertex, so that nothing comes apart", () => {
    const arcs = movedArcs(atlas, [{ kind: "move", from: [2, 1], to: [2.2, 1.2] }], []);
    expect(arcs.map(({ arc }) => arc).sort()).toEqual([...arcsWith(atlas, [2, 1])].sort());
    for (const { after } of arcs) expect(after.some((point) => String(point) === "2.2,1.2")).toBe(true);
  });
  it("tells km² by shoelace, from whom to whom, at each date that differs", () => {
    const rows = effectOf(first, movedArcs(atlas, steps, []), "everywhere");
    const lost = areaKm2([[2, 1], [2.5, 2], [2, 3]]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ date: "2024-11-26", from: "B", to: "A", meant: true });
    expect(rows[0].area_km2).toBeCloseTo(lost, 0);
  });
  it("moves from its date on where that is said", () => {
    expect(effectOf(second, movedArcs(atlas, steps, []), "from").map(({ date }) => date)).toEqual(["2024-11-30"]);
  });
  it("stays as it is where its states no longer stand", () => {
    const south: Step[] = [{ kind: "move", from: [1, 1], to: [1, 1.5] }];
    const rows = effectOf(first, movedArcs(atlas, south, []), "while");
    expect(rows.map(({ date, from, to }) => [date, from, to])).toEqual([["2024-11-26", "A", "C"]]);
  });
  it("gets vertices where they are put, from whichever side it is walked", () => {
    const put: Step = { kind: "insert", after: [2, 2], before: [2, 3], at: [2.1, 2.5] };
    expect(moved([[2, 3], [2, 2]], [put])).toEqual([[2, 3], [2.1, 2.5], [2, 2]]);
    expect(moved([[2, 2], [2, 3]], [put])).toEqual([[2, 2], [2.1, 2.5], [2, 3]]);
  });
  it("is told of the map as it is, however often it was touched", () => {
    const often: Step[] = [
      { kind: "move", from: [2, 2], to: [2.1, 2] },
      { kind: "move", from: [2.1, 2], to: [2.3, 2] },
      { kind: "insert", after: [2.3, 2], before: [2, 3], at: [2.4, 2.5] },
      { kind: "move", from: [2.4, 2.5], to: [2.5, 2.5] },
      { kind: "insert", after: [2, 1], before: [2.3, 2], at: [2, 1.4] },
      { kind: "move", from: [2, 1.4], to: null },
    ];
    expect(told(often)).toEqual([
      { from: [2, 2], to: [2.3, 2] },
      { from: [2, 2.5], to: [2.5, 2.5] },
    ]);
  });
});

describe("ground", () => {
  it("is picked by cell, or with all of its record", () => {
    expect(cellsAt(first, [0.5, 2.5], "cell")).toHaveLength(1);
    expect(cellsAt(first, [0.5, 2.5], "state")).toHaveLength(4);
    expect(cellsAt(first, [9, 9], "state")).toEqual([]);
    const outline = groundOfCells(atlas, new Set(cellsAt(first, [0.5, 2.5], "state")));
    expect(outline.coordinates).toHaveLength(1);
  });
  it("is cut by a line from border to border into two sides that make it up", () => {
    const cut = cutBy(first, [[-0.5, 2], [0.5, 2], [2.5, 2.2]])!;
    expect(cut.controller).toBe("A");
    const [small, large] = cut.sides.map((side) => areaKm2(side));
    expect(small).toBeLessThanOrEqual(large);
    expect(small + large).toBeCloseTo(areaKm2([[0, 1], [2, 1], [2, 3], [0, 3]]), -2);
  });
  it("is cut by a line whose ends lie on its border", () =>
    expect(cutBy(first, [[0, 2], [2, 2]])?.sides.map((side) => side.length)).toEqual([5, 5]));
  it("is not cut by a line that ends inside, or lies outside", () => {
    expect(cutBy(first, [[-0.5, 2], [1.2, 2]])).toBeNull();
    expect(cutBy(first, [[7, 7], [8, 8]])).toBeNull();
  });
});

describe("a stretch of a border", () => {
  const lines: Point[][] = [[[0, 0], [1, 0], [2, 0]], [[4, 0], [3, 0], [2, 0]], [[9, 9], [8, 8]]];
  it("is all vertices between two of them, whichever way its lines run", () => {
    expect(stretchBetween(lines, [3, 0], [1, 0]).map(([x]) => x)).toEqual([1, 2, 3]);
    expect(stretchBetween(lines, [1, 0], [1, 0])).toEqual([[1, 0]]);
    expect(stretchBetween(lines, [1, 0], [8, 8])).toEqual([]);
  });
  it("moves as one, and can be told of the map as it is", () => {
    const steps = movedTogether([[1, 0], [2, 0]], [1, 0], [1, 0.5], 1e-6);
    expect(moved(lines[0], steps)).toEqual([[0, 0], [1, 0.5], [2, 0.5]]);
    expect(told(steps)).toEqual([{ from: [1, 0], to: [1, 0.5] }, { from: [2, 0], to: [2, 0.5] }]);
  });
});
