import { describe, expect, it } from "vitest";
import { atlasFromSketch } from "../testing/sketch";
import { areasCsv } from "./csv";
import { snapshotGeoJson } from "./geojson";

const ringArea = (ring: number[][]) =>
  ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0) / 2;

type Ground = { type: string; coordinates: never[] };
const polygonsIn = ({ type, coordinates }: Ground): number[][][][] => (type === "Polygon" ? [coordinates] : coordinates);

/** Area by controller of a snapshot's GeoJSON, holes taken out. */
function areas(sketch: string): Record<string, number> {
  const { features } = JSON.parse(snapshotGeoJson(atlasFromSketch({ "2024-11-26": sketch }), 0));
  const sums: Record<string, number> = {};
  for (const { geometry, properties } of features) {
    for (const polygon of polygonsIn(geometry)) {
      for (const ring of polygon)
        sums[properties.controller] = (sums[properties.controller] ?? 0) + ringArea(ring);
    }
  }
  return sums;
}

describe("a snapshot as GeoJSON", () => {
  it.each([
    ["AAB|AAB|CCB"],
    ["AAAA|ABAA|AABA|AAAA"],
    ["AB|BA"],
    ["BAB|ABA|BAB"],
    ["AAAAA|ABBBA|ABABA|ABBBA|AAAAA"],
  ])("of %s has the picture's areas", (sketch) => {
    const expected: Record<string, number> = {};
    for (const letter of sketch.replace(/\|/g, "")) expected[letter] = (expected[letter] ?? 0) + 1;
    expect(areas(sketch)).toEqual(expected);
  });
  it("gives an island its own polygon and its lake to the right shell", () => {
    const { features } = JSON.parse(
      snapshotGeoJson(atlasFromSketch({ "2024-11-26": "AAAAA|ABBBA|ABABA|ABBBA|AAAAA" }), 0),
    );
    const rings = features.map(({ geometry }: { geometry: Ground }) => polygonsIn(geometry).map((polygon) => polygon.length));
    expect(rings).toEqual([[1, 2], [2]]);
  });
  it("is cut at the antimeridian, beyond which no longitude lies", () => {
    const view: [number, number, number, number] = [179, 0, 182, 2];
    const map = atlasFromSketch({ "2024-11-26": "AAB|AAA" }, { header: { view } });
    // The sketch's cells from 0 to 3 degrees are those from 179 to 182.
    for (let i = 0; i < map.history.arcs.xy.length; i += 2) map.history.arcs.xy[i] += 179;
    const { features } = JSON.parse(snapshotGeoJson(map, 0));
    const polygons = features.flatMap(({ geometry }: { geometry: Ground }) => polygonsIn(geometry));
    const spans = polygons.map(([ring]: number[][][]) => [Math.min(...ring.map(([x]) => x)), Math.max(...ring.map(([x]) => x)), ringArea(ring)]);
    expect(spans).toEqual([[179, 180, 2], [-180, -178, 3], [-179, -178, 1]]);
  });
  it("says what it is, whose it is, and what its ids mean", () => {
    const source = { id: "s", title: "A report", publisher: "A paper", url: "https://example.org" };
    const named = atlasFromSketch({ "2024-11-26": "A" }, { header: { licence: "CC0", attribution: ["Made up"], sources: [source] }, state: () => ({ sources: [0] }) });
    const { features, ...about } = JSON.parse(snapshotGeoJson(named, 0));
    expect(about).toMatchObject({ title: { en: "Sketch" }, as_of: "2024-11-26", licence: "CC0", attribution: ["Made up"] });
    expect(about).not.toHaveProperty("known_on");
    expect(features[0].properties).toMatchObject({
      controller_name: "A", layer: "sketch", sources: ["s"], source_titles: ["A report (A paper)"], source_urls: ["https://example.org"],
    });
  });
  it("closes its rings and names its date", () => {
    const { features } = JSON.parse(snapshotGeoJson(atlasFromSketch({ "2024-11-26": "A" }), 0));
    const [[ring]] = polygonsIn(features[0].geometry);
    expect(ring[0]).toEqual(ring.at(-1));
    expect(features[0].properties).toMatchObject({
      date: "2024-11-26",
      controller: "A",
      since: "2024-11-26",
    });
  });
});

it("the chart as CSV has a line a day and quotes what needs it", () => {
  const atlas = atlasFromSketch({ "2024-11-26": "AAB", "2024-11-28T09:00": "ABB" }, { header: { period: ["2024-11-26", "2024-11-29"] } });
  expect(areasCsv(atlas)).toBe(
    "date,unknown,A,B\r\n2024-11-26,0.000,2.000,1.000\r\n2024-11-27,0.000,2.000,1.000\r\n2024-11-28,0.000,1.000,2.000\r\n",
  );
});
