import { describe, expect, it } from "vitest";
import { clusterEvents } from "../core/clusters";
import type { MapEvent } from "../core/model";
import { metresPerPixel, scaleBar } from "./scaleBar";
import { worldX, worldY } from "./world";

describe("world units", () => {
  it("are Web Mercator at zoom 0", () => {
    expect([worldX(-180), worldX(0), worldX(180)]).toEqual([0, 128, 256]);
    expect(worldY(0)).toBeCloseTo(128, 9);
    // 85.0511287798066°: where the projection's square ends.
    expect(worldY(85.0511287798066)).toBeCloseTo(0, 6);
  });

  it("end where Leaflet's do: a map that reaches a pole has no point at infinity", () => {
    expect(worldY(90)).toBeCloseTo(0, 6);
    expect(worldY(-90)).toBeCloseTo(256, 6);
  });
});

describe("the scale bar", () => {
  it("is a round length that fits", () => {
    for (const zoom of [5, 7.25, 9, 12, 16]) {
      const { km, px } = scaleBar(35.5, zoom, 110);
      expect(px).toBeLessThanOrEqual(110);
      expect(px).toBeGreaterThan(110 / 2.6);
      expect(km * 1000).toBeCloseTo(px * metresPerPixel(35.5, zoom), 3);
      expect([1, 2, 5]).toContain(Math.round(km / 10 ** Math.floor(Math.log10(km) + 1e-9)));
    }
  });
});

describe("clusters of events", () => {
  const events = [
    [0, 0],
    [3, 4],
    [100, 0],
    [null, null],
  ].map(([lon, lat], i) => ({ id: String(i), lon, lat }) as unknown as MapEvent);
  const pixel = (x: number, y: number) => ({ x, y });
  const sizes = (reach: number) =>
    clusterEvents(events, pixel, reach).map((cluster) => cluster.events.length);
  it("join what is nearer than their reach, and leave out what has no place", () => {
    expect(sizes(6)).toEqual([2, 1]);
    expect(sizes(5)).toEqual([1, 1, 1]);
    expect(sizes(101)).toEqual([3]);
  });
});
