import { expect, it } from "vitest";
import { completeDisputes } from "./editions";
import type { Header } from "./model";

it("a disagreement is known from the day on which the last of its reports was published", () => {
  const reports = {
    count: 4,
    date: ["2024-12-01"],
    sources: [[0], [1], [0], [0]],
    disputes: [[0], [0, 1], [1], []],
  };
  const header = {
    sources: [{ issued: "2024-12-02" }, { issued: "2024-12-05" }, { issued: "2024-12-03" }],
    reports,
    reports_unplaced: [2, 2].map((number) => ({ date: "2024-12-01", sources: [2], disputes: [number] })),
  } as unknown as Header;
  const known = (day: string) => [...completeDisputes(header, day)].sort();
  expect(known("2024-12-02")).toEqual([]);
  expect(known("2024-12-03")).toEqual([2]);
  expect(known("2024-12-05")).toEqual([0, 1, 2]);
});
