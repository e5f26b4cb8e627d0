import { expect, it } from "vitest";
import { graticuleLines } from "./graticule";
import { originOf } from "./world";

it("degrees beyond the antimeridian are called as people call them", () => {
  const origin = originOf([177, -19, 183, -17]);
  const screen = { width: 900, height: 400, zoom: 7, scale: 2 ** 7, x: 450, y: 200 };
  const upright = graticuleLines(screen, origin).filter((line) => line.upright);
  expect(upright.map(({ degrees }) => degrees)).toEqual([176, 178, 180, -178, -176]);
});
