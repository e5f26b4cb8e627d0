import { expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { abroadAt, placesAbroad } from "./abroad";
import type { Atlas } from "./atlas";

it("settlements that the background names outside of a map are known, those on it are not", () => {
  const map = atlasFromSketch({ "2024-11-26": "AB|AB" });
  const point = (en: string | null) => ({ name: en && { en }, class: null, rank: 1, shape: "point", parts: 1 });
  const road = { name: { en: "A road" }, class: null, rank: 1, shape: "line", parts: 1 };
  const base = [
    { kind: "road", attribution: null, features: [road] },
    { kind: "settlement", attribution: null, features: [point("Inside"), point("Outside"), point(null)] },
  ];
  const line = [9, 9, 1, 1];
  const points = [-9, -9, 4, 5, 1, 1];
  const atlas = { ...map, header: { ...map.header, base }, base: { lengths: Float64Array.of(2, 1, 1, 1), deltas: Float64Array.from([...line, ...points]) } } as unknown as Atlas;
  expect(placesAbroad(atlas)).toMatchObject([{ name: { en: "Outside" }, lon: 5, lat: 6 }]);
  expect(abroadAt(atlas, 5.00001, 6)?.name).toEqual({ en: "Outside" });
  expect(abroadAt(atlas, 1, 1)).toBeUndefined();
});
