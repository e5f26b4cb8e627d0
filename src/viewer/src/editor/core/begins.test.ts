import { describe, expect, it } from "vitest";
import { isoOf, type Known, minutesOf } from "../../core/civil";
import { stepFrom, writtenFrom } from "../../core/steps";
import { atlasFromSketch } from "../../testing/sketch";
import { createDesk, draftOf, take } from "../desk";
import { beginning, dateOfStep, knownIn, precisionIn } from "./begins";

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

describe("on a map that knows its changes to the year, month, day or minute", () => {
  type Dated = readonly (readonly [date: string, known: Known])[];
  const mapOf = (changes: Dated, end: string) => {
    const letters = changes.map(([date], i) => [date, "AB"[i % 2]] as const);
    const header = { date_precision: changes.map(([, known]) => known), period: [changes[0][0], end] as const };
    return atlasFromSketch(Object.fromEntries(letters), { header }).steps;
  };
  const maps: Record<string, [Dated, string, string[]]> = {
    years: [[["1967-01-01", "year"], ["1969-01-01", "year"]], "1970-01-01", ["1967", "1968", "1969"]],
    months: [[["1967-11-01", "month"], ["1968-01-01", "month"]], "1968-02-01", ["1967-11", "1967-12", "1968-01"]],
    days: [[["1967-05-30", "day"], ["1967-06-01", "day"]], "1967-06-02", ["1967-05-30", "1967-05-31", "1967-06-01"]],
    minutes: [[["1967-05-30", "day"], ["1967-05-31T14:00", "minute"]], "1967-06-01", ["1967-05-30", "1967-05-31T00:00", "1967-05-31"]],
    "years before the common era": [[["-0001-01-01", "year"], ["0001-01-01", "year"]], "0002-01-01", ["-0001", "0000", "0001"]],
    "months before the common era": [[["-0044-02-01", "month"], ["-0044-03-01", "month"]], "-0044-04-01", ["-0044-02", "-0044-03"]],
    "years beyond 9999": [[["9998-01-01", "year"], ["+10000-01-01", "year"]], "+10001-01-01", ["9998", "9999", "+10000"]],
    "months beyond 9999": [[["+12024-02-01", "month"], ["+12024-03-01", "month"]], "+12024-04-01", ["+12024-02", "+12024-03"]],
  };
  it.each(Object.entries(maps))("of %s an edit begins with no more than that", (_, [changes, end, dates]) => {
    const steps = mapOf(changes, end);
    expect(Array.from(steps.minutes, (_, step) => dateOfStep(steps, step))).toEqual(dates);
    changes.forEach(([date, known], i) => {
      const written = writtenFrom(steps, steps.ofChange[i]);
      expect([written, stepFrom(steps, written)]).toEqual([isoOf(minutesOf(date), known), steps.ofChange[i]]);
      expect([knownIn(steps, written) ?? known, precisionIn(steps, written)]).toEqual([known, ""]);
    });
  });
  it("of centuries, on which days stand within months, an edit of a part begins on its day", () => {
    const steps = mapOf([["1800-01-01", "day"], ["1950-06-01", "month"], ["1950-06-20", "day"], ["1950-06-20T14:00", "order"]], "2000-01-01");
    const [first, month, day, order] = steps.ofChange;
    expect([first, month, day, order].map((step) => dateOfStep(steps, step))).toEqual(["1800-01", "1950-06", "1950-06-20", "1950-06"]);
    expect([day, order].map((step) => writtenFrom(steps, step))).toEqual(["1950-06-20", "1950-06-20T14:00"]);
    expect(precisionIn(steps, "1950-06-20T14:00")).toBe("order");
  });
});
