import { describe, expect, it } from "vitest";
import { formatMinutes, minutesOf, type Unit } from "../core/civil";
import { axisMarks, minutesAt, shareOf } from "./axis";

const names = (from: string, to: string, most: number, unit?: Unit) =>
  axisMarks({ start: minutesOf(from), end: minutesOf(to) }, most, unit).map(({ minutes, style }) =>
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
  it("names years with their era, round in it", () => {
    expect(names("-0300-01-01", "0301-01-01", 8)).toEqual(["300 BC", "200 BC", "100 BC", "1 AD", "100", "200", "300"]);
    expect(names("0001-01-01", "0005-01-01", 8, "year")).toEqual(["1 AD", "2 AD", "3 AD", "4 AD"]);
  });
  it("names nothing finer than what the map knows", () => {
    expect(names("1914-01-01", "1917-01-01", 12, "year")).toEqual(["1914", "1915", "1916"]);
    expect(names("1914-01-01", "1914-04-01", 99, "month")).toEqual(["Jan 1914", "Feb 1914", "Mar 1914"]);
  });
  it("gives back the instant of a share", () => {
    const axis = { start: minutesOf("2024-11-26"), end: minutesOf("2024-12-13") };
    const noon = minutesOf("2024-11-30T12:00");
    expect(minutesAt(axis, shareOf(axis, noon))).toBeCloseTo(noon, 6);
    expect([shareOf(axis, axis.start - 5), shareOf(axis, axis.end + 5)]).toEqual([0, 1]);
  });
});
