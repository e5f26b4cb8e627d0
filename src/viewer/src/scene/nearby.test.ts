import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { meet } from "./boxes";
import { boxAt, groundOf } from "./ground";
import { arcsIn, nearbyIn, nearIn } from "./nearby";
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
  it.each([[256], [2]])("are all arcs that come into one of them, each once; over %i squares an arc is in no list", (most) => {
    const near = arcsIn(ground, most);
    const all = [...Array(arcs.count).keys()];
    const comesInto = (arc: number, [west, north, east, south]: Box) => {
      const at = Array.from({ length: ground.first[arc + 1] - ground.first[arc] }, (_, i) => ground.first[arc] + i);
      const [xs, ys] = [0, 1].map((axis) => at.map((vertex) => ground.points[2 * vertex + axis]));
      return Math.min(...xs) <= east && Math.max(...xs) >= west && Math.min(...ys) <= south && Math.max(...ys) >= north;
    };
    expect(near([[1000, 1000, 1001, 1001]]).length).toBeLessThan(most === 2 ? arcs.count : 40);
    for (let turn = 0; turn < 12; turn++) {
      const boxes = Array.from({ length: 1 + (turn % 4) }, box);
      const found = near(boxes);
      expect(new Set(found).size).toBe(found.length);
      expect(found).toEqual(expect.arrayContaining(all.filter((arc) => boxes.some((one) => comesInto(arc, one)))));
    }
  });
  it("is everything where everything is asked for, and nothing far away", () => {
    expect(nearby([[-Infinity, -Infinity, Infinity, Infinity]]).cells).toHaveLength(cellCount);
    expect(nearby([[1000, 1000, 1001, 1001]]).cells).toEqual([]);
  });
});
