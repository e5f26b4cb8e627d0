import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { groundOf } from "./ground";
import { holderLabels, stillHeld } from "./holders";
import { lonLatOf, originOf, worldX, worldY } from "./world";

const named = (sketch: Record<string, string>, hidden: number[] = [], compare: number | null = null) => {
  const atlas = atlasFromSketch(sketch);
  const origin = originOf(atlas.header.view);
  const labels = holderLabels(atlas, groundOf(atlas, origin), origin, { date: 0, hidden: new Set(hidden), compare, swipe: compare !== null });
  return { atlas, labels, spots: labels.map(({ name, x, y }) => [name.en, ...lonLatOf(x + origin.x, y + origin.y).map((value) => Math.round(value * 10) / 10)]) };
};

describe("the names of holders", () => {
  it("stand in the middle of each stretch of their ground, the largest first", () => {
    expect(named({ "2024-11-26": "AAAB|AAAB|C.CC" }).spots).toEqual([
      ["A", 1.5, 2],
      ["B", 3.5, 2],
      ["C", 3, 0.5],
      ["C", 0.5, 0.5],
    ]);
  });
  it("stand on ground of their own where the middle is somebody else's", () => {
    const { atlas, labels } = named({ "2024-11-26": "AAA|ABA|AAA" });
    for (const label of labels) expect(stillHeld(atlas, label, 0)).toBe(true);
    expect(labels.map(({ actor }) => actor)).toEqual([1, 2]);
  });
  it("stand on no edge: a name there is read of both sides", () => {
    // The middle of A's box is a corner of B's.
    const [[, lon, lat]] = named({ "2024-11-26": "BBAA|BBAA|AAAA|AAAA" }).spots;
    expect(Number(lon) > 2.2 || Number(lat) < 1.8).toBe(true);
  });
  it.each([
    "AAAAA|AABBA|AABBA|AAAAA|AAAAA",
    "AAAAA|ABBBA|ABBBA|ABBBA|AAAAA",
    "AAAAAAA|ABABABA|AAAAAAA|ABABABA",
    "ABBBA|ABBBA|AAAAA",
    "AABBB|AABAA|AAAAA|BBAAA",
  ])("stand in %s on ground that is theirs as far as they may reach to both sides", (sketch) => {
    const { atlas, labels } = named({ "2024-11-26": sketch });
    const origin = originOf(atlas.header.view);
    for (const { x, y, actor, room } of labels) {
      for (let part = -0.49; part < 0.5; part += 0.07) {
        const cell = atlas.cellAt(...lonLatOf(x + part * room[0] + origin.x, y + origin.y));
        expect([part, atlas.states.controller[atlas.history.spellStates[atlas.history.firstSpell[cell]]]]).toEqual([part, actor]);
      }
    }
  });
  it("are none where holders are hidden or not known", () => expect(named({ "2024-11-26": "AB|.." }, [1]).spots).toEqual([["B", 1.5, 1.5]]));
  it("are those of both dates that stand side by side, whose handle may go anywhere", () => {
    expect(named({ "2024-11-26": "AB", "2024-11-29": "BB" }, [], 0).spots.map(([name]) => name)).toEqual(["A", "B"]);
    expect(named({ "2024-11-26": "AB", "2024-11-29": "BB" }, [], 3).spots.map(([name]) => name)).toEqual(["B"]);
  });
  it("go with their ground", () => {
    const { atlas, labels } = named({ "2024-11-26": "AB", "2024-11-29": "BB" });
    const after = atlas.steps.ofChange[1];
    expect(labels.map((label) => stillHeld(atlas, label, after))).toEqual([false, true]);
  });
});

it("world units are turned back into degrees", () => {
  for (const [lon, lat] of [[0, 0], [36.8, 35.9], [-179, -60], [179, 84]]) {
    const [x, y] = lonLatOf(worldX(lon), worldY(lat));
    expect([x, y]).toEqual([expect.closeTo(lon, 9), expect.closeTo(lat, 9)]);
  }
});
