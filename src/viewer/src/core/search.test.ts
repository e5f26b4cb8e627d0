import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Place } from "./model";
import { fold, likeness, placesCalled, searchEntries, searchPlaces } from "./search";

const place = (id: string, en: string, ar: string, population: number | null = null): Place => ({
  id,
  name: { en, ar },
  kind: "town",
  lon: 0,
  lat: 0,
  population,
});
const entries = searchEntries([
  place("saraqib", "Saraqib", "سراقب"),
  place("maarat", "Maʿarrat al-Nuʿmān", "معرة النعمان", 58000),
  place("maarat_misrin", "Ma'arrat Misrin", "معرة مصرين", 17000),
  { ...place("aleppo", "Aleppo", "حلب", 2000000), aliases: ["Halab"] },
  place("bab", "al-Bab", "الباب"),
  place("azaz", "Azaz", "أعزاز"),
  place("bustan", "Bustan al-Basha", "بستان الباشا"),
  place("tell", "Tell Rifaat", "تل رفعت"),
  place("airport", "Aleppo International Airport", "مطار حلب الدولي"),
]);
const first = (typed: string) => searchPlaces(entries, typed)[0]?.id;

describe("search", () => {
  it.each([
    ["saraqib", "saraqib"],
    ["Sarāqib", "saraqib"],
    ["Saraqeb", "saraqib"],
    ["سراقب", "saraqib"],
    ["سَراقِب", "saraqib"],
    ["maarat al-numan", "maarat"],
    ["Maarrat an Nu'man", "maarat"],
    ["معره النعمان", "maarat"],
    ["alep", "aleppo"],
    ["al b", "bab"],
    ["ال", "bab"],
    ["bab", "bab"],
    ["Al Bab", "bab"],
    ["باب", "bab"],
    ["الباب", "bab"],
    ["اعزاز", "azaz"],
    ["أعزاز", "azaz"],
    ["tall rifat", "tell"],
    ["basha", "bustan"],
    ["Alepo", "aleppo"],
    ["Alpepo", "aleppo"],
    ["Halab", "aleppo"],
    ["Haleb", "aleppo"],
    ["ﺣﻠﺐ", "aleppo"],
    ["ﺳﺮﺍﻗﺐ", "saraqib"],
  ])("finds %s", (typed, id) => expect(first(typed)).toBe(id));
  it.each([
    "مطار حلب",
    "حلب مطار",
    "الدولي حلب",
    "aleppo airport",
    "airport aleppo",
    "airp alep",
  ])("finds %s, in whatever order the words are", (typed) => expect(first(typed)).toBe("airport"));
  it("takes each word of a name once", () => expect(searchPlaces(entries, "aleppo aleppo")).toEqual([]));
  it("puts the larger place first where both fit", () => expect(first("maar")).toBe("maarat"));
  it("finds nothing for nothing, nor for what is not there", () => {
    expect(searchPlaces(entries, " ")).toEqual([]);
    expect(searchPlaces(entries, "damascus")).toEqual([]);
  });
});

// The Python side's tests read the same cases: a name finds the same places there and here.
const cases: {
  places: Record<string, [string, string]>;
  folds: [string, string][];
  likeness: [string, string, number][];
  called: [string, string[]][];
} = JSON.parse(readFileSync(new URL("../../../../tests/model/place_names.json", import.meta.url), "utf8"));

describe("names are taken as the Python side takes them", () => {
  const known = searchEntries(Object.entries(cases.places).map(([id, [en, ar]]) => place(id, en, ar)));
  it.each(cases.folds)("%s folds to %s", (text, folded) => {
    expect(fold(text)).toBe(folded);
    expect(fold(folded)).toBe(folded);
  });
  it.each(cases.likeness)("%s is like %s: %d", (a, b, expected) => expect(likeness(a, b)).toBeCloseTo(expected, 8));
  it.each(cases.called)("%s is the name of %j", (typed, ids) => {
    expect(placesCalled(known, typed).map(({ id }) => id).sort()).toEqual([...ids].sort());
    // What is offered while typing begins with them.
    const offered = searchPlaces(known, typed).slice(0, ids.length);
    expect(offered.map(({ id }) => id).sort()).toEqual([...ids].sort());
  });
});
