import { describe, expect, it } from "vitest";
import { mainSubtag } from "./languages";

describe("a main subtag", () => {
  it("is what stands first", () => expect(["ar-SY", "zh_Hant_TW", "EN"].map(mainSubtag)).toEqual(["ar", "zh", "en"]));
});
