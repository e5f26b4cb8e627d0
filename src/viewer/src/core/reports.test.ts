import { describe, expect, it } from "vitest";
import type { Atlas } from "./atlas";
import type { ControlState } from "./model";
import { testimonyOf } from "./reports";

const REPORT = { place: 0, precision: null, kind: "change", from: null, status: "held", others: [], named: "named", confidence: "high", statement: null, note: null, verdict: null, disputed: false, disputes: [] };
const STATE = { controller: 1, others: [], from: "2024-03-05", to: "2024-03-10", sources: [7], reports: [] } as unknown as ControlState;

/** A map that has reports only. */
function told(...reports: object[]): Pick<Atlas, "header"> {
  const rows = reports.map((one, i) => ({ ...REPORT, id: `${i}`, sources: [7], ...one }) as Record<string, unknown>);
  const columns = Object.fromEntries(Object.keys(rows[0]).map((name) => [name, rows.map((row) => row[name])]));
  return { header: { reports: { count: rows.length, ...columns } } } as unknown as Pick<Atlas, "header">;
}

const others = (map: Pick<Atlas, "header">, ...states: ControlState[]) => testimonyOf(map, states).others.map(({ id }) => id);

describe("what the sources of a state say of its holders", () => {
  const said = [
    { date: "2024-03-05", controller: 1 },
    { date: "2024-03-10", controller: 1 },
    { date: "2024-03-05", controller: 2 },
    { date: "2024-03-01", controller: 1, sources: [8] },
    { date: "2024-03-01", controller: 2, others: [1] },
  ];
  it("is what it rests on, and apart from that what they say of them before it ends, elsewhere", () => {
    const found = testimonyOf(told(...said), [{ ...STATE, reports: ["4"] }]);
    expect([found.behind, found.others].map((list) => list.map(({ id }) => id))).toEqual([["4"], ["0"]]);
  });
  it("is who lost the place later, too", () => {
    const map = told({ date: "2024-03-10", controller: 2, from: 1 }, { date: "2024-03-05", controller: 2, from: 1 });
    expect(others(map, STATE)).toEqual(["0"]);
  });
  it("goes on where the state has no end, and takes in who shares it", () => {
    const map = told({ date: "2024-12-05", controller: 2 }, { date: "2024-12-05", controller: 3 });
    expect(others(map, { ...STATE, to: null, others: [2] })).toEqual(["0"]);
  });
  it("counts what several states of one spell rest on once, and reports on places without a point too", () => {
    const map = told(...said);
    Object.assign(map.header, { reports_unplaced: [{ ...REPORT, id: "u", place: { en: "Hill" }, date: "2024-03-06", controller: 1, sources: [7] }] });
    const states = [{ ...STATE, reports: ["0"] }, { ...STATE, reports: ["0", "4"] }];
    expect(testimonyOf(map, states).behind.map(({ id }) => id)).toEqual(["0", "4"]);
    expect(others(map, ...states)).toEqual(["u"]);
  });
});
