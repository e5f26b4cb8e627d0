import { describe, expect, it } from "vitest";
import type { Atlas } from "./atlas";
import type { Hold } from "./holds";
import { toldBefore } from "./toldBefore";

const [RED, BLUE] = [1, 2];
const hold = (controller: number, from: string) => ({ controller, from, before: false }) as Hold;
const report = (date: string, controller: number, other: object = {}) => ({ place: 0, date, controller, precision: "day", kind: "held", ...other });

/** The day that is told for a place which is blue from 15 March on. */
function asked(...rows: Record<string, unknown>[]): string | null {
  const columns = Object.fromEntries(Object.keys(rows[0]).map((name) => [name, rows.map((row) => row[name])]));
  const header = { places: [{ id: "p" }, { id: "q" }], reports: { count: rows.length, ...columns } };
  return toldBefore({ header, placeCells: [0, 1] } as unknown as Atlas, "p", hold(RED, "2024-03-01"), hold(BLUE, "2024-03-15"));
}

const [OLD, NEW] = [report("2024-03-08", RED), report("2024-03-15", BLUE)];

describe("a place that passed between two reports", () => {
  it("was last told as its former holder's on a day", () => {
    expect(asked(report("2024-03-01", RED), OLD, NEW)).toBe("2024-03-08");
    expect(asked(OLD, report("2024-03-10", 0), NEW)).toBe("2024-03-08");
  });
  it("was nobody's who is known, and may have been another's as well", () => {
    const map = { header: { places: [{ id: "p" }], reports: { count: 1, ...{ place: [0], date: ["2024-03-08"], controller: [0] } } } } as unknown as Atlas;
    expect(toldBefore(map, "p", hold(0, "2024-03-01"), hold(BLUE, "2024-03-15"))).toBeNull();
  });
  it.each([
    ["nobody told of the former holder", [NEW]],
    ["nobody tells of the new one", [OLD]],
    ["somebody says that it passed", [OLD, report("2024-03-15", BLUE, { kind: "change" })]],
    ["somebody says when it was lost", [OLD, report("2024-03-11", 0, { kind: "change" }), NEW]],
    ["the former holder is told of on the day before", [report("2024-03-14", RED), NEW]],
    ["the former holder is told of in a month", [report("2024-02-01", RED, { precision: "month" }), NEW]],
    ["the map does not follow the report", [OLD, report("2024-03-12", BLUE)]],
    ["the former holder is told of elsewhere", [report("2024-03-08", RED, { place: 1 }), NEW]],
    ["the new one is told of later", [OLD, report("2024-03-16", BLUE)]],
  ])("is told of no further where %s", (_, rows) => {
    expect(asked(...rows)).toBeNull();
  });
});
