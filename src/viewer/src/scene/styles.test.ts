import { describe, expect, it } from "vitest";
import type { Actor, Certainty, ControlState, ToldState } from "../core/model";
import { columnsOf, statesFrom, statesOf } from "../core/states";
import { type Looked, styleOf, styleTable } from "./styles";

const actors: Actor[] = ["unknown", "a", "b"].map((id) => ({
  id,
  name: {},
  colour: "#000000",
  pattern: id === "b" ? "dots" : "none",
}));
const state = (changes: Partial<ToldState>): ToldState => ({
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
  reports: [],
  ...changes,
});
const atlas = (states: ControlState[] = [], filtered = -1): Looked => ({
  header: { actors } as unknown as Looked["header"],
  states: statesOf(columnsOf(states)),
  filtered,
});
const all = { hidden: new Set<number>() };
const look = (changes: Partial<ToldState>, options = all) => styleOf(state(changes), atlas(), options);

describe("the look of ground", () => {
  it("is plain where it is held", () => expect(look({})).toEqual({ controller: 1, hatch: "none", other: null }));
  it("carries its actor's own pattern", () => expect(look({ controller: 2 })?.hatch).toBe("dots"));
  it("is hatched in the second actor's colour where contested", () => {
    expect(look({ status: "contested", others: [2] })).toMatchObject({ hatch: "contested", other: 2 });
  });
  it("is the same however sure it is: one controller's ground is one shape", () => {
    const looks = (["confirmed", "reported", "claimed", "inferred"] as const).map((certainty) => look({ certainty }));
    for (const one of looks) expect(one).toEqual(looks[0]);
  });
  it("tells ground that was left to nobody from ground without a report", () => {
    expect(look({ controller: 0, left: true })?.hatch).toBe("no_successor");
    expect(look({ controller: 0, from: "2024-12-08" })?.hatch).toBe("no_report");
    expect(look({ controller: 0, id: null, from: null })?.hatch).toBe("no_report");
  });
  it("is a sign of its own where it is less sure than wanted, whoever holds it", () =>
    expect(styleOf(state({ controller: 3 }), atlas([], 3), all)).toMatchObject({ controller: 0, hatch: "filtered" }));
  it("is none where its actor is hidden", () => expect(look({}, { hidden: new Set([1]) })).toBeNull());
});

it("states that look alike share a style, and keep how sure each is", () => {
  const table = styleTable(
    atlas([state({}), state({ id: "t", certainty: "claimed" }), state({ controller: 2 })]),
    { hidden: new Set([2]) },
  );
  expect([...table.ofState]).toEqual([0, 1, 1, -1]);
  expect([...table.sureness]).toEqual([-1, 0, 2, -1]);
  expect(table.styles.length).toBe(2);
});

it("no line runs between two grounds that look alike: less sure ones, hidden ones", () => {
  const states = [
    state({}),
    state({ id: "t", certainty: "reported" }),
    state({ id: "u", controller: 2, certainty: "claimed" }),
  ];
  const holders = (options: typeof all, least?: Certainty) => {
    const map = atlas(states, least ? 3 : -1);
    const seen = least ? { ...map, states: statesFrom(map.states, least, 3) } : map;
    return [...styleTable(seen, options).holder].slice(1);
  };
  expect(holders(all)).toEqual([1, 1, 2]);
  expect(holders(all, "reported")[2]).toBeLessThan(0);
  const [sure, ...rest] = holders(all, "confirmed");
  expect(sure).toBe(1);
  expect(rest[0]).toBe(rest[1]);
  const [first, second, third] = holders({ hidden: new Set([1, 2]) });
  expect(first).toBeLessThan(0);
  expect([second, third]).toEqual([first, first]);
});
