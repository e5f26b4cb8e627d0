import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { unhurried } from "./breath";

describe("work in parts", () => {
  let [now, frames] = [0, 0];
  beforeEach(() => {
    [now, frames] = [0, 0];
    vi.spyOn(performance, "now").mockImplementation(() => now);
    vi.stubGlobal("document", { hidden: false });
    vi.stubGlobal("requestAnimationFrame", (drawn: () => void) => {
      frames++;
      now += 16;
      drawn();
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  function* parts(count: number, ms: number, done: number[]): Generator<void> {
    for (let i = 0; i < count; i++) {
      now += ms;
      yield void done.push(i);
    }
  }

  it.each([
    ["short ones follow each other", 2, 3],
    ["a frame comes between such as fill one", 9, 9],
  ])("%s", async (_, ms, wanted) => {
    const done: number[] = [];
    expect(await unhurried(parts(9, ms, done))).toBe(true);
    expect(done).toEqual([...Array(9).keys()]);
    expect(frames).toBe(wanted);
  });

  it("ends once it is wanted no more", async () => {
    const done: number[] = [];
    expect(await unhurried(parts(9, 9, done), () => done.length < 3)).toBe(false);
    expect(done).toEqual([0, 1, 2]);
  });
});
