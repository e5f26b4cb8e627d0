import { describe, expect, it } from "vitest";
import { hoverLines } from "./describe";
import { wordsFor } from "./index";
import { atlasFromSketch } from "../testing/sketch";
import { historyOf } from "../core/atlas";
import { holdsOf } from "../core/holds";
import type { ControlState } from "../core/model";

// One hold of one actor: the letters only tell the states apart.
const WAYS: Record<string, Partial<ControlState>> = {
  "2024-11-26": { status: "joint", others: [3, 2] },
  "2024-11-28": { status: "joint", others: [2, 3] },
  "2024-11-29": { status: "contested", others: [2] },
  "2024-11-30": { status: "held", others: [] },
  "2024-12-02": { status: "besieged", others: [2] },
};
const atlas = atlasFromSketch(
  { "2024-11-26": "AC", "2024-11-28": "BC", "2024-11-29": "AC", "2024-11-30": "BC", "2024-12-02": "AC", "2024-12-04": "CC" },
  { state: ({ controller }, date) => (controller === 3 ? {} : { controller: 1, ...WAYS[date] }) },
);
const holds = holdsOf(historyOf(atlas, atlas.cellAt(0.5, 0.5)));

describe("a hold", () => {
  it("goes on through all ways in which it is held, each with a time of its own", () => {
    expect(holds.map(({ controller, from, to }) => [controller, from, to])).toEqual([
      [1, "2024-11-26", "2024-12-04"],
      [3, "2024-12-04", null],
    ]);
    expect(holds[0].ways.map(({ from, to, spells }) => [spells[0].state.status, from, to])).toEqual([
      ["joint", "2024-11-26", "2024-11-29"],
      ["contested", "2024-11-29", "2024-11-30"],
      ["held", "2024-11-30", "2024-12-02"],
      ["besieged", "2024-12-02", "2024-12-04"],
    ]);
    expect(holds[1].ways.length).toBe(1);
  });
  it("is told with the way of the date, since when it was so", () => {
    const map = { atlas, words: wordsFor("en", atlas.header) };
    const told = (date: string, lon = 0.5) => hoverLines(map, { lon, lat: 0.5 }, atlas.dates.indexOf(date)).slice(0, 3);
    expect(told("2024-11-26")).toEqual(["A", "Held: so when the map begins", "Held jointly with C and B: so when the map begins"]);
    expect(told("2024-11-29")).toEqual(["A", "Held: so when the map begins", "Contested with B: since 29 November 2024"]);
    expect(told("2024-12-01")).toEqual(["A", "Held: so when the map begins", "Simply held: since 30 November 2024"]);
    expect(told("2024-12-04").slice(0, 2)).toEqual(["C", "since 4 December 2024"]);
  });
});
