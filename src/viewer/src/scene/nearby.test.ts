import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { meet } from "./boxes";
import { boxAt, groundOf } from "./ground";
import { nearbyIn, nearIn } from "./nearby";
import { type Box, originOf } from "./world";

/** A checkered board. */
const row = (i: number) => Array.from({ length: 20 }, (_, j) => "AB".charAt((i + j) % 2)).join("");
const atlas = atlasFromSketch({ "2024-11-26": Array.from({ length: 20 }, (_, i) => row(i)).join("|") });
const ground = groundOf(atlas, originOf(atlas.header.view));
const { cellCount, arcs } = atlas.history;

describe("what is near some boxes", () => {
  let seed = 3;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const box = (): Box => {
    const [x, y] = [random() * 30 - 15, random() * 30 - 15];
    return [x, y, x + random() * 8, y + random() * 8];
  };
  const nearby = nearbyIn(ground);

  it.each([[256], [2]])("is every cell whose box meets one of them, and each arc around those, once; over %i squares a cell is in no list", (most) => {
    const nearby = nearbyIn(ground, most);
    for (let turn = 0; turn < 12; turn++) {
      const boxes = Array.from({ length: 1 + (turn % 4) }, box);
      const wanted = [...Array(cellCount).keys()].filter((cell) => boxes.some((one) => meet(one, boxAt(ground, cell))));
      const inside = new Set(wanted);
      const around = [...Array(arcs.count).keys()].filter((arc) => inside.has(arcs.left[arc]) || inside.has(arcs.right[arc]));
      for (const near of [nearby(boxes), nearIn(ground, boxes)]) {
        expect([...near.cells].sort((a, b) => a - b)).toEqual(wanted);
        expect(Array.from({ length: cellCount + 1 }, (_, i) => i - 1).filter(near.has)).toEqual(wanted);
        expect([...near.arcs].sort((a, b) => a - b)).toEqual(around);
      }
    }
  });
  it("is everything where everything is asked for, and nothing far away", () => {
    expect(nearby([[-Infinity, -Infinity, Infinity, Infinity]]).cells).toHaveLength(cellCount);
    expect(nearby([[1000, 1000, 1001, 1001]]).cells).toEqual([]);
  });
});
