import { describe, expect, it } from "vitest";
import type { Atlas } from "./atlas";
import type { ControlState } from "./model";
import { reportsBehind } from "./reports";

const REPORT = { place: 0, precision: null, kind: "change", from: null, status: "held", others: [], named: "named", confidence: "high", statement: null, note: null, verdict: null, disputed: false };
const STATE = { controller: 1, others: [], from: "2024-03-05", to: "2024-03-10", sources: [7] } as unknown as ControlState;

/** A map that has reports only. */
function told(...reports: object[]): Pick<Atlas, "header"> {
  const rows = reports.map((one, i) => ({ ...REPORT, id: `${i}`, sources: [7], ...one }) as Record<string, unknown>);
  const columns = Object.fromEntries(Object.keys(rows[0]).map((name) => [name, rows.map((row) => row[name])]));
  return { header: { reports: { count: rows.length, ...columns } } } as unknown as Pick<Atlas, "header">;
}

describe("what a state rests on", () => {
  it("is reports on the word of its sources, about its holder, before it ends", () => {
    const map = told(
      { date: "2024-03-05", controller: 1 },
      { date: "2024-03-10", controller: 1 },
      { date: "2024-03-05", controller: 2 },
      { date: "2024-03-01", controller: 1, sources: [8] },
      { date: "2024-03-01", controller: 2, others: [1] },
    );
    expect(reportsBehind(map, STATE).map(({ id }) => id)).toEqual(["0", "4"]);
  });
  it("is who lost the place later, too", () => {
    const map = told({ date: "2024-03-10", controller: 2, from: 1 }, { date: "2024-03-05", controller: 2, from: 1 });
    expect(reportsBehind(map, STATE).map(({ id }) => id)).toEqual(["0"]);
  });
  it("goes on where the state has no end, and takes in who shares it", () => {
    const map = told({ date: "2024-12-05", controller: 2 }, { date: "2024-12-05", controller: 3 });
    expect(reportsBehind(map, { ...STATE, to: null, others: [2] }).map(({ id }) => id)).toEqual(["0"]);
  });
});
