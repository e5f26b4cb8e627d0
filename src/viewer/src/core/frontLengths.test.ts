import { describe, expect, it } from "vitest";
import type { Atlas } from "./atlas";
import { frontChangesIn } from "./frontChanges";
import { frontLengthsAt } from "./frontLengths";
import type { Payload } from "./payload";

const numbers = (...values: number[]) => Float64Array.from(values);
// States 1, 2 and 3 are held by actors 1, 2 and 3; dates 0 and 1 are steps 0 and 4.
const changes = frontChangesIn(
  { front_dates: numbers(0, 1, 1, 1), front_one: numbers(1, 1, 1, 2), front_other: numbers(2, 2, 3, 3), front_metres: numbers(5000, -5000, 3000, 4500) } as unknown as Payload["sections"],
  [0, 4],
);
const atlas = (controller: number[], filtered = -1) =>
  ({ reach: "outline", frontChanges: changes, states: { controller }, filtered, header: { actors: ["", "a", "b", "c", "d"] } }) as unknown as Atlas;

describe("lengths of fronts without borders", () => {
  it("are what came and did not go, the longest first", () => {
    expect(frontLengthsAt(atlas([0, 1, 2, 3]), 3)).toEqual([{ pair: [1, 2], lengthKm: 5 }]);
    expect(frontLengthsAt(atlas([0, 1, 2, 3]), 4)).toEqual([
      { pair: [2, 3], lengthKm: 4.5 },
      { pair: [1, 3], lengthKm: 3 },
    ]);
  });
  it("are those of all states of two actors together, and of nobody who is not told", () => {
    expect(frontLengthsAt(atlas([0, 1, 1, 3]), 4)).toEqual([{ pair: [1, 3], lengthKm: 7.5 }]);
    expect(frontLengthsAt(atlas([0, 1, 4, 3], 4), 4)).toEqual([{ pair: [1, 3], lengthKm: 3 }]);
    expect(frontLengthsAt(atlas([0, 1, 0, 3]), 0)).toEqual([]);
  });
  it("are not known before they are loaded", () => {
    expect(frontChangesIn({} as Payload["sections"], [])).toBeNull();
    expect(frontLengthsAt({ ...atlas([]), frontChanges: null }, 0)).toBeNull();
  });
});
