import { expect, it } from "vitest";
import { snapshotAt } from "../core/history";
import { arcOf, looseRings } from "../core/rings";
import { atlasFromSketch } from "../testing/sketch";
import { borderLines } from "./borders";
import { groundOf } from "./ground";
import { styleTable } from "./styles";
import { LIGHT } from "./theme";
import { originOf } from "./world";

const atlas = atlasFromSketch({ "2024-11-26": "AABB|AABB|ABBC|ABCC" });
const ground = groundOf(atlas, originOf(atlas.header.view));
const snapshot = snapshotAt(atlas.history, 0);
const table = styleTable(atlas, { hidden: new Set() });
const lines = borderLines(atlas, ground, table, snapshot, 0, LIGHT);
const { left, right, fromNode, toNode } = ground.arcs;
const holderOf = (cell: number) => (cell < 0 ? -1 : table.holder[snapshot[cell]]);

it("walks each border once, with the same of its two holders on the left", () => {
  const walks = lines.flatMap((line) => line.walks);
  const borders = [...left.keys()].filter((arc) => holderOf(left[arc]) !== holderOf(right[arc]));
  expect(walks.map(arcOf).sort((a, b) => a - b)).toEqual(borders);
  for (const walk of walks) {
    const [one, other] = walk < 0 ? [right[~walk], left[~walk]] : [left[walk], right[walk]];
    expect(holderOf(one)).toBeLessThan(holderOf(other));
  }
});

it("is joined to lines that leave no walk out and go on where they arrive", () => {
  for (const { walks } of lines) {
    const joined = looseRings(ground.arcs, walks);
    expect(joined.flat().sort((a, b) => a - b)).toEqual([...walks].sort((a, b) => a - b));
    for (const line of joined) {
      const ends = line.map((walk) => (walk < 0 ? [toNode[~walk], fromNode[~walk]] : [fromNode[walk], toNode[walk]]));
      expect(ends.slice(1).map(([from]) => from)).toEqual(ends.slice(0, -1).map(([, to]) => to));
    }
  }
});
