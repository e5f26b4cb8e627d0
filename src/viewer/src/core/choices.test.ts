import { describe, expect, it } from "vitest";
import { comparedDates, createStore, FIRST, toggled } from "./choices";

const first = { ...FIRST, language: "en" };

describe("a store", () => {
  it("tells its listeners in the order in which they came, those that come again last", () => {
    const store = createStore(first);
    const told: string[] = [];
    const on = (name: string) => store.on(() => told.push(name));
    on("map");
    const stop = on("controls");
    on("address");
    stop();
    on("controls");
    store.set({ date: 1 });
    expect(told).toEqual(["map", "address", "controls"]);
  });
  it("tells what was before, and leaves it as it was", () => {
    const store = createStore(first);
    const dates: number[] = [];
    store.on((state, before) => dates.push(before.date, state.date));
    store.set({ date: 3 });
    store.set({ date: 5 });
    expect(dates).toEqual([0, 3, 3, 5]);
    expect(first.date).toBe(0);
  });
});

describe("choices", () => {
  it("compare the earlier date with the later one", () => {
    expect(comparedDates({ ...first, date: 2, compare: 5 })).toEqual([2, 5]);
    expect(comparedDates({ ...first, date: 5, compare: 2 })).toEqual([2, 5]);
    expect(comparedDates({ ...first, date: 5 })).toEqual([5, 5]);
  });
  it("hold a member after one switch and not after two", () => {
    const once = toggled(new Set([1]), 2);
    expect([...once]).toEqual([1, 2]);
    expect([...toggled(once, 2)]).toEqual([1]);
  });
});
