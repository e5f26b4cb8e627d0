import { expect, test } from "vitest";
import { detailOf, thinned } from "./detail";
import type { Ground } from "./ground";

/** Ground with these runs of x, y, x, y ... as arcs. */
function groundWith(...runs: readonly number[][]): Ground {
  const first = Int32Array.from([0, ...runs.map((_, i) => runs.slice(0, i + 1).flat().length / 2)]);
  return { first, points: Float32Array.from(runs.flat()) } as Ground;
}

const runsOf = ({ first, points }: Ground): number[][] =>
  Array.from({ length: first.length - 1 }, (_, i) => [...points.subarray(2 * first[i], 2 * first[i + 1])]);

/** How far a point lies off a run of points. */
function off(run: readonly number[], x: number, y: number): number {
  let least = Infinity;
  for (let i = 0; i + 3 < run.length; i += 2) {
    const [ax, ay, bx, by] = run.slice(i, i + 4);
    const square = (bx - ax) ** 2 + (by - ay) ** 2;
    const share = square && Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square));
    least = Math.min(least, Math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y));
  }
  return least;
}

test("corners that stand out stay, others go, ends always stay", () => {
  const ground = groundWith([0, 0, 1, 0.1, 2, 0, 3, 0.1, 4, 0], [4, 0, 5, 3, 6, 0], [6, 0, 7, 0], [7, 0, 8, 0.1, 9, 0]);
  expect(runsOf(thinned(ground, 0.5))).toEqual([[0, 0, 4, 0], [4, 0, 5, 3, 6, 0], [6, 0, 7, 0], [7, 0, 9, 0]]);
});

test("a closed arc keeps what makes it a ring", () => {
  const circle = Array.from({ length: 65 }, (_, i) => [Math.cos((i * Math.PI) / 32), Math.sin((i * Math.PI) / 32)]);
  const [ring] = runsOf(thinned(groundWith(circle.flat()), 0.1));
  expect(ring.length / 2).toBeGreaterThan(4);
  expect(ring.length / 2).toBeLessThan(20);
});

test("nothing that is left out was farther off than was said", () => {
  let seed = 11;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let turn = 0; turn < 100; turn++) {
    let [x, y] = [0, 0];
    const run = Array.from({ length: 200 }, () => [(x += random()), (y += random() - 0.5)]).flat();
    const [fewer] = runsOf(thinned(groundWith(run), 0.4));
    expect(fewer.length).toBeLessThan(run.length);
    for (let i = 0; i < run.length; i += 2) expect(off(fewer, run[i], run[i + 1])).toBeLessThan(0.4 + 1e-5);
  }
});

test("the nearer one looks, the more one sees; ground that would stay as it is is itself", () => {
  const wave = Array.from({ length: 400 }, (_, i) => [i, Math.sin(i) / 2]).flat();
  const detail = detailOf(groundWith(wave), 0);
  const sizes = [1 / 64, 1 / 8, 1, 64].map((scale) => detail(scale, 1).points.length);
  expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  expect(sizes[0]).toBeLessThan(20);
  expect(sizes[3]).toBe(wave.length);
  const square = groundWith([0, 0, 5, 0, 5, 5, 0, 5, 0, 0]);
  expect(detailOf(square, 0)(1, 1)).toBe(square);
  const few = groundWith(wave);
  expect(detailOf(few)(1 / 64, 1)).toBe(few);
});
