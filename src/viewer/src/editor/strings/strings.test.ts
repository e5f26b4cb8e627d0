import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../../testing/sketch";
import { ar } from "./ar";
import { en } from "./en";
import { sayIn } from "./index";
import { ar as refusals } from "./refusals";

const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const { header } = atlasFromSketch({ "2024-11-26": "AB" });

describe("the editor's strings", () => {
  it("are the same in both languages, with the same holes to fill", () => {
    expect(Object.keys(ar)).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(en)) expect([key, holes(ar[key as keyof typeof ar])]).toEqual([key, holes(text)]);
  });
  it("point in Arabic from the one to the other whatever letters their names have", () => {
    const loose = (text: string) => /\}[^\u200f{}]*←|←[^\u200f{}]*\{/.test(text);
    expect(Object.values(ar).filter(loose)).toEqual([]);
  });
  it("are all said somewhere", () => {
    const source = new URL("../", import.meta.url);
    const files = readdirSync(source, { recursive: true, encoding: "utf8" });
    const code = files
      .filter((name) => name.endsWith(".ts") && !/strings\/(en|ar|refusals)\.ts$|test\.ts$/.test(name))
      .map((name) => readFileSync(new URL(name, source), "utf8"))
      .join("");
    const made = [...code.matchAll(/`(\w+_)\$\{/g)].map(([, beginning]) => beginning);
    const silent = Object.keys(en).filter((key) => !code.includes(`"${key}"`) && !made.some((one) => key.startsWith(one)));
    expect(silent).toEqual([]);
  });
  it("keep dates in digits, ids and names of files in one piece where text runs from right to left", () => {
    const loose = (text: string) => /\d[-/]\d|:\/\//.test(text.replace(/\u2066[^\u2069]*\u2069/g, ""));
    expect([...Object.values(ar), ...Object.values(refusals)].filter(loose)).toEqual([]);
    const rtl = { ...header, right_to_left: ["ar"] };
    expect(sayIn("ar", rtl)("remove", { what: "afp-2024-12-02" })).toContain("\u2066afp-2024-12-02\u2069");
    expect(sayIn("en", rtl)("remove", { what: "afp-2024-12-02" })).not.toContain("\u2066");
  });
  it("are added to by the map's table, in any language", () => {
    const strings = { fr: { editor_apply: "Appliquer" } };
    expect(sayIn("fr", { ...header, strings })("apply")).toBe("Appliquer");
    expect(sayIn("fr", { ...header, strings })("undo")).toBe(en.undo);
  });
});
