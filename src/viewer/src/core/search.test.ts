import { describe, expect, it } from "vitest";
import type { Place } from "./payload";
import { fold, searchEntries, searchPlaces, skeleton } from "./search";

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
  place("aleppo", "Aleppo", "حلب", 2000000),
  place("bab", "al-Bab", "الباب"),
  place("azaz", "Azaz", "أعزاز"),
  place("bustan", "Bustan al-Basha", "بستان الباشا"),
  place("tell", "Tell Rifaat", "تل رفعت"),
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
    ["bab", "bab"],
    ["Al Bab", "bab"],
    ["باب", "bab"],
    ["الباب", "bab"],
    ["اعزاز", "azaz"],
    ["أعزاز", "azaz"],
    ["tall rifat", "tell"],
    ["basha", "bustan"],
  ])("finds %s", (typed, id) => expect(first(typed)).toBe(id));
  it("puts the larger place first where both fit", () => expect(first("maar")).toBe("maarat"));
  it("finds nothing for nothing, nor for what is not there", () => {
    expect(searchPlaces(entries, " ")).toEqual([]);
    expect(searchPlaces(entries, "damascus")).toEqual([]);
  });
  it("folds marks away and keeps letters", () => {
    expect(fold("Maʿarrat al-Nuʿmān")).toBe("maarrat al numan");
    expect(skeleton("saraqeb")).toBe(skeleton("saraqib"));
  });
});
