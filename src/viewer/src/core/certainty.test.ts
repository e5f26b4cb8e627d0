import { expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { areasAt, atLeast, isNobody } from "./atlas";
import { frontsAt } from "./fronts";
import { passagesBetween } from "./measure";

const atlas = atlasFromSketch(
  { "2024-11-26": "AAAB", "2024-11-30": "AABB" },
  { state: ({ controller }) => ({ certainty: controller === 2 ? "claimed" : "confirmed" }) },
);
const seen = atLeast(atlas, { en: "Less sure" });

it("figures, changes and fronts of a choice count only what is as sure", () => {
  const sure = seen("confirmed");
  expect([...areasAt(sure, 0)]).toEqual([0, 3e6, 0, 1e6]);
  expect(areasAt(sure, sure.steps.count - 1)[sure.filtered]).toBe(2e6);
  expect(passagesBetween(sure.history, sure.states, 0, sure.steps.count - 1).map(({ from, to }) => [from, to])).toEqual([[1, 3]]);
  expect(frontsAt(sure, 0)).toEqual([]);
  expect(frontsAt(atlas, 0).length).toBe(1);
  expect(isNobody(sure.filtered, sure)).toBe(true);
});

it("the ground that is left out is told, and none is lost", () => {
  for (const least of ["confirmed", "reported", "claimed", "inferred"] as const) {
    const all = [...areasAt(seen(least), 0)].reduce((sum, area) => sum + area, 0);
    expect(all).toBe(atlas.extentM2);
  }
  expect(seen("inferred")).toBe(atlas);
  expect(seen("claimed").states.at(1).controller).toBe(atlas.states.at(1).controller);
});
