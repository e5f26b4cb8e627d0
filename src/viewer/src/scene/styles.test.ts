import { describe, expect, it } from "vitest";
import type { Actor, ControlState } from "../core/model";
import { columnsOf, statesOf } from "../core/states";
import { styleOf, styleTable } from "./styles";

const actors: Actor[] = ["unknown", "a", "b"].map((id) => ({
  id,
  name: {},
  colour: "#000000",
  pattern: id === "b" ? "dots" : "none",
}));
const state = (changes: Partial<ControlState>): ControlState => ({
  id: "s",
  layer: 0,
  area: null,
  controller: 1,
  status: "held",
  others: [],
  certainty: "confirmed",
  from: "2024-11-26",
  to: null,
  sources: [],
  note: null,
  evidence_km: null,
  ...changes,
});
const all = { hidden: new Set<number>(), confirmedOnly: false };
const look = (changes: Partial<ControlState>, options = all) => styleOf(state(changes), actors, options);

describe("the look of ground", () => {
  it("is plain where it is held and sure", () =>
    expect(look({})).toEqual({ controller: 1, strength: "full", hatch: "none", other: null }));
  it("carries its actor's own pattern", () => expect(look({ controller: 2 })?.hatch).toBe("dots"));
  it("is hatched in the second actor's colour where contested", () => {
    expect(look({ status: "contested", others: [2] })).toMatchObject({ hatch: "contested", other: 2 });
  });
  it("is lighter where only claimed or inferred, and fades far from any report", () => {
    expect(
      ["claimed", "inferred", "reported"].map(
        (certainty) => look({ certainty } as Partial<ControlState>)?.strength,
      ),
    ).toEqual(["light", "light", "full"]);
    expect(look({ evidence_km: 10.1 })?.strength).toBe("faint");
    expect(look({ evidence_km: 10 })?.strength).toBe("full");
  });
  it("is unknown where unconfirmed while only confirmed ground is shown", () => {
    expect(look({ certainty: "reported" }, { ...all, confirmedOnly: true })?.controller).toBe(0);
    expect(look({}, { ...all, confirmedOnly: true })?.controller).toBe(1);
  });
  it("is none where its actor is hidden", () =>
    expect(look({}, { ...all, hidden: new Set([1]) })).toBeNull());
});

it("states that look alike share a style", () => {
  const states = statesOf(columnsOf([state({}), state({ id: "t" }), state({ controller: 2 })]));
  const table = styleTable(states, actors, {
    ...all,
    hidden: new Set([2]),
  });
  expect([...table.ofState]).toEqual([0, 1, 1, -1]);
  expect(table.styles.length).toBe(2);
});

it("no line runs between two grounds that look alike: unconfirmed ones, hidden ones", () => {
  const states = statesOf(
    columnsOf([
      state({}),
      state({ id: "t", certainty: "reported" }),
      state({ id: "u", controller: 2, certainty: "claimed" }),
    ]),
  );
  const holders = (options: typeof all) => [...styleTable(states, actors, options).holder].slice(1);
  expect(holders(all)).toEqual([1, 1, 2]);
  expect(holders({ ...all, confirmedOnly: true })).toEqual([1, 0, 0]);
  const [first, second, third] = holders({ ...all, hidden: new Set([1, 2]) });
  expect(first).toBeLessThan(0);
  expect([second, third]).toEqual([first, first]);
});
