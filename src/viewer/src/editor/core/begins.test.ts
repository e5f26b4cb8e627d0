import { describe, expect, it } from "vitest";
import type { Known } from "../../core/civil";
import { atlasFromSketch } from "../../testing/sketch";
import { createDesk, draftOf, take } from "../desk";
import { beginning, dateOfStep, precisionIn } from "./begins";

// Of the third day only the evening is known, of the fifth the order of two changes, of the seventh the minute.
const days: Record<string, [string, Known | null]> = {
  "2024-12-01": ["AB", null],
  "2024-12-03T22:00": ["BB", "part_of_day"],
  "2024-12-05T09:00": ["CB", "order"],
  "2024-12-05T18:00": ["AB", "order"],
  "2024-12-07T14:00": ["AA", "minute"],
  "2024-12-07T16:00": ["CC", "minute"],
};
const sketch = Object.fromEntries(Object.entries(days).map(([date, [picture]]) => [date, picture]));
const atlas = atlasFromSketch(sketch, { header: { date_precision: Object.values(days).map(([, known]) => known) } });
const { steps } = atlas;
const stepFor = (change: number) => steps.ofChange[change];
const dates = Object.keys(days).map((_, change) => dateOfStep(steps, stepFor(change)));

describe("an edit begins", () => {
  it("on the day that is looked at, or at the instant of a part of one", () =>
    expect(dates).toEqual(["2024-12-01", "2024-12-03", "2024-12-05T09:00", "2024-12-05", "2024-12-07T14:00", "2024-12-07"]));
  it("with no hour that nobody gave", () => {
    expect(dates.map((date) => precisionIn(steps, date))).toEqual(["", "", "order", "", "", ""]);
    expect(precisionIn(steps, "2024-12-03T22:00")).toBe("part_of_day");
    // The part of a day before its first change begins with the day.
    expect(precisionIn(steps, dateOfStep(steps, stepFor(4) - 1))).toBe("order");
    expect(precisionIn(steps, "2024-12-04T10:00")).toBe("");
  });
  it("of a border that moves on the day, where only an order is known", () => {
    const draft = { shape: "border", date: "2024-12-05T09:00" } as const;
    expect(beginning(draft, { precision: "order" })).toEqual({ on: "2024-12-05", precision: "" });
    expect(beginning(draft, { precision: "hour" }).on).toBe("2024-12-05T09:00");
    expect(beginning({ ...draft, shape: "pick" }, { precision: "order" })).toEqual({ on: "2024-12-05T09:00", precision: "order" });
  });
  it("on the map that is looked at: of a day that at its end", () => {
    const desk = createDesk(atlas);
    dates.forEach((date, change) => expect(desk.network(date).date).toBe(stepFor(change)));
  });
  it("as precisely as the tool was taken", () => {
    const desk = createDesk(atlas);
    take(desk, "polygon", dates[2]);
    expect([draftOf(desk.get())?.date, desk.get().form.precision]).toEqual(["2024-12-05T09:00", "order"]);
    take(desk, "pick", dates[1]);
    expect([draftOf(desk.get())?.date, desk.get().form.precision]).toEqual(["2024-12-03", ""]);
  });
});
