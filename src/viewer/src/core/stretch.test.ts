import { describe, expect, it } from "vitest";
import { chosenStretch, playedFirst, playedNext, roomOf, stretchOf, withEnd, within } from "./stretch";

describe("a stretch of dates", () => {
  it("is the whole period unless one is chosen", () => {
    expect(stretchOf(null, 5)).toEqual([0, 4]);
    expect(stretchOf([1, 3], 5)).toEqual([1, 3]);
  });
  it("moves by its ends, which never meet", () => {
    expect(withEnd(null, 0, 2, 5)).toEqual([2, 4]);
    expect(withEnd([2, 4], 1, 3, 5)).toEqual([2, 3]);
    expect(withEnd([2, 4], 0, 9, 5)).toEqual([3, 4]);
    expect(withEnd([2, 4], 1, -1, 5)).toEqual([2, 3]);
    expect(roomOf([1, 3], 0, 5)).toEqual([0, 2]);
    expect(roomOf([1, 3], 1, 5)).toEqual([2, 4]);
  });
  it("is no choice any more once it holds every date", () => {
    expect(withEnd([1, 4], 0, 0, 5)).toBeNull();
    expect(withEnd([0, 3], 1, 4, 5)).toBeNull();
  });
  it("is no choice with one date, or backwards", () => {
    expect(chosenStretch([2, 2], 5)).toBeNull();
    expect(chosenStretch([3, 1], 5)).toBeNull();
    expect(chosenStretch([1, 3], 5)).toEqual([1, 3]);
  });
  it("keeps a date inside", () =>
    expect([0, 1, 2, 3, 4].map((date) => within([1, 3], date))).toEqual([1, 1, 2, 3, 3]));
});

describe("playing", () => {
  it("begins where the reader is, else at the start of the stretch", () =>
    expect([0, 1, 2, 3, 4].map((date) => playedFirst(date, [1, 3]))).toEqual([1, 1, 2, 1, 1]));
  it("steps through the stretch and stops", () => {
    expect([0, 1, 2, 3, 4].map((date) => playedNext(date, date + 1, [1, 3], null))).toEqual([1, 2, 3, null, null]);
    expect(playedNext(0, 1, [3, 4], null)).toBe(3);
  });
  it("goes no further than the stretch, however far the next change is", () =>
    expect(playedNext(1, 9, [1, 3], null)).toBe(3));
  it("begins again inside, wherever it is asked to", () => {
    expect(playedNext(3, 4, [1, 3], 1)).toBe(1);
    expect(playedNext(3, 4, [1, 3], 2)).toBe(2);
    expect(playedNext(3, 4, [1, 3], 0)).toBe(1);
  });
});
