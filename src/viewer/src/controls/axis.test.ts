import { describe, expect, it } from "vitest";
import { formatMinutes, minutesOf } from "../core/civil";
import { axisMarks, minutesAt, shareOf } from "./axis";

const names = (from: string, to: string, most: number) =>
  axisMarks({ start: minutesOf(from), end: minutesOf(to) }, most).map(({ minutes, style }) =>
    formatMinutes(minutes, "en-GB", style),
  );

describe(`the axis, read in ${process.env.TZ}`, () => {
  it("names days where they fit", () => {
    expect(names("2024-11-26", "2024-11-30", 10)).toEqual(["26 Nov", "27 Nov", "28 Nov", "29 Nov"]);
    expect(names("2024-11-26", "2024-12-13", 9)).toEqual(
      expect.arrayContaining(["26 Nov", "28 Nov", "12 Dec"]),
    );
  });
  it("begins with the first whole day", () =>
    expect(names("2024-11-26T07:00", "2024-11-28", 10)).toEqual(["27 Nov"]));
  it("names months over years, never more than fit", () => {
    const months = names("2022-02-24", "2024-04-01", 10);
    expect(months.length).toBeLessThanOrEqual(10);
    expect(months[0]).toBe("Apr 2022");
  });
  it("names years over decades", () =>
    expect(names("1990-01-01", "2024-01-01", 8).length).toBeLessThanOrEqual(8));
  it("gives back the instant of a share", () => {
    const axis = { start: minutesOf("2024-11-26"), end: minutesOf("2024-12-13") };
    const noon = minutesOf("2024-11-30T12:00");
    expect(minutesAt(axis, shareOf(axis, noon))).toBeCloseTo(noon, 6);
    expect([shareOf(axis, axis.start - 5), shareOf(axis, axis.end + 5)]).toEqual([0, 1]);
  });
});
