import { describe, expect, it } from "vitest";
import { EVENT_GROUPS, groupOfKind, KINDS_BY_GROUP } from "../core/eventKinds";
import { atlasFromSketch } from "../testing/sketch";
import { ar } from "./ar";
import { en } from "./en";
import { wordsFor } from "./index";
import { kindName } from "./kinds";

const { header } = atlasFromSketch({ "2024-11-26": "AB" });
const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe("the strings", () => {
  it("are the same in both languages, with the same holes to fill", () => {
    expect(Object.keys(ar).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en))
      expect([key, holes(ar[key as keyof typeof ar])]).toEqual([key, holes(text)]);
  });
  it("point in Arabic from the one to the other whatever letters their names have", () => {
    const loose = (text: string) => /\}[^\u200f{}]*←|←[^\u200f{}]*\{/.test(text);
    expect(Object.values(ar).filter(loose)).toEqual([]);
  });
  it("are filled in with names, and leave what they are not given", () => {
    expect(wordsFor("en", header).say("near", { place: "Idlib" })).toBe("near Idlib, {distance}");
  });
  it("fall back to the map's first language, then to any", () => {
    const words = wordsFor("ar", header);
    expect(words.text({ en: "Idlib", ar: "إدلب" })).toBe("إدلب");
    expect(words.text({ en: "Idlib" })).toBe("Idlib");
    expect(words.text({ fr: "Idleb" })).toBe("Idleb");
    expect(words.text(null)).toBe("");
  });
  it("speak a region's language like the language itself", () => {
    const words = wordsFor("ar-SY", { ...header, right_to_left: ["ar-SY"] });
    expect([words.say("share"), words.direction, words.kind("clash")]).toEqual([ar.share, "rtl", "اشتباك"]);
  });
  it("survive a language code that is none", () => {
    expect(wordsFor("not a language", header).number(1234)).toBe("1,234");
  });
});

describe("numbers", () => {
  it("are written as the language writes them", () => {
    expect(wordsFor("en", header).areaKm2(2_310_400_000)).toBe("2,310 km²");
    expect(wordsFor("ar", header).areaKm2(2_310_400_000)).toBe("٢٬٣١٠ كم²");
    expect(wordsFor("en", header).percent(0.072)).toBe("7.2%");
  });
});

describe("kinds of events", () => {
  it("that are not known are shown as they are written, among the others", () => {
    expect(kindName("air_strike", "ar")).toBe("غارة جوية");
    expect(kindName("snow_storm", "en")).toBe("snow storm");
    expect(groupOfKind("snow_storm")).toBe("other");
    expect(EVENT_GROUPS).toContain(groupOfKind("air_strike"));
  });
  it("that are in a group have a name in both languages", () => {
    for (const group of EVENT_GROUPS)
      for (const kind of KINDS_BY_GROUP[group])
        expect([kind, /[\u0600-\u06ff]/.test(kindName(kind, "ar"))]).toEqual([kind, true]);
  });
  it("are named by the map's table of strings first", () => {
    const strings = { fr: { kind_air_strike: "frappe aérienne", kind_snow_storm: "tempête de neige" } };
    const words = wordsFor("fr", { ...header, strings });
    expect(words.kind("air_strike")).toBe("frappe aérienne");
    expect(words.kind("snow_storm")).toBe("tempête de neige");
    expect(words.kind("clash")).toBe("clash");
  });
});
