import { describe, expect, it } from "vitest";
import type { BaseShape } from "./background";
import type { Place } from "../core/model";
import { type Label, countryLabels, gazetteerLabels, isArea, settlementLabels } from "./labels";
import { originOf } from "./world";

const shape = (kind: string, feature: object, ...parts: number[][]): BaseShape => ({
  kind,
  feature: { name: null, shape: "polygon", parts: parts.length, ...feature },
  parts: parts.map((part) => Float32Array.from(part)),
});
const square = (x: number, y: number, side: number) => [x, y, x + side, y, x + side, y + side, x, y + side];

describe("names of areas", () => {
  const labels = countryLabels([
    shape("country", { name: { en: "Syria", ar: "سوريا" } }, square(0, 0, 1), square(10, 10, 8)),
    shape("country", { name: { en: "Held ground", ar: "أرض" }, class: "occupied", rank: 3 }, square(2, 4, 2)),
    shape("country", { class: "occupied" }, square(0, 0, 1)),
    shape("water", { name: { en: "A lake" } }, square(0, 0, 1)),
  ]);
  it("stand in the middle of the largest part, in the data's own words", () =>
    expect(labels.map(({ x, y, name }) => [x, y, name.ar])).toEqual([
      [14, 14, "سوريا"],
      [3, 5, "أرض"],
    ]));
  it("have no dot, and those in dispute a rank of their own", () => {
    expect(labels.every(({ rank }) => isArea(rank))).toBe(true);
    expect(labels[0].rank).not.toBe(labels[1].rank);
  });
});

it("settlements come by rank, and keep to the ranks that there are", () => {
  const point = (name: string, rank: number | null) =>
    shape("settlement", { name: { en: name }, rank, shape: "point" }, [1, 1]);
  const labels = settlementLabels([point("hamlet", 99), point("town", 3), point("city", 0), point("unranked", null)]);
  expect(labels.map(({ name, rank }) => [name.en, rank])).toEqual([
    ["city", 1],
    ["town", 3],
    ["hamlet", 6],
    ["unranked", 6],
  ]);
  expect(labels.some(({ rank }) => isArea(rank))).toBe(false);
});

describe("places of the gazetteer", () => {
  const origin = originOf([36, 35, 37, 36]);
  const place = (kind: string, name: string, population: number | null = null) =>
    ({ id: name, kind, name: { en: name }, lon: 36, lat: 35, population }) as unknown as Place;
  const ranks = (known: Label[], ...places: Place[]) =>
    gazetteerLabels(places, origin, known).map(({ name, rank }) => [name.en, rank]);
  const town: Label = { x: 0, y: 0, rank: 1, name: { en: "Highgate" } };

  it("wait for a closer look beside the background's settlements, which are not named twice", () =>
    expect(ranks([town], place("village", "Fordham"), place("city", "Highgate"))).toEqual([["Fordham", 6]]));
  it("are named as towns are where the background names none, the most important kind first", () => {
    expect(ranks([], place("site", "Mill"), place("site", "Ford"))).toEqual([["Mill", 2], ["Ford", 2]]);
    expect(ranks([], place("village", "Mill"), place("city", "Highgate"))).toEqual([["Highgate", 2], ["Mill", 4]]);
  });
  it("stand aside for those with more people", () =>
    expect(ranks([], place("town", "Mill", 10), place("town", "Ford", 99)).map(([name]) => name)).toEqual(["Ford", "Mill"]));
});
