import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { columnsOf, statesOf } from "./states";

const { states } = atlasFromSketch({ "2024-11-26": "AB", "2024-11-30": "BB" });

describe("states in columns", () => {
  it("are numbered from 1; 0 is no record", () => {
    expect(states.length).toBe(4);
    expect(states.at(0)).toMatchObject({ id: null, controller: 0, certainty: null, from: null });
    expect(states.at(2)).toMatchObject({ id: "s2", controller: 2, from: "2024-11-30" });
  });
  it("answer alike whether asked for one member or for all", () => {
    expect([...states.controller]).toEqual([0, 1, 2, 3].map((i) => states.at(i).controller));
  });
  it("take one value for all states", () => {
    const { count, ...columns } = columnsOf([states.at(1), states.at(2)]);
    const alike = statesOf({ count, ...columns, status: ["besieged"], certainty: ["claimed"] });
    expect([1, 2].map((i) => [alike.at(i).status, alike.at(i).certainty])).toEqual([
      ["besieged", "claimed"],
      ["besieged", "claimed"],
    ]);
  });
});
