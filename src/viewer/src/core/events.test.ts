import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { eventsWithin, windowMinutes } from "./events";
import type { MapEvent } from "./model";

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
const shown = (...window: Parameters<typeof windowMinutes> extends [unknown, ...infer Rest] ? Rest : never) =>
  eventsWithin(atlas, windowMinutes(atlas, ...window)).map(({ id }) => id);

describe("the events of", () => {
  it("a date are those of its day and on to the next date", () => {
    expect(shown("day", 0, null)).toEqual(["2024-11-26", "2024-11-27T09:00"]);
    expect(shown("day", 1, null)).toEqual(["2024-11-30"]);
    expect(shown("day", 2, null)).toEqual(["2024-11-30", "2024-11-30T18:00", "2024-12-05"]);
  });
  it("all time up to a date", () => expect(shown("until", 1, null)).toEqual(dates.slice(0, 4)));
  it("the range of a comparison, whichever date comes first", () => {
    expect(shown("range", 1, 0)).toEqual(dates.slice(1, 4));
    expect(shown("range", 0, 1)).toEqual(dates.slice(1, 4));
  });
});
