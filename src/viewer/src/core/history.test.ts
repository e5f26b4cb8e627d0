import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { areasAt, changedAt, foremost, historyOf, stateOf } from "./atlas";
import type { Arcs } from "./history";
import { holdsOf } from "./holds";
import { passagesBetween, passagesByStep } from "./measure";
import { eachVertex, looseRings, stitch, type Walk } from "./rings";
import { stepCalled } from "./steps";

const SKETCH = {
  "2024-11-26": "AAB|AAB|CCB",
  "2024-11-29": "ABB|AAB|CCB",
  "2024-11-30T12:00": "ABB|A.B|CCA",
};
const atlas = atlasFromSketch(SKETCH);
const { history, states } = atlas;

/** The sketch's letter under the middle of a cell, read from the picture itself. */
const letterAt = (date: string, x: number, y: number) =>
  SKETCH[date as keyof typeof SKETCH].split("|")[2 - y][x];
const controllers = ["unknown", "A", "B", "C"];

/** Walks along the outline of a set of cells, with the set on the left. */
function outlineOf({ count, left, right }: Arcs, isInside: (cell: number) => boolean): Walk[] {
  const inside = (cell: number) => cell >= 0 && isInside(cell);
  return Array.from({ length: count }, (_, arc) => arc).flatMap((arc) =>
    inside(left[arc]) === inside(right[arc]) ? [] : [inside(left[arc]) ? arc : ~arc],
  );
}

describe("a history", () => {
  it("gives every point of every date the holder of the picture", () => {
    for (const [change, date] of Object.keys(SKETCH).entries()) {
      const index = atlas.steps.ofChange[change];
      for (const [x, y] of [0, 1, 2].flatMap((x) => [0, 1, 2].map((y) => [x, y]))) {
        const { controller } = stateOf(atlas, atlas.cellAt(x + 0.3, y + 0.6), index);
        expect(controllers[controller]).toBe(letterAt(date, x, y).replace(".", "unknown"));
      }
    }
  });
  it("knows no cell outside", () => {
    expect([
      atlas.cellAt(-0.1, 1.5),
      atlas.cellAt(3.1, 1.5),
      atlas.cellAt(1.5, 3.5),
      atlas.cellAt(1.5, -0.5),
    ]).toEqual([-1, -1, -1, -1]);
  });
  it("adds areas up to the extent on each date", () => {
    for (const date of atlas.minutes.keys())
      expect(areasAt(atlas, date).reduce((sum, area) => sum + area)).toBe(9e6);
    const end = atlas.steps.count - 1;
    const last = atlas.grounds[0].areasM2(states, 4, end);
    expect([...last]).toEqual([1e6, 3e6, 3e6, 2e6]);
    expect([...areasAt(atlas, end)]).toEqual([...last]);
  });
  it("counts what changes hands at each date", () => {
    expect(Array.from(atlas.steps.ofChange, (step) => changedAt(atlas, step))).toEqual([0, 1e6, 2e6]);
    expect(Array.from(atlas.minutes.keys(), (step) => changedAt(atlas, step)).reduce((sum, area) => sum + area)).toBe(3e6);
  });
  it("tells who took what from whom, backwards too", () => {
    const end = atlas.steps.count - 1;
    const forward = passagesBetween(history, states, 0, end).map(({ from, to, areaM2 }) => [from, to, areaM2]);
    expect(forward).toEqual([
      [1, 0, 1e6],
      [1, 2, 1e6],
      [2, 1, 1e6],
    ]);
    const back = passagesBetween(history, states, end, 0).map(({ from, to, areaM2 }) => [to, from, areaM2]);
    expect(back.sort()).toEqual(forward.sort());
  });
  it("tells what passed at each step, in order of time, and what came back too", () => {
    const back = atlasFromSketch({ "2024-11-26": "AB", "2024-11-28": "BB", "2024-11-29": "AB" });
    const { ofChange, count } = back.steps;
    const told = (after: number, through: number) =>
      [...passagesByStep(back.history, back.states, after, through)].map(([date, passages]) => [date, ...passages.map(({ from, to, areaM2 }) => [from, to, areaM2])]);
    expect(told(0, count - 1)).toEqual([[ofChange[1], [1, 2, 1e6]], [ofChange[2], [2, 1, 1e6]]]);
    expect(told(ofChange[1], count - 1)).toEqual([[ofChange[2], [2, 1, 1e6]]]);
    expect(passagesBetween(back.history, back.states, 0, count - 1)).toEqual([]);
  });
  it("knows who ever held most, in the order of all, and nobody with them", () => {
    expect(foremost(atlas, 9)).toBe(atlas.present);
    // At most 4 squares are A's, 4 B's and 2 C's; of one nobody knows.
    expect(foremost(atlas, 2)).toEqual([1, 2, 0]);
  });
  it("finds the step of any date and instant", () => {
    const found = ["2020-01-01", "2024-11-26", "2024-11-30T11:59", "2024-11-30T12:00", "2024-11-30", "2025-01-01"];
    expect(found.map((text) => stepCalled(atlas.steps, text))).toEqual([0, 0, 4, 5, 5, 17]);
  });
  it("tells one cell's whole story", () => {
    const spells = historyOf(atlas, atlas.cellAt(1.5, 2.5));
    expect(spells.map(({ from, to, state }) => [from, to, state.controller])).toEqual([
      ["2024-11-26", "2024-11-29", 1],
      ["2024-11-29", null, 2],
    ]);
  });
});

