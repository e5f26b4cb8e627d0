import { describe, expect, it } from "vitest";
import { type Known, isoOf, minutesOf } from "./civil";
import { changeBeside, firstStepCalled, isChange, isWhole, nameOfStep, stepCalled, stepsOf, unitMinutes, unitsBefore } from "./steps";

const steps = (dates: Record<string, Known | null>, end: string) =>
  stepsOf({ dates: Object.keys(dates), date_precision: Object.values(dates), period: [Object.keys(dates)[0], end] });
const names = (of: ReturnType<typeof stepsOf>) => [...of.minutes.keys()].map((step) => nameOfStep(of, step));

const SYRIA = steps(
  { "2024-11-26": null, "2024-11-29T14:00": null, "2024-11-30": null, "2024-11-30T09:00": "order", "2024-11-30T18:00": "order" },
  "2024-12-03",
);

describe("steps", () => {
  it("are every day, and within a day what its data tell apart", () => {
    expect(names(SYRIA)).toEqual([
      "2024-11-26", "2024-11-27", "2024-11-28", "2024-11-29/1", "2024-11-29",
      "2024-11-30/1", "2024-11-30/2", "2024-11-30", "2024-12-01", "2024-12-02",
    ]);
  });
  it("are found again by their names, and name no hour that nobody gave", () => {
    for (const [step, name] of names(SYRIA).entries()) {
      expect(stepCalled(SYRIA, name)).toBe(step);
      expect(name).not.toContain("T");
    }
  });
  it("of a date asked for are the map at its end, of an instant the map at that instant", () => {
    const found = ["2024-11-29", "2024-11-29T13:59", "2024-11-29T14:00", "2024-11-30T10:00", "2024-11", "2024", "2024-11-30/9"];
    expect(found.map((text) => nameOfStep(SYRIA, stepCalled(SYRIA, text)))).toEqual([
      "2024-11-29", "2024-11-29/1", "2024-11-29", "2024-11-30/2", "2024-11-30", "2024-12-02", "2024-11-30",
    ]);
  });
  it("begin a stretch with the first of a day", () => {
    expect(firstStepCalled(SYRIA, "2024-11-30")).toBe(stepCalled(SYRIA, "2024-11-30/1"));
    expect(firstStepCalled(SYRIA, "2024")).toBe(0);
    expect(firstStepCalled(SYRIA, "2024-11-30/2")).toBe(stepCalled(SYRIA, "2024-11-30/2"));
  });
  it("of which something changes follow one another", () => {
    const after = (step: number) => changeBeside(SYRIA, step, 1);
    const before = (step: number) => changeBeside(SYRIA, step, -1);
    expect([0, 1, 3, 4, 7, 9].map(after)).toEqual([4, 4, 4, 5, null, null]);
    expect([0, 1, 4, 5, 7, 9].map(before)).toEqual([null, 0, 0, 4, 6, 7]);
    expect([0, 1, 3, 4, 5].map((step) => isChange(SYRIA, step))).toEqual([true, false, false, true, true]);
  });
  it("stand on the axis by the hour where hours are known, else close behind the beginning of their day", () => {
    const day = minutesOf("2024-11-30");
    expect([5, 6, 7].map((step) => SYRIA.ticks[step] - day)).toEqual([0, 240, 480]);
    expect(SYRIA.ticks[4]).toBe(minutesOf("2024-11-29T14:00"));
    for (let i = 1; i < SYRIA.count; i++) expect(SYRIA.ticks[i]).toBeGreaterThanOrEqual(SYRIA.ticks[i - 1]);
  });
  it("stand nearer to the beginning of their own day, month or year than to the next, however many there are and whatever hours tell their order", () => {
    const hours = (day: string, count: number) =>
      Array.from({ length: count }, (_, i): [string, Known] => [`${day}T${String(23 - count + i).padStart(2, "0")}:59`, "order"]);
    const days = [3, 1, 2, 6, 20].flatMap((count, i) => hours(`2024-12-0${i + 1}`, count));
    const months: [string, Known][] = [["2025-02-01", "month"], ["2025-02-27T22:00", "order"], ["2025-02-27T23:00", "order"]];
    for (const dates of [days, months]) {
      const some = steps(Object.fromEntries(dates), "2025-03-01");
      for (let step = 0; step < some.count; step++) {
        const [begin, end] = unitMinutes(some, step);
        expect(some.ticks[step]).toBeGreaterThanOrEqual(begin);
        expect(some.ticks[step] - begin).toBeLessThan(end - some.ticks[step]);
      }
    }
  });
  it("stand close to the beginning of a day of which an hour is known and another is not, and of a month at the days that are known", () => {
    const day = minutesOf("2024-11-30");
    const known: Record<string, Known | null> = { "2024-11-29": null, "2024-11-30T16:00": "minute", "2024-11-30T22:00": "part_of_day" };
    expect([...steps(known, "2024-12-02").ticks].map((tick) => tick - day)).toEqual([-1440, 0, 240, 480, 1440]);
    const long = steps({ "1000-01-01": "year", "1914-07-28": "day", "1914-07-30T12:00": "order" }, "2000-01-01");
    const july = stepCalled(long, "1914-07-28");
    expect([july, july + 1].map((step) => isoOf(long.ticks[step], "minute"))).toEqual(["1914-07-28T00:00", "1914-07-30T00:00"]);
  });
  it("are years where the data are years, before the common era too", () => {
    const rome = steps({ "-0002-01-01": "year", "0002-01-01": "year" }, "0004-01-01");
    expect([rome.unit, ...names(rome)]).toEqual(["year", "-0002", "-0001", "0000", "0001", "0002", "0003"]);
    expect(stepCalled(rome, "0002-06-30")).toBe(4);
  });
  it("are months where nothing is known to the day, though the period begins with one", () => {
    const months = steps({ "2024-11-26": null, "2025-01-01": "month" }, "2025-03-01");
    expect(names(months)).toEqual(["2024-11", "2024-12", "2025-01", "2025-02"]);
  });
  it("are not more than anybody can go through: a day in a thousand years stands within its month", () => {
    const long = steps({ "1000-01-01": "year", "1914-07-28": "day", "1914-07-30": "day" }, "2000-01-01");
    expect([long.unit, long.count]).toEqual(["month", 11_990]);
    expect(names(long).filter((name) => name.startsWith("1914-07"))).toEqual(["1914-07/1", "1914-07"]);
  });
  it("are one for a year of which no day is known, among days", () => {
    const century = steps({ "1918-12-30": null, "1919-01-01": "year", "1920-01-02": null }, "1920-01-04");
    expect(names(century)).toEqual(["1918-12-30", "1918-12-31", "1919", "1920-01-01", "1920-01-02", "1920-01-03"]);
    expect(["1919", "1919-01-01", "1919-06-30T12:00", "1919-12"].map((text) => stepCalled(century, text))).toEqual([2, 2, 2, 2]);
    expect([0, 2, 3].map((step) => century.units[step])).toEqual(["day", "year", "day"]);
    expect(unitMinutes(century, 2)).toEqual(["1919-01-01", "1920-01-01"].map(minutesOf));
    expect([1, 6].map((count) => unitsBefore(century, 3, count))).toEqual([2, 2]);
    expect(unitsBefore(century, 2, 1)).toBe(1);
  });
  it("are a year's beginning up to what is known better, and days from then on", () => {
    const known: Record<string, Known | null> = { "1919-01-01": "year", "1919-05-01": "month", "1919-05-08": null, "1919-05-09T14:00": null };
    const mixed = steps(known, "1919-05-11");
    expect(names(mixed)).toEqual(["1919/1", "1919-05/1", "1919-05-08", "1919-05-09/1", "1919-05-09", "1919-05-10"]);
    for (const [step, name] of names(mixed).entries()) expect(stepCalled(mixed, name)).toBe(step);
    expect(["1919", "1919-03", "1919-05-02", "1919-05/1"].map((text) => stepCalled(mixed, text))).toEqual([5, 0, 1, 1]);
    expect(unitMinutes(mixed, 0)).toEqual(["1919-01-01", "1919-05-01"].map(minutesOf));
  });
  it("are a year and its first day, where that is known to the hour", () => {
    const first = steps({ "1919-01-01": "year", "1919-01-01T14:00": null }, "1919-01-03");
    expect(names(first)).toEqual(["1919/1", "1919-01-01", "1919-01-02"]);
    for (let i = 1; i < first.count; i++) expect(first.ticks[i]).toBeGreaterThan(first.ticks[i - 1]);
  });
  it("stand whole for a day with one change of any hour", () => {
    const one = steps({ "2024-11-26": null, "2024-11-27T09:00": "order" }, "2024-11-28");
    expect([...one.minutes.keys()].every((step) => isWhole(one, step))).toBe(true);
    expect(isoOf(one.ticks[1], "minute")).toBe("2024-11-27T00:00");
  });
  it("begin with a period that begins at noon", () => {
    const noon = steps({ "2024-11-26T12:00": null }, "2024-11-28");
    expect(names(noon)).toEqual(["2024-11-26", "2024-11-27"]);
  });
});
