import { describe, expect, it } from "vitest";
import type { App } from "../../controls/app";
import { wordsFor } from "../../strings";
import { atlasFromSketch } from "../../testing/sketch";
import { sayIn } from "../strings";
import { valueText } from "./serverWords";

const atlas = atlasFromSketch({ "2024-11-26": "AB" });
const app = { atlas, words: wordsFor("en", atlas.header) } as App;
const told = (name: string, value: string) => valueText({ app, say: sayIn("en", atlas.header) }, name, value);

describe("what the server names", () => {
  it.each([
    ["1967-05", "May 1967"],
    ["1967-05-09", "9 May 1967"],
    ["1967-05-09T14:30", "9 May 1967 at 14:30"],
    ["-0043", "44 BC"],
    ["-0043-03-15", "15 March 44 BC"],
    ["+12024-02-29", "29 February 12024"],
  ])("is told in words where it is a date: %s", (value, words) => expect(told("date", value)).toBe(words));
  it.each(["1967", "0043", "2024-02-30", "valley-0002", "1-2"])("stands as it is where it may be another name: %s", (value) =>
    expect(told("feature", value)).toBe(value));
});
