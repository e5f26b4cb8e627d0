import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import type { EventWindow } from "./choices";
import { eventsWithin, windowMinutes } from "./events";
import type { MapEvent } from "./model";
import { stepCalled } from "./steps";

const dates = [
  "2024-11-25",
  "2024-11-26",
  "2024-11-27T09:00",
  "2024-11-30",
  "2024-11-30T18:00",
  "2024-12-05",
];
const events = dates.map(
  (date) => ({ id: date, date, kind: "clash", lon: 0, lat: 0 }) as unknown as MapEvent,
);
const atlas = atlasFromSketch(
  { "2024-11-26": "A", "2024-11-30": "B", "2024-11-30T12:00": "A" },
  { header: { events } },
);
const shown = (window: EventWindow, date: string, compare: string | null = null) => {
  const step = (text: string) => stepCalled(atlas.steps, text);
  return eventsWithin(atlas, windowMinutes(atlas, window, step(date), compare === null ? null : step(compare))).map(({ id }) => id);
};

describe("the events of", () => {
  it("a date are that date's, in the order of time", () => {
    expect(shown("day", "2024-11-26")).toEqual(["2024-11-26"]);
    expect(shown("day", "2024-11-27")).toEqual(["2024-11-27T09:00"]);
    expect(shown("day", "2024-11-28")).toEqual([]);
    expect(shown("day", "2024-11-30")).toEqual(["2024-11-30", "2024-11-30T18:00"]);
  });
  it("a part of a day are those of the day", () =>
    expect(shown("day", "2024-11-30T00:00")).toEqual(["2024-11-30", "2024-11-30T18:00"]));
  it("all time up to a date", () => expect(shown("until", "2024-11-29")).toEqual(dates.slice(0, 3)));
  it("the range of a comparison, both days included, whichever comes first", () => {
    expect(shown("range", "2024-11-30", "2024-11-27")).toEqual(dates.slice(2, 5));
    expect(shown("range", "2024-11-27", "2024-11-30")).toEqual(dates.slice(2, 5));
  });
});
