import { describe, expect, it } from "vitest";
import { isRightToLeft, mainSubtag } from "./languages";

describe("a language's direction", () => {
  const codes = ["ar", "ar-SY", "ar_SY", "AR", "fa", "he", "ur", "ps", "ckb", "sd", "ug", "yi", "dv"];
  it.each(codes)("of %s is right to left", (code) => expect(isRightToLeft(code)).toBe(true));
  it.each(["en", "fr-CA", "tr", "ku", "arn", "", "not a language"])("of %j is left to right", (code) =>
    expect(isRightToLeft(code)).toBe(false),
  );
  it("is that of its script where the code names one", () => {
    expect(["ku-Arab", "ku-arab-IQ", "az-Arab", "pa-Arab-PK"].map(isRightToLeft)).toEqual([true, true, true, true]);
    expect(["ar-Latn", "ks-Deva-IN", "sd-Deva", "ku-Latn"].map(isRightToLeft)).toEqual([false, false, false, false]);
  });
  it("is not taken from a variant or a private part", () =>
    expect(["en-x-arab", "de-1901", "sl-rozaj"].map(isRightToLeft)).toEqual([false, false, false]));
});

describe("a main subtag", () => {
  it("is what stands first", () => expect(["ar-SY", "zh_Hant_TW", "EN"].map(mainSubtag)).toEqual(["ar", "zh", "en"]));
});
