import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { payloadFromSketch } from "../testing/sketch";
import { type Atlas, atlasOf } from "./atlas";
import { decodePayload } from "./payload";

describe("an atlas", () => {
  it("holds on to no numbers of a payload that it has in a shape of its own", async () => {
    setFlagsFromString("--expose-gc");
    const [atlas, left] = atlasAndWhatIsLeft();
    // What was looked at is held until the task ends.
    await new Promise((done) => setTimeout(done));
    runInNewContext("gc")();
    expect(Object.keys(left).filter((name) => left[name].deref())).toEqual([]);
    expect(atlas.grounds.length).toBe(1);
    expect(atlas.cellAt(0.5, 0.5)).toBeGreaterThanOrEqual(0);
  });
});

function atlasAndWhatIsLeft(): [Atlas, Record<string, WeakRef<Float64Array>>] {
  const payload = decodePayload(payloadFromSketch({ "2024-11-26": "AAB ABB", "2024-11-30": "AAA ABB" }));
  const { arc_lengths, arc_xy, arc_left, arc_right, cell_layer, spell_counts, spell_dates, spell_states } = payload.sections;
  const shaped = { arc_lengths, arc_xy, arc_left, arc_right, cell_layer, spell_counts, spell_dates, spell_states };
  return [atlasOf(payload), Object.fromEntries(Object.entries(shaped).map(([name, numbers]) => [name, new WeakRef(numbers)]))];
}
