import { describe, expect, it } from "vitest";
import { dayStart, formatInstant, formatMinutes, lastNotAfter, localeOf, minutesOf } from "./civil";

describe(`civil dates read in ${process.env.TZ}`, () => {
  it("count minutes from 1970 without any time zone", () => {
    expect(minutesOf("1970-01-01")).toBe(0);
    expect(minutesOf("2024-11-30T14:30")).toBe(Date.UTC(2024, 10, 30, 14, 30) / 60000);
    expect(minutesOf("1969-12-31T23:59")).toBe(-1);
  });
  it("reach before the year 0 and beyond 9999", () => {
    expect(minutesOf("-0044-03-15")).toBe(new Date("-000044-03-15T00:00Z").getTime() / 60000);
    expect(minutesOf("+12024-02-29")).toBe(new Date("+012024-02-29T00:00Z").getTime() / 60000);
  });
  it("are followed one by one over four hundred years", () => {
    for (let day = 0; day < 146097; day += 97) {
      expect(minutesOf(new Date(day * 864e5).toISOString().slice(0, 16))).toBe(day * 1440);
    }
  });
  it("read the same in words wherever the reader is", () => {
    expect(formatInstant("2024-12-01", "en-GB", "full")).toMatch(/^Sunday,? 1 December 2024$/);
    expect(formatInstant("2024-11-30T00:10", "en-GB", "long")).toBe("30 November 2024 at 00:10");
    expect(formatInstant("2024-11-30T09:00", "ar-SY", "short")).toMatch(/، ٠٩:٠٠$/);
    expect(formatInstant("2024-11-30T09:00", "ar-SY", "long")).toMatch(/ في ٠٩:٠٠$/);
  });
  it("are Gregorian in Arabic, with the month names and digits of the map's country", () => {
    const text = formatInstant("2024-12-01", localeOf("ar", "Asia/Damascus"), "long");
    expect(text).toContain("كانون الأول");
    expect(formatInstant("2024-12-01", localeOf("ar", "Africa/Cairo"), "long")).toContain("ديسمبر");
    expect(text).not.toContain("هـ");
  });
  it("on which clocks change are no different", () => {
    expect(formatMinutes(minutesOf("2024-03-10T02:30"), "en-GB", "time")).toBe("02:30");
    expect(formatMinutes(minutesOf("2024-03-31T01:30"), "en-GB", "time")).toBe("01:30");
  });
  it("that are no dates are refused", () => {
    for (const text of [
      "yesterday",
      "2024-13-05",
      "2024-00-05",
      "2024-11-00",
      "2024-11-31",
      "2023-02-29",
      "2024-11-30T24:00",
      "2024-11-30T12:60",
      "2024-11-30xyz",
      "2024-11-30T12:00Z",
    ])
      expect(() => minutesOf(text), text).toThrow(RangeError);
    expect(minutesOf("2024-12-31") + 1440).toBe(minutesOf("2025-01-01"));
  });
});

describe("the last entry not after a value", () => {
  it("is found on, between and outside the entries", () => {
    const at = (value: number) => lastNotAfter([10, 20, 30], value);
    expect([5, 10, 19, 20, 99].map(at)).toEqual([0, 0, 0, 1, 2]);
  });
});

it("a day starts at its first minute, before 1970 too", () => {
  expect(dayStart(minutesOf("1960-05-05T17:00"))).toBe(minutesOf("1960-05-05"));
});
