import { describe, expect, it } from "vitest";
import { FIRST, type State } from "../core/choices";
import { moreChoices, moreWords } from "./choiceWords";

const first: State = { ...FIRST, language: "en" };
/** Choices that have words of their own in the address, or none because they pass. */
const ELSEWHERE = new Set(["date", "language", "hidden", "place", "compare", "glance", "stretch", "least", "open", "playing", "unfollowed"]);
const OTHER: Partial<State> = {
  swipe: true,
  tab: "about",
  speed: 8,
  chart: "km2",
  fronts: "age",
  events: false,
  eventWindow: "until",
  hiddenGroups: new Set(["strikes"]),
  tiles: true,
  disputes: true,
  graticule: true,
  loop: true,
};

describe("the address", () => {
  it("has a word for every choice of the reader's", () => {
    for (const member of Object.keys(first).filter((one) => !ELSEWHERE.has(one))) {
      expect(member in OTHER, member).toBe(true);
      const chosen = { ...first, [member]: OTHER[member as keyof State] };
      const read = { ...first, ...moreChoices(moreWords(chosen) ?? {}) };
      expect([member, read[member as keyof State]]).toEqual([member, chosen[member as keyof State]]);
    }
  });
  it("says nothing of what everybody begins with, nor of a tab that follows from the rest", () => {
    expect(moreWords(first)).toBeUndefined();
    expect(moreWords({ ...first, compare: 0, tab: "changes" })).toBeUndefined();
    expect(moreWords({ ...first, place: { lon: 0, lat: 0, id: null }, tab: "map" })).toEqual({ tab: "map" });
  });
  it("leaves out what it does not know", () =>
    expect(moreChoices({ chart: "pie", speed: "3", tab: "edit", colour: "red" })).toEqual({}));
});
