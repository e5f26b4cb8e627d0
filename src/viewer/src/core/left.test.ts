import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { areasAt, isNobody, stateOf } from "./atlas";
import { unknownOf } from "./certainty";
import { isAnyNewlyKnown } from "./flows";
import { tellLeftByFlows } from "./left";

// Every story of three dates that a cell can have: each is one square.
const LETTERS = ["A", "B", "."];
const STORIES = LETTERS.flatMap((a) => LETTERS.flatMap((b) => LETTERS.map((c) => a + b + c)));
const DATES = ["2024-11-26", "2024-11-28", "2024-11-29"];
const SKETCH = Object.fromEntries(DATES.map((date, i) => [date, STORIES.map((story) => story[i]).join("")]));
const atlas = atlasFromSketch(SKETCH);
const stepOf = (date: number) => atlas.steps.ofChange[date];

describe("ground that nobody is known to hold", () => {
  it("was left where somebody held it before, whatever state others of its record are in", () => {
    for (const [cell, story] of STORIES.entries())
      for (const date of DATES.keys()) {
        if (story[date] !== ".") continue;
        const wasHeld = /[AB]/.test(story.slice(0, date));
        expect([story, date, unknownOf(stateOf(atlas, atlas.cellAt(cell + 0.5, 0.5), stepOf(date)))]).toEqual([story, date, wasHeld ? "no_successor" : "no_report"]);
      }
  });
  it("was not left where no record is between its holder and the one that names nobody", () => {
    const gap = atlasFromSketch({ "2024-11-26": "A", "2024-11-28": ".", "2024-11-29": "." });
    expect(unknownOf(gap.states.at(0))).toBe("no_report");
  });
  it("is told by what passes too, where the ground itself is not there", () => {
    const { states } = atlas;
    const nobody = [...states.controller.keys()].filter((state) => state > 0 && states.controller[state] === 0);
    const [one, other] = nobody;
    const held = states.controller.indexOf(1);
    const flows = (pairs: [number, number][]) => ({ dates: Int32Array.from(pairs, (_, i) => i), from: pairs.map(([from]) => from), to: pairs.map(([, to]) => to), areasM2: pairs.map(() => 1) });
    const kinds = (pairs: [number, number][]) => nobody.slice(0, 2).map((state) => unknownOf(tellLeftByFlows({ ...states, at: (i) => ({ ...states.at(i), left: false }) }, flows(pairs)).at(state)));
    expect(kinds([[-1, one], [one, other]])).toEqual(["no_report", "no_report"]);
    expect(kinds([[-1, held], [held, one], [one, other]])).toEqual(["no_successor", "no_successor"]);
    expect(kinds([[-1, held], [held, 0], [0, one]])).toEqual(["no_report", "no_report"]);
  });
});

describe("what is newly known", () => {
  it("is what nobody was known to hold at first and somebody holds now, counted by cells", () => {
    for (const date of DATES.keys()) {
      const known = atlas.newlyKnown(stepOf(date))!;
      for (const [actor, letter] of [[1, "A"], [2, "B"]] as const)
        expect(known[actor]).toBe(1e6 * STORIES.filter((story) => story[0] === "." && story[date] === letter).length);
      expect(known[0]).toBe(0);
    }
  });
  it("is not told from what passes from state to state once anything came from nobody: of whom it is taken later, cells alone tell", () => {
    const { controller } = atlas.states;
    const state = (actor: number) => controller.indexOf(actor, 1);
    const flows = { dates: Int32Array.of(0, 1, 2), from: [-1, state(1), state(0)], to: [state(0), state(2), state(1)], areasM2: [5, 5, 2] };
    const nobody = (actor: number) => isNobody(actor, atlas);
    expect([0, 1, 2].map((step) => isAnyNewlyKnown(flows, atlas.states, step, nobody))).toEqual([false, false, true]);
  });
  it("and what was gained less what was lost make up how much more is held", () => {
    const [first, last] = [areasAt(atlas, 0), areasAt(atlas, stepOf(2))];
    const known = atlas.newlyKnown(stepOf(2))!;
    const passed = (from: RegExp, to: string) => 1e6 * STORIES.filter((story) => from.test(story[0]) && story[2] === to).length;
    expect(last[1] - first[1] - known[1]).toBe(passed(/B/, "A") - 1e6 * STORIES.filter((story) => story[0] === "A" && story[2] !== "A").length);
  });
});
