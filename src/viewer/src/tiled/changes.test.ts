import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import type { Flows } from "../core/flows";
import { passagesBetween } from "../core/measure";
import type { Payload } from "../core/payload";
import { betweenIn, pagesBetween } from "./changes";

const atlas = atlasFromSketch({
  "2024-11-26": "AAB|AAB",
  "2024-11-27": "ABB|AAB",
  "2024-11-28": "ABA|CAB",
  "2024-11-29": "AAA|CCB",
  "2024-11-30": "BAA|ACB",
});
const { history, states, steps } = atlas;
const count = steps.ofChange.length;

/** Each change of a cell: date, the states before and after, m². */
const changes = Array.from({ length: history.cellCount }, (_, cell) => cell).flatMap((cell) =>
  Array.from({ length: history.firstSpell[cell + 1] - history.firstSpell[cell] - 1 }, (_, i) => {
    const spell = history.firstSpell[cell] + i;
    return { cell, date: steps.changeOf[history.spellDates[spell + 1]], before: history.spellStates[spell], after: history.spellStates[spell + 1] };
  }),
);
const inTime = [...changes].sort((a, b) => a.date - b.date);
const flows: Flows = {
  dates: Int32Array.from(inTime, ({ date }) => steps.ofChange[date]),
  from: inTime.map(({ before }) => before),
  to: inTime.map(({ after }) => after),
  areasM2: inTime.map(({ cell }) => history.cellAreaM2[cell]),
};

/** A page of the changes from one date to before another; stories are cells. */
function page(from: number, to: number): Payload["sections"] {
  const here = changes.filter(({ date }) => date >= from && date < to);
  const stories = [...new Set(here.map(({ cell }) => cell))];
  const of = (cell: number) => here.filter((one) => one.cell === cell);
  return {
    change_stories: Float64Array.from(stories, (cell, i) => cell - (stories[i - 1] ?? 0)),
    change_areas: Float64Array.from(stories, (cell) => history.cellAreaM2[cell]),
    change_counts: Float64Array.from(stories, (cell) => of(cell).length),
    change_before: Float64Array.from(stories, (cell) => of(cell)[0].before),
    change_dates: Float64Array.from(here, ({ date }) => date),
    change_after: Float64Array.from(here, ({ after }) => after),
  } as unknown as Payload["sections"];
}

const pages = [[1, 0, 0], [3, 0, 0]] as const;
const both = new Map([[0, page(1, 3)], [1, page(3, count)]]);
const areas = (found: ReturnType<typeof passagesBetween> | null) => found?.map(({ from, to, areaM2 }) => [from, to, areaM2]);

describe("what passed between two dates", () => {
  it("is what the cells say, whatever they passed through in between", () => {
    const between = betweenIn(flows, null, pages, both, steps);
    for (let from = 0; from < count; from++) {
      for (let to = from; to < count; to++) {
        const [step, later] = [steps.ofChange[from], steps.ofChange[to]];
        expect(areas(between(states, step, later))).toEqual(areas(passagesBetween(history, states, step, later)));
      }
    }
  });
  it("is known of a single change without a page, and else once all pages of its time are there", () => {
    const none = betweenIn(flows, null, pages, new Map(), steps);
    expect(none(states, steps.ofChange[2], steps.ofChange[3])).not.toBeNull();
    expect(none(states, steps.ofChange[2], steps.ofChange[2])).toEqual([]);
    const first = betweenIn(flows, null, pages, new Map([[0, both.get(0)!]]), steps);
    expect(first(states, steps.ofChange[0], steps.ofChange[2])).not.toBeNull();
    expect(first(states, steps.ofChange[1], steps.ofChange[3])).toBeNull();
  });
});

describe("the pages of a time", () => {
  it("are those that have a date after the first, up to the second", () => {
    const three = [[1, 0, 0], [4, 0, 0], [9, 0, 0]] as const;
    const wanted = (after: number, through: number) => pagesBetween(three, after, through);
    expect([wanted(0, 3), wanted(3, 4), wanted(2, 4), wanted(8, 9), wanted(7, 8), wanted(0, 99), wanted(0, 0)]).toEqual([[0], [1], [0, 1], [2], [1], [0, 1, 2], []]);
  });
});
