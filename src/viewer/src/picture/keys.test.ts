import { describe, expect, it } from "vitest";
import { atLeast } from "../core/atlas";
import { FIRST, type State } from "../core/choices";
import { LIGHT } from "../scene/theme";
import { wordsFor } from "../strings";
import { atlasFromSketch } from "../testing/sketch";
import { datesShown, keysOf } from "./keys";

const atlas = atlasFromSketch(
  { "2024-11-26": "AAAB", "2024-11-30": "AABB", "2024-12-01": "CABB" },
  {
    state: ({ controller }, date) =>
      controller === 2 && date === "2024-11-30" ? { certainty: "claimed", sources: [0] } : { certainty: "confirmed", sources: [0] },
    header: {
      events: [{ id: "e", date: "2024-11-30", kind: "clash", lon: 1, lat: 1 } as never],
    },
  },
);
const { ofChange } = atlas.steps;
/** Choices with dates counted by the sketch's pictures. */
const stateOf = ({ date = 1, compare = null, ...choices }: Partial<State>): State =>
  ({ ...FIRST, language: "en", events: false, ...choices, date: ofChange[date], compare: compare === null ? null : ofChange[compare] });
const keys = (choices: Partial<State>) =>
  keysOf({ atlas, words: wordsFor("en", atlas.header), theme: LIGHT, state: stateOf(choices) });
const texts = (choices: Partial<State>) => keys(choices).map(({ text }) => text);

describe("a picture's legend", () => {
  it("names who holds ground at the date, and signs that are in sight", () => {
    const [sure, claimed] = ["confirmed: independent sources agree, or the loser admits it", "claimed: only the party that gains says so"];
    expect(texts({})).toEqual(["A · 2 km²", "B · 2 km²", sure, claimed]);
    expect(texts({ hidden: new Set([2]) })).toEqual(["A · 2 km²", sure]);
    expect(keys({}).at(-1)?.mark).toMatchObject({ texture: "stripes" });
  });
  it("names who only shares ground, in whose colour stripes are drawn", () => {
    const joint = { status: "joint", others: [3] } as const;
    const shared = atlasFromSketch({ "2024-11-26": "AAB", "2024-11-30": "AAC" }, { state: ({ controller }) => (controller === 2 ? joint : {}) });
    const shown = (hidden: Set<number>) =>
      keysOf({ atlas: shared, words: wordsFor("en", shared.header), theme: LIGHT, state: { ...FIRST, language: "en", events: false, date: 0, hidden } }).map(({ text }) => text);
    expect(shown(new Set())).toContain("C");
    expect(shown(new Set([2]))).not.toContain("C");
  });
  it("tells of what is left out, with its km², where only surer ground is shown", () => {
    const seen = atLeast(atlas, { en: "Less sure" })("confirmed");
    const shown = keysOf({ atlas: seen, words: wordsFor("en", seen.header), theme: LIGHT, state: stateOf({ least: "confirmed" }) });
    expect(shown.map(({ text }) => text)).toEqual(["A · 2 km²", "B · 1 km²", "Less sure · 1 km²", expect.stringMatching("confirmed")]);
  });
  it("tells changed ground by from and to, in the colours of both", () => {
    const [change] = keys({ compare: 0 });
    expect(change.text).toBe("A → B · 1 km²");
    expect(change.mark).toMatchObject({ kind: "ground", opacity: 1, filling: { hatch: "lost" } });
  });
  it("gives both areas where two dates stand side by side", () => {
    expect(texts({ compare: 0, swipe: true })).toContain("A · 3 km² → 2 km²");
    const shown = (choices: Partial<State>) => datesShown({ atlas, state: stateOf(choices) });
    expect(shown({ compare: 2, date: 0, swipe: true })).toEqual([ofChange[2], 0]);
    expect(shown({ compare: 2, date: 0 })).toEqual([0, ofChange[2]]);
    expect(shown({ compare: 1, date: 1 })).toEqual([ofChange[1] - 1, ofChange[1]]);
  });
  it("holds only the ages that fronts have", () => {
    expect(texts({ fronts: "lines" })).toContain("Front lines");
    const ages = texts({ fronts: "age", date: 2 }).filter((text) => text.startsWith("Front lines"));
    expect(ages).toEqual(["Front lines: stands less than 1 day", "Front lines: stands less than 3 days"]);
  });
  it("holds pins only while events are shown, and the chosen place with its holder", () => {
    expect(texts({ events: true })).toContain("Events · On this date: Fighting");
    expect(texts({ events: true, date: 0 })).not.toContain("Events · On this date: Fighting");
    const place = { lon: 2.5, lat: 0.5, id: null };
    expect(texts({ place }).at(-1)).toBe("0.5, 2.5 · B · since 30 November 2024");
    expect(texts({ place: { ...place, lon: 9 } }).at(-1)).toContain("outside the mapped area");
  });
});
