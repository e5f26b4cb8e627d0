import { describe, expect, it } from "vitest";
import { balancedLines, columnsOf, directionOf, wrapLines } from "./layout";

const tenth = (text: string) => text.length * 10;

describe("lines of a text", () => {
  it("break between words, keep all of them and fit", () => {
    const text = "one two three four five six seven";
    const lines = wrapLines(text, 90, tenth);
    expect(lines).toEqual(["one two", "three", "four five", "six seven"]);
    expect(lines.join(" ")).toBe(text);
  });
  it("hold a word alone that is too wide, and nothing for nothing", () => {
    expect(wrapLines("a incomprehensible b", 60, tenth)).toEqual(["a", "incomprehensible", "b"]);
    expect(wrapLines(" ", 60, tenth)).toEqual([]);
  });
});

describe("balanced lines", () => {
  it("leave no word alone at the end, in no more lines than it takes", () => {
    const text = "aaaa bbbb cccc dddd ee";
    expect(wrapLines(text, 200, tenth)).toEqual(["aaaa bbbb cccc dddd", "ee"]);
    expect(balancedLines(text, 200, tenth)).toEqual(["aaaa bbbb", "cccc dddd ee"]);
    expect(balancedLines("one line", 200, tenth)).toEqual(["one line"]);
  });
});

it.each([
  ["© OpenStreetMap", "ltr"],
  ["٢٠٢٤ سوريا", "rtl"],
  ["12", "ltr"],
])("%s runs %s", (text, direction) => expect(directionOf(text)).toBe(direction));

describe("columns of a legend", () => {
  it("are as many as the widest item leaves room for", () => {
    const places = columnsOf([100, 40, 40], 240, 20);
    expect(places).toEqual([
      { column: 0, row: 0, x: 0 },
      { column: 1, row: 0, x: 130 },
      { column: 0, row: 1, x: 0 },
    ]);
  });
  it("are one where even two are too wide", () =>
    expect(columnsOf([300, 10], 240, 20).map(({ row }) => row)).toEqual([0, 1]));
});
