import { describe, expect, it } from "vitest";
import { titleLanguage } from "./titleLanguage";

describe("the language of a title", () => {
  it("is the reader's where the map says it in that", () =>
    expect(titleLanguage({ title: "Dispatches", title_in: { ar: "برقيات" } }, "ar", "en")).toBe("ar"));
  it("is its source's own", () => {
    expect(titleLanguage({ title: "ONU, quasi 50000 sfollati", language: "it" }, "ar", "en")).toBe("it");
    expect(titleLanguage({ title: "قوات النظام تنسحب", language: "ar" }, "en", "en")).toBe("ar");
  });
  it("is the map's first where it was translated", () =>
    expect(titleLanguage({ title: "Opposition announces its advance", language: "ar" }, "ar", "en")).toBe("en"));
  it("is not made up", () => expect(titleLanguage({ title: "Ong 238 uccisi" }, "en", "en")).toBe(""));
});
