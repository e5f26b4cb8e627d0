import { describe, expect, it } from "vitest";
import { type Known, minutesOf } from "../core/civil";
import { historyOf, turnsAt } from "../core/atlas";
import { holdsOf } from "../core/holds";
import { atlasFromSketch } from "../testing/sketch";
import { comparedText, sinceText, stepSentence, turnsText, untilText } from "./describe";
import { wordsFor } from "./index";
import { changePart, instantText, stepPart, stepText, writtenText } from "./when";

// The airport of the sketch's west: three holders on one day, of which no source gives the hours.
const airport = { "2024-11-26": "AB", "2024-11-29T14:00": "AC", "2024-11-30T09:00": "KC", "2024-11-30T18:00": "HC", "2024-12-05": "H." };
const known: (Known | null)[] = [null, null, "order", "order", null];
const atlas = atlasFromSketch(airport, {
  header: { date_precision: known },
  state: (_, date) => ({ from_precision: known[Object.keys(airport).indexOf(date)] }),
});
const words = wordsFor("en", atlas.header);
const map = { atlas, words };
const story = (x: number) =>
  holdsOf(historyOf(atlas, atlas.cellAt(x, 0.5))).map((hold) => [sinceText(map, hold), untilText(map, hold)]);

describe("times are told", () => {
  it("without an hour that nobody gave", () => {
    expect(story(0.5)).toEqual([
      ["so when the map begins", "until 30 November 2024"],
      ["during 30 November 2024 (1 of 2 changes there that day; hours not known)", ""],
      ["since 30 November 2024 (2 of 2 changes there that day; hours not known)", "still so at the end of the map"],
    ]);
  });
  it("with the hour where one is known", () =>
    expect(story(1.5)[1]).toEqual(["since 29 November 2024 at 14:00", "until 5 December 2024"]));
  it("as exactly as they are known", () => {
    const told = (iso: string, said: Known | null) => instantText(words, iso, said);
    expect(told("1914-01-01", "year")).toBe("1914");
    expect(told("-0299-01-01", "year")).toBe("300 BC");
    expect(told("2024-11-01", "month")).toBe("November 2024");
    expect(told("2024-11-30T02:00", "part_of_day")).toBe("the night of 29 to 30 November 2024");
    expect(["2024-12-08", "2024-12-01", "2025-01-01"].map((iso) => instantText(words, iso, "night"))).toEqual([
      "the night of 7 to 8 December 2024", "the night of 30 November to 1 December 2024", "the night of 31 December 2024 to 1 January 2025",
    ]);
    expect(instantText(words, "2024-12-01", "night", "short")).toBe("the night of 30 Nov to 1 Dec");
    expect(told("2024-12-07T19:00", "part_of_day")).toBe("the evening of 7 December 2024");
    expect(told("2024-12-07T15:00", "hour")).toBe("7 December 2024, about 15:00");
    expect(instantText(words, "1914-01-01", "year", "full")).toBe("1914");
  });
  it("as exactly as they are written", () => {
    const texts = ["1967", "1967-05", "1967-05-09", "1967-05-09T14:30", "-0043", "-0043-03", "+12024-02"];
    expect(texts.map((text) => instantText(words, text, null))).toEqual(["1967", "May 1967", "9 May 1967", "9 May 1967 at 14:30", "44 BC", "March 44 BC", "February 12024"]);
    expect([...texts.slice(0, 3), ...texts.slice(4), "n.d."].map((text) => writtenText(words, text))).toEqual(["1967", "May 1967", "9 May 1967", "44 BC", "March 44 BC", "February 12024", "n.d."]);
    expect(writtenText(words, "1967-05-09T14:30")).toMatch(/^9 May 1967,? at 14:30$/);
  });
  it("by the step: the whole day, or which part of it", () => {
    const step = (text: string) => atlas.dates.indexOf(text);
    expect(stepText(map, step("2024-11-29"))).toBe("29 November 2024, before 14:00");
    expect(stepText(map, step("2024-11-29T14:00"))).toBe("29 November 2024");
    expect(stepPart(map, step("2024-11-29T14:00"))).toBe("14:00");
    expect(stepText(map, step("2024-11-30T09:00"))).toBe("30 November 2024, 1 of 2");
    expect(stepText(map, step("2024-11-30T18:00"), "full")).toMatch(/^Saturday,? 30 November 2024$/);
    expect(stepPart(map, step("2024-12-02"))).toBe("");
  });
  it("of a day with all its changes, not with the last of them", () => {
    const step = (text: string) => atlas.dates.indexOf(text);
    const told = (at: number) => turnsText(map, turnsAt(atlas, at));
    const [morning, evening] = [step("2024-11-30T09:00"), step("2024-11-30T18:00")];
    expect([changePart(map, morning), told(morning)]).toEqual(["1 of 2", "1 km² changed hands"]);
    expect([changePart(map, evening), told(evening)]).toEqual(["", "1 km² changed hands"]);
    expect(stepSentence(map, evening)).toMatch(/^Saturday,? 30 November 2024: H took 1 km² from A$/);
    expect(stepSentence(map, morning)).toMatch(/, 1 of 2: K took 1 km² from A$/);
    expect([changePart(map, step("2024-11-29T14:00")), told(step("2024-11-29T14:00"))]).toEqual(["14:00", "1 km² changed hands"]);
    expect(told(step("2024-12-05"))).toBe("1 km² no longer has a known holder");
  });
  it("of ground of which it became known who holds it: it has not changed hands", () => {
    const found = atlasFromSketch({ "2024-11-26": ".AA", "2024-11-29": "AAB", "2024-11-30T09:00": "AA.", "2024-11-30T18:00": "AAB" });
    const told = (date: string) => turnsText({ words }, turnsAt(found, found.dates.indexOf(date)));
    expect(told("2024-11-26")).toBe("");
    expect(told("2024-11-29")).toBe("1 km² changed hands and the holder of 1 km² became known");
    expect(told("2024-11-30T09:00")).toBe("1 km² no longer has a known holder");
    expect(told("2024-11-30T18:00")).toBe("");
  });
  it("of a change within a month or year on its day", () => {
    const dates = { "-0299-01-01": "A", "-0044-03-15": "B", "0060-05-01": "A" };
    const old = atlasFromSketch(dates, { header: { period: ["-0299-01-01", "0101-01-01"], date_precision: [null, "day", "month"] } });
    const [, ides, may] = old.steps.ofChange;
    expect([stepText({ atlas: old, words }, ides), changePart({ atlas: old, words }, ides)]).toEqual(["March 45 BC", "15 Mar"]);
    expect([stepText({ atlas: old, words }, may), changePart({ atlas: old, words }, may)]).toEqual(["May 60 AD", ""]);
    expect(changePart({ atlas: old, words }, ides + 1)).toBe("");
  });
  it("with the era of all years of a map that reaches back beyond 100, and of no later map's", () => {
    const years = (start: string) => {
      const speak = wordsFor("en", { ...atlas.header, period: [start, "2024-12-13"] });
      return ["0050-01-01", "0100-01-01", "2024-01-01"].map((iso) => speak.minutes(minutesOf(iso), "year"));
    };
    expect(years("-0299-01-01")).toEqual(["50 AD", "100 AD", "2024"]);
    expect(years("0100-01-01")).toEqual(["50 AD", "100", "2024"]);
  });
  it("of changes as whole days, both included, or as between two instants", () => {
    const step = (text: string) => atlas.dates.indexOf(text);
    const [evening, morning] = [step("2024-11-30T18:00"), step("2024-11-30T09:00")];
    expect(comparedText(map, { compare: evening, date: step("2024-12-05") })).toBe("From 30 November 2024 to 5 December 2024, both included:");
    expect(comparedText(map, { compare: evening, date: evening })).toBe("30 November 2024:");
    expect(comparedText(map, { compare: morning, date: evening })).toBe("Between 30 November 2024, 1 of 2 and 30 November 2024:");
  });
});
