import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { type Ground, groundOf } from "./ground";
import { nearbyIn } from "./nearby";
import { rasterOf, type Runs, runsOf } from "./runs";
import { extentOf, type Screen } from "./screen";
import { lonLatOf, originOf } from "./world";

/** A board with a hole, and ground that touches itself at corners only. */
const atlas = atlasFromSketch({ "2024-11-26": "AAB CC|A BBC |AAB CC| B  C |BBCCAA" });
const origin = originOf(atlas.header.view);
const ground = groundOf(atlas, origin);

const runsIn = (screen: Screen, ratio = 1, of: Ground = ground): Runs =>
  runsOf(of, nearbyIn(of)([extentOf(screen)]), rasterOf(screen, ratio));

/** The cell that a picture shows at a pixel. */
function shownAt({ first, from, cell }: Runs, column: number, row: number): number {
  let run = first[row];
  while (run + 1 < first[row + 1] && from[run + 1] <= column) run++;
  return cell[run];
}

describe("the cell under each pixel", () => {
  it.each([
    ["the whole map", { scale: 20, x: 60.3, y: 70.7, width: 140, height: 120, zoom: 0 }, 1],
    ["a part of it, closely", { scale: 90, x: -31.2, y: 44.9, width: 100, height: 80, zoom: 0 }, 1],
    ["more pixels than one looks at", { scale: 14, x: 50, y: 40, width: 90, height: 70, zoom: 0 }, 1.5],
    ["where there is no ground", { scale: 20, x: 4000, y: 0, width: 30, height: 30, zoom: 0 }, 1],
  ])("is the one that its middle lies on: %s", (_, screen, ratio) => {
    const runs = runsIn(screen, ratio);
    expect([runs.columns, runs.rows]).toEqual([Math.round(screen.width * ratio), Math.round(screen.height * ratio)]);
    const wrong: string[] = [];
    for (let row = 0; row < runs.rows; row++)
      for (let column = 0; column < runs.columns; column++) {
        const at = (pixel: number, start: number) => ((pixel + 0.5) / ratio - start) / screen.scale;
        const wanted = atlas.cellAt(...lonLatOf(at(column, screen.x) + origin.x, at(row, screen.y) + origin.y));
        if (shownAt(runs, column, row) !== wanted) wrong.push(`${column} ${row}`);
      }
    expect(wrong).toEqual([]);
  });

  it("begins every row with its first pixel, and goes on to the right", () => {
    const runs = runsIn({ scale: 90, x: -31.2, y: 44.9, width: 100, height: 80, zoom: 0 });
    for (let row = 0; row < runs.rows; row++) {
      const begins = [...runs.from.slice(runs.first[row], runs.first[row + 1])];
      expect(begins[0]).toBe(0);
      expect(begins).toEqual([...new Set(begins)].sort((a, b) => a - b));
    }
  });

  it("is right beyond borders that thinning has led across each other", () => {
    // A strip of ground narrower than what thinning leaves out, whose two borders change sides.
    const narrow = atlasFromSketch({ "2024-11-26": "ABC" });
    const whole = groundOf(narrow, originOf(narrow.header.view));
    const points = whole.points.slice();
    const { arcs, first } = whole;
    const between = (a: number, b: number) => [...Array(arcs.count).keys()].find((arc) => [arcs.left[arc], arcs.right[arc]].sort().join() === `${a},${b}`)!;
    const [west, east] = [between(0, 1), between(1, 2)];
    for (let vertex = 0; vertex < 2; vertex++) points[2 * (first[east] + vertex)] = points[2 * (first[west] + vertex)] - 0.05;
    const crossed: Ground = { ...whole, points };
    const runs = runsIn({ scale: 20, x: 80, y: 80, width: 160, height: 160, zoom: 0 }, 1, crossed);
    expect(new Set(Array.from(runs.cell))).toEqual(new Set([-1, 0, 2]));
  });
});
