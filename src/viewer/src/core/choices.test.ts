import { describe, expect, it } from "vitest";
import { comparedDates, createStore, FIRST, passageDates, placeChosen, sideDates, type State, toggled } from "./choices";
import { stepCalled, stepsOf } from "./steps";

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

describe("comparing", () => {
  const comparing = (choice: Partial<State>, ...then: Partial<State>[]) => {
    const store = createStore({ ...first, date: 4, ...choice });
    for (const patch of then) store.set(patch);
    return store.get().compare;
  };
  const glance: Partial<State> = { tab: "changes", compare: 0, glance: true };
  const leaving: Partial<State>[] = [{ tab: "map", open: true }, placeChosen({ lon: 0, lat: 0, id: null })];
  it("ends with the look that it came with, however the look ends", () => {
    for (const leave of leaving) expect(comparing(glance, leave)).toBeNull();
    expect(comparing(glance, { date: 3 }, { language: "ar" }, { open: false })).toBe(0);
    expect(comparing(glance, { date: 3 }, { tab: "events" })).toBeNull();
    expect(comparing(glance, { tab: "map", compare: 2 })).toBe(2);
  });
  it("lasts where somebody chose what to compare, or how", () => {
    for (const leave of leaving) {
      expect(comparing({ tab: "changes", compare: 0 }, leave)).toBe(0);
      expect(comparing(glance, { compare: 2 }, leave)).toBe(2);
      expect(comparing(glance, { compare: 0 }, leave)).toBe(0);
      expect(comparing(glance, { swipe: true }, leave)).toBe(0);
    }
  });
});

describe("what a link asked for in vain", () => {
  it("is told until the next choice", () => {
    const store = createStore({ ...first, unfollowed: ["lang=fr"] });
    store.set({ unfollowed: ["lang=de"], date: 1 });
    expect(store.get().unfollowed).toEqual(["lang=de"]);
    store.set({ tab: "events" });
    expect(store.get().unfollowed).toEqual([]);
  });
});

describe("choices", () => {
  it("compare the earlier date with the later one", () => {
    expect(comparedDates({ ...first, date: 2, compare: 5 })).toEqual([2, 5]);
    expect(comparedDates({ ...first, date: 5, compare: 2 })).toEqual([2, 5]);
    expect(comparedDates({ ...first, date: 5 })).toEqual([5, 5]);
  });
  it("compare whole days, both included, and instants with what comes after them", () => {
    const dates = ["2024-11-26", "2024-11-30", "2024-11-30T18:00", "2024-12-01"];
    const steps = stepsOf({ dates, date_precision: [null, null, "order", null], period: ["2024-11-26", "2024-12-03"] });
    const step = (text: string) => stepCalled(steps, text);
    const during = (from: string, to: string) =>
      passageDates(steps, { compare: step(from), date: step(to) }).map((one) => steps.minutes[one]);
    const at = (text: string) => steps.minutes[step(text)];
    expect(during("2024-11-30", "2024-12-01")).toEqual([at("2024-11-29"), at("2024-12-01")]);
    expect(during("2024-12-01", "2024-11-30")).toEqual([at("2024-11-29"), at("2024-12-01")]);
    expect(during("2024-11-30", "2024-11-30")).toEqual([at("2024-11-29"), at("2024-11-30")]);
    expect(during("2024-11-30/1", "2024-12-01")).toEqual([at("2024-11-30/1"), at("2024-12-01")]);
    expect(during("2024-11-26", "2024-11-29")).toEqual([at("2024-11-26"), at("2024-11-29")]);
    expect(sideDates(steps, { compare: step("2024-11-29"), date: step("2024-11-30") })).toEqual([3, 5]);
    expect(sideDates(steps, { compare: step("2024-11-30"), date: step("2024-11-30") })).toEqual([3, 5]);
  });
  it("hold a member after one switch and not after two", () => {
    const once = toggled(new Set([1]), 2);
    expect([...once]).toEqual([1, 2]);
    expect([...toggled(once, 2)]).toEqual([1]);
  });
});
