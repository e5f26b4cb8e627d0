import { describe, expect, it } from "vitest";
import {
  civilOf,
  dayStart,
  formatInstant,
  formatMinutes,
  isInstant,
  isoOf,
  knownOf,
  lastNotAfter,
  localeOf,
  minutesOf,
  spanOf,
  unitStart,
  writtenKnown,
} from "./civil";

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
  it.each([
    ["1967", "year", "1967-01-01T00:00", "1967"],
    ["1967-05", "month", "1967-05-01T00:00", "May 1967"],
    ["1967-05-09", "day", "1967-05-09T00:00", "9 May 1967"],
    ["1967-05-09T14:30", "minute", "1967-05-09T14:30", "9 May 1967 at 14:30"],
    ["-0043", "year", "-0043-01-01T00:00", "44 BC"],
    ["-0043-03", "month", "-0043-03-01T00:00", "March 44 BC"],
    ["-0043-03-15", "day", "-0043-03-15T00:00", "15 March 44 BC"],
    ["-0043-03-15T09:00", "minute", "-0043-03-15T09:00", "15 March 44 BC at 09:00"],
    ["+12024", "year", "+12024-01-01T00:00", "12024"],
    ["+12024-02", "month", "+12024-02-01T00:00", "February 12024"],
    ["+12024-02-29", "day", "+12024-02-29T00:00", "29 February 12024"],
    ["+12024-02-29T23:59", "minute", "+12024-02-29T23:59", "29 February 12024 at 23:59"],
  ] as const)("as %s begin with their first minute, and are told as a %s", (text, known, first, words) => {
    expect([isInstant(text), writtenKnown(text), knownOf(text, null), knownOf(text, "order")]).toEqual([true, known, known, "order"]);
    expect(isoOf(minutesOf(text), "minute")).toBe(first);
    expect(isoOf(minutesOf(text), known)).toBe(text);
    expect(spanOf(text)[0]).toBe(minutesOf(text));
    expect(formatInstant(text, "en-GB", "long").replace(",", "")).toBe(words);
  });
  it("in short have a month or year where no day is known", () => {
    const told = (["2024", "2024-11", "2024-11-30"] as const).map((text) => (["short", "short_year"] as const).map((style) => formatInstant(text, "en-GB", style)));
    expect(told).toEqual([["2024", "2024"], ["Nov 2024", "Nov 2024"], ["30 Nov", "30 Nov 2024"]]);
  });
  it("on which clocks change are no different", () => {
    expect(formatMinutes(minutesOf("2024-03-10T02:30"), "en-GB", "time")).toBe("02:30");
    expect(formatMinutes(minutesOf("2024-03-31T01:30"), "en-GB", "time")).toBe("01:30");
  });
  it("before the common era, and in its first hundred years, are told with the era", () => {
    expect(formatInstant("-0043-03-15", "en-GB", "long")).toBe("15 March 44 BC");
    expect(formatInstant("0005-01-01", "en-GB", "long")).toBe("1 January 5 AD");
    expect(formatMinutes(minutesOf("-0299-01-01"), "en-GB", "year")).toBe("300 BC");
    expect(formatMinutes(minutesOf("-0299-01-01"), "ar-SY", "year")).toContain("٣٠٠");
    expect(formatInstant("0476-09-04", "en-GB", "long")).toBe("4 September 476");
  });
  it("are taken apart and put together again over four hundred years, and far from them", () => {
    for (let day = -800_000; day < 146097; day += 97) {
      const minutes = day * 1440;
      expect(minutesOf(isoOf(minutes, "day"))).toBe(minutes);
      const [year, month, date] = civilOf(minutes);
      const iso = new Date(day * 864e5);
      expect([year, month, date]).toEqual([iso.getUTCFullYear(), iso.getUTCMonth() + 1, iso.getUTCDate()]);
    }
  });
  it("say no more than is known of them", () => {
    const minutes = minutesOf("2024-11-30T09:05");
    const told = (["year", "month", "day", "part_of_day", "order", "hour", "minute"] as const).map((known) => isoOf(minutes, known));
    expect(told).toEqual(["2024", "2024-11", "2024-11-30", "2024-11-30", "2024-11-30", "2024-11-30T09:05", "2024-11-30T09:05"]);
  });
  it("span the year, month, day or minute that they name", () => {
    const span = (text: string) => spanOf(text).map((minutes) => isoOf(minutes, "minute"));
    expect(span("2024")).toEqual(["2024-01-01T00:00", "2024-12-31T23:59"]);
    expect(span("-0044-02")).toEqual(["-0044-02-01T00:00", "-0044-02-29T23:59"]);
    expect(span("2024-12-31")).toEqual(["2024-12-31T00:00", "2024-12-31T23:59"]);
    expect(span("2024-12-31T10:00")).toEqual(["2024-12-31T10:00", "2024-12-31T10:00"]);
    for (const text of ["24", "2024-13", "2024-1", "", "2024-11-"]) expect(() => spanOf(text), text).toThrow(RangeError);
  });
  it("count years and months on from their beginnings", () => {
    const start = (text: string, unit: "year" | "month" | "day", later?: number) => isoOf(unitStart(minutesOf(text), unit, later), "day");
    expect(start("2024-11-30T09:00", "month", 2)).toBe("2025-01-01");
    expect(start("2024-11-30T09:00", "month", -11)).toBe("2023-12-01");
    expect(start("0001-05-05", "year", -1)).toBe("0000-01-01");
    expect(start("2024-11-30T09:00", "day", 1)).toBe("2024-12-01");
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
    for (const text of ["24", "2024-13", "2024-1", "", "2024-11-", "2024-11-31"]) expect(isInstant(text), text).toBe(false);
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
