import { describe, expect, it } from "vitest";
import type { ControlState } from "../core/model";
import { atlasFromSketch, type Sketch } from "../testing/sketch";
import { certaintyMeans, headline } from "./describe";
import { wordsFor } from "./index";

const told = (sketch: Sketch, language = "en") => {
  const atlas = atlasFromSketch(sketch);
  return headline({ atlas, words: wordsFor(language, atlas.header) }, atlas.dates.length - 1);
};

describe("the headline", () => {
  it("counts from the first day where that is one step", () =>
    expect(told({ "2024-11-26": "AA", "2024-11-29": "AB" })).toBe("Since 26 November 2024, B gained 1 km² and A lost 1 km²."));
  it("counts from the start of the first day where that has hours", () =>
    expect(told({ "2024-11-26": "AA", "2024-11-26T05:30": "AB", "2024-11-26T09:00": "BB" })).toBe(
      "Since the start of 26 November 2024, B gained 2 km² and A lost all 2 km² that it held.",
    ));
  it("tells what is known for the first time apart from what was gained", () => {
    expect(told({ "2024-11-26": "A..", "2024-11-29": "AA." })).toBe("Since 26 November 2024, the holder of 1 km² became known.");
    expect(told({ "2024-11-26": "AAB.", "2024-11-29": "ABBB" })).toBe(
      "Since 26 November 2024, B gained 1 km², A lost 1 km² and the holder of 1 km² became known.",
    );
    expect(told({ "2024-11-26": "A.", "2024-11-28": "..", "2024-11-29": "BA" })).toBe(
      "Since 26 November 2024, B gained 1 km², A lost 1 km² and the holder of 1 km² became known.",
    );
  });
});

describe("what a certainty means", () => {
  const means = (state: Partial<ControlState>) => {
    const atlas = atlasFromSketch({ "2024-11-26": "AB" }, { state: () => state });
    return certaintyMeans({ words: wordsFor("en", atlas.header) }, atlas, state.certainty!);
  };
  it("is who says so, where sources are named", () =>
    expect(means({ certainty: "reported", sources: [0] })).toBe("one source without a stake says so"));
  it("is nobody where none is", () => expect(means({ certainty: "reported", sources: [] })).toBe("no source is named"));
  it("is inference without a source too", () =>
    expect(means({ certainty: "inferred", sources: [] })).toBe("follows from what is known nearby"));
});
