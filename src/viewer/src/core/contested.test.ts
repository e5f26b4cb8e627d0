import { describe, expect, it } from "vitest";
import type { Atlas } from "./atlas";
import { contestedAt, contestedStates } from "./contested";

/** Three cells side by side: the middle one, the smallest, and the last are contested from the second date on. */
const states = [{ status: "held" }, { status: "held", id: "a" }, { status: "contested", id: "b" }, { status: "contested", id: "c" }];
const map = {
  reach: "whole",
  states: { length: states.length, at: (i: number) => states[i] },
  header: { places: [{ id: "p", kind: "town" }, { id: "q", kind: "town" }] },
  placeCells: [1, 0],
  history: {
    grid: 0.5,
    cellCount: 3,
    cellAreaM2: [9, 1, 4],
    firstSpell: Int32Array.from([0, 1, 3, 5]),
    spellDates: Int32Array.from([0, 0, 1, 0, 1]),
    spellStates: Int32Array.from([1, 1, 2, 1, 3]),
    arcs: { count: 2, first: [0, 2, 4], xy: [0, 0, 2, 2, 2, 2, 6, 4], left: [0, 1], right: [1, 2] },
  },
} as unknown as Atlas;

describe("contested ground", () => {
  const found = (date: number) => contestedAt(map, contestedStates(map), date);
  it("is told piece by piece, the smallest first", () => {
    expect(found(1).map(({ state, areaM2 }) => [state.id, areaM2])).toEqual([["b", 1], ["c", 4]]);
    expect(found(0)).toEqual([]);
  });
  it("has the places in it, and a place on the map", () => {
    expect(found(1)[0].places.map(({ id }) => id)).toEqual(["p"]);
    expect(found(1).map(({ bounds }) => bounds)).toEqual([[0, 0, 3, 2], [1, 1, 3, 2]]);
  });
  it("is not looked for where its ground is not all there", () => {
    expect(contestedStates({ ...map, reach: "outline" }).size).toBe(0);
  });
});
