import { describe, expect, it } from "vitest";
import { begun, done, type Draft, finished, goingOnFrom, newDraft, pointsOf, redone, ringOf, undone, withMoved, withoutVertex, withVertex } from "./draft";
import type { Point } from "./points";

const drawn = (...points: Point[]): Draft =>
  points.reduce((draft, at) => withVertex(draft, { at, path: [] }), newDraft("d", "polygon", "2024-11-30"));
const TRIANGLE = drawn([0, 0], [4, 0], [4, 4]);

describe("a draft", () => {
  it("takes back exactly one vertex, and sets it again", () => {
    let drawing = begun(newDraft("d", "polygon", "2024-11-30"));
    for (const at of [[0, 0], [1, 0], [1, 1]] as Point[]) drawing = done(drawing, withVertex(drawing.now, { at, path: [] }));
    expect(pointsOf(undone(drawing).now)).toEqual([[0, 0], [1, 0]]);
    expect(redone(undone(drawing)).now).toEqual(drawing.now);
  });
  it("that was read again loses vertex by vertex", () => {
    let drawing = begun(TRIANGLE);
    const counts = [3];
    while (drawing.past.length) counts.push((drawing = undone(drawing)).now.vertices.length);
    expect(counts).toEqual([3, 2, 1, 0]);
  });
  it("keeps its new date when a step is taken back", () => {
    const drawing = done(begun(drawn([0, 0])), TRIANGLE);
    expect(undone({ ...drawing, now: { ...drawing.now, date: "2024-12-08" } }).now.date).toBe("2024-12-08");
  });
  it("goes on from any vertex", () => {
    const again = withVertex(goingOnFrom(finished(TRIANGLE), 0), { at: [2, -1], path: [] });
    expect(pointsOf(again)).toEqual([[0, 0], [2, -1], [4, 0], [4, 4]]);
    expect(again.closed).toBe(false);
  });
  it("without or with another vertex follows nothing there any more", () => {
    const followed = withVertex(TRIANGLE, { at: [0, 4], path: [[3, 5], [1, 5]] });
    expect(pointsOf(withMoved(followed, 2, [5, 5]))).toEqual([[0, 0], [4, 0], [5, 5], [0, 4]]);
    expect(pointsOf(withoutVertex(followed, 2))).toEqual([[0, 0], [4, 0], [0, 4]]);
    expect(withMoved(finished(TRIANGLE, [[1, 1]]), 0, [9, 9]).closing).toEqual([]);
  });
  it("encloses ground once it has three points, or a middle and a radius", () => {
    expect(ringOf(drawn([0, 0], [1, 0]), null)).toEqual([]);
    expect(ringOf(finished(TRIANGLE, [[2, 3]]), null)).toEqual([[0, 0], [4, 0], [4, 4], [2, 3]]);
    const middle = withVertex(newDraft("d", "circle", "2024-11-30"), { at: [36, 36], path: [] });
    expect(ringOf(middle, 2)).toHaveLength(72);
    expect(ringOf(middle, null)).toEqual([]);
  });
});