describe("spells", () => {
  const twice = (later: object) => {
    const changed = atlasFromSketch({ "2024-11-26": "A", "2024-11-28": "B" }, { state: ({ from }) => ({ controller: 1, ...(from === "2024-11-28" && later) }) });
    return historyOf(changed, 0).map(({ from, to, state }) => [from, to, state.id]);
  };
  it("are one where states that tell the same follow upon each other", () => expect(twice({})).toEqual([["2024-11-26", null, "s1"]]));
  it("differ where anything is told anew", () => {
    for (const later of [{ controller: 2 }, { status: "contested" }, { certainty: "claimed" }, { sources: [1] }, { note: { en: "Seen" } }])
      expect(twice(later)).toHaveLength(2);
  });
});

describe("holds", () => {
  it("join spells of one controller and reach back before the map", () => {
    const older = atlasFromSketch(SKETCH, {
      state: (_, date) => (date === "2024-11-26" ? { from: "2016-12-22" } : {}),
    });
    const holds = holdsOf(historyOf(older, older.cellAt(0.5, 0.5)));
    expect(holds.map(({ from, before, to }) => [from, before, to])).toEqual([["2016-12-22", true, null]]);
  });
  it("are one more than the changes of hands", () => {
    expect(holdsOf(historyOf(atlas, atlas.cellAt(2.5, 0.5))).length).toBe(2);
  });
});

describe("rings", () => {
  const ringsOf = (sketch: string, actor = 1, join = stitch) => {
    const one = atlasFromSketch({ "2024-11-26": sketch });
    const rings = join(
      one.history.arcs,
      outlineOf(one.history.arcs, (cell) => stateOf(one, cell, 0).controller === actor),
    );
    return rings.map((ring) => {
      const points: number[][] = [];
      eachVertex(one.history.arcs, ring, (vertex) =>
        points.push([one.history.arcs.xy[2 * vertex], one.history.arcs.xy[2 * vertex + 1]]),
      );
      return points;
    });
  };
  const area = (ring: number[][]) =>
    ring.reduce(
      (sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length][1] - y * ring[(i + 1) % ring.length][0],
      0,
    ) / 2;
  /** How often a ring goes round a point, anticlockwise. */
  const turnsAround = (ring: number[][], x: number, y: number) =>
    ring.reduce((turns, [ax, ay], i) => {
      const [bx, by] = ring[(i + 1) % ring.length];
      if (ay <= y === by <= y || ax + ((y - ay) / (by - ay)) * (bx - ax) < x) return turns;
      return turns + (by > ay ? 1 : -1);
    }, 0);
  const areas = (sketch: string) => ringsOf(sketch).map(area).sort();

  it("go round a whole block once, anticlockwise", () => expect(areas("AA|AA")).toEqual([4]));
  it("keep a hole as a ring of its own, clockwise", () => expect(areas("AAA|ABA|AAA")).toEqual([-1, 9]));
  it("of squares that touch at a corner stay two", () => expect(areas("AB|BA")).toEqual([1, 1]));
  it("of holes that touch at a corner stay two", () =>
    expect(areas("AAAA|ABAA|AABA|AAAA")).toEqual([-1, -1, 16]));
  it("of a chain that closes at corners enclose the hole from outside", () => {
    expect(areas("BAB|ABA|BAB")).toEqual([1, 1, 1, 1]);
  });
  it("that are loose close, and go round each square of the set once and round no other", () => {
    for (const sketch of ["AA|AA", "AAA|ABA|AAA", "AB|BA", "AAAA|ABAA|AABA|AAAA", "BAB|ABA|BAB", "AAAA|ABAB|AABA|ABAA"]) {
      const rings = ringsOf(sketch, 1, looseRings);
      const rows = sketch.split("|");
      rows.forEach((row, i) =>
        [...row].forEach((letter, x) => {
          const y = rows.length - 1 - i;
          expect(rings.reduce((sum, ring) => sum + turnsAround(ring, x + 0.5, y + 0.5), 0)).toBe(letter === "A" ? 1 : 0);
        }),
      );
    }
  });
  it("never pass a vertex twice", () => {
    for (const ring of ringsOf("AAAA|ABAB|AABA|ABAA"))
      expect(new Set(ring.map(String)).size).toBe(ring.length);
  });
});
