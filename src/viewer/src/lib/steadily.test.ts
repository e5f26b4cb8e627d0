import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { steadily } from "./steadily";

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
    const tell = steadily((value: number) => told.push(value), 100);
    tell(1);
    expect(told).toEqual([1]);
    for (const value of [2, 3, 4]) {
      vi.advanceTimersByTime(60);
      tell(value);
    }
    expect(told).toEqual([1]);
    vi.advanceTimersByTime(100);
    expect(told).toEqual([1, 4]);
  });
  it("is told at once again after a rest, and nothing twice", () => {
    const told: number[] = [];
    const tell = steadily((value: number) => told.push(value), 100);
    for (const value of [1, 2]) {
      tell(value);
      vi.advanceTimersByTime(101);
    }
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([1, 2]);
  });
});
