import { describe, expect, it } from "vitest";
import { payloadFromSketch } from "../testing/sketch";
import { atlasOf } from "./atlas";
import { decodePayload, type Payload } from "./payload";

const plain = decodePayload(payloadFromSketch({ "2024-11-26": "AAB|AAB", "2024-11-29": "ABB|AAB" }));
const name = { en: "North-west" };

/** The same map with a region over the first two cells, half of the second, and 7 m² that are no part of the map. */
const payload: Payload = {
  header: { ...plain.header, regions: [{ id: "nw", name, area: 1_500_007 }] },
  sections: {
    ...plain.sections,
    region_counts: Float64Array.of(2),
    region_cells: Float64Array.of(0, 1),
    region_areas: Float64Array.of(1_000_000, 500_000),
  },
};

describe("the ground that figures are told by", () => {
  it("is that of the layers where a map has no regions", () => {
    const { grounds, states } = atlasOf(plain);
    expect(grounds.map((ground) => [ground.name, ...ground.areasM2(states, 3, 0), ground.uncoveredM2])).toEqual([[plain.header.layers[0].name, 0, 4_000_000, 2_000_000, 0]]);
  });
  it("is that of the regions, with what the map does not cover", () => {
    const { grounds, states, steps } = atlasOf(payload);
    expect(grounds.map((ground) => [ground.name, ground.uncoveredM2])).toEqual([[name, 7]]);
    const held = (step: number) => [...grounds[0].areasM2(states, 3, step)];
    expect([held(0), held(steps.count - 1)]).toEqual([
      [0, 1_500_000, 0],
      [0, 1_000_000, 500_000],
    ]);
  });
  it("leaves cells out that were no part of the map on record", () => {
    const header = { ...payload.header, editions: [{ last: "2024-12-01", period: plain.header.period, dates: plain.header.dates, spells: [[0]], verdicts: {} }] };
    const { grounds: [ground], states } = atlasOf({ ...payload, header }, "2024-11-30");
    expect([[...ground.areasM2(states, 3, 0)].reduce((sum, m2) => sum + m2), ground.uncoveredM2]).toEqual([500_000, 1_000_007]);
  });
});
