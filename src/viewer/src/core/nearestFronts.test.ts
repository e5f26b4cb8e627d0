import { expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { kmBetween } from "./geodesy";
import { nearestFronts } from "./nearestFronts";

const atlas = atlasFromSketch({ "2024-11-26": "AAAAB|AAAAB|CAAAB", "2024-11-29": "AAAAA|AAAAA|AAAAA" }, { header: { grid: 1e-3 } });
const [first, second] = atlas.steps.ofChange;
const at = (x: number, y: number) => ({ lon: x * 1e-3, lat: y * 1e-3 });
const east = kmBetween(0, 0, 1e-3, 0);

it("the nearest front with each has a distance, a side and somebody behind it", () => {
  const [b, c] = nearestFronts([atlas], at(3.5, 2.5), 1, first);
  expect(b).toMatchObject({ wind: "e", actor: 2 });
  expect(b.km).toBeCloseTo(0.5 * east, 6);
  expect(c).toMatchObject({ wind: "sw", actor: 3 });
  expect(nearestFronts([atlas], at(0.5, 2.5), 1, first)[0]).toMatchObject({ wind: "s", actor: 3 });
  expect(nearestFronts([atlas], at(4.5, 1.5), 2, first)).toMatchObject([{ wind: "w", actor: 1 }]);
});

it("there is none where one holds all, or for who holds nothing", () => {
  expect(nearestFronts([atlas], at(1.5, 1.5), 1, second)).toEqual([]);
  expect(nearestFronts([atlas], at(1.5, 1.5), 0, first)).toEqual([]);
});
