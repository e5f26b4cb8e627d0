import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FIGURES_MS, steadily } from "./steadily";

describe("what is told steadily", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("window", globalThis);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is told at once, then the last of what follows closely, when it has come to rest", () => {
    const told: number[] = [];
    const tell = steadily((value: number) => told.push(value));
    tell(1);
    expect(told).toEqual([1]);
    for (const value of [2, 3, 4]) {
      vi.advanceTimersByTime(60);
      tell(value);
    }
    expect(told).toEqual([1]);
    vi.advanceTimersByTime(150);
    expect(told).toEqual([1, 4]);
  });
  it("is told at once again after a rest, and nothing twice", () => {
    const told: number[] = [];
    const tell = steadily((value: number) => told.push(value));
    for (const value of [1, 2]) {
      tell(value);
      vi.advanceTimersByTime(151);
    }
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([1, 2]);
  });
  it("is told now and then on the way, and the last at rest, where that is asked for", () => {
    const told: number[] = [];
    const tell = steadily((value: number) => told.push(value), 120);
    for (const value of [0, 1, 2, 3, 4, 5, 6, 7]) {
      tell(value);
      vi.advanceTimersByTime(50);
    }
    expect(told).toEqual([0, 3, 6]);
    vi.advanceTimersByTime(150);
    expect(told).toEqual([0, 3, 6, 7]);
  });
  it("follows the fastest play at each step", () => {
    const told: number[] = [];
    const tell = steadily((value: number) => told.push(value), FIGURES_MS);
    for (const value of [0, 1, 2, 3]) {
      tell(value);
      vi.advanceTimersByTime(1000 / 8);
    }
    expect(told).toEqual([0, 1, 2, 3]);
  });
});
