import { describe, expect, it } from "vitest";
import { lackedBy, NO_REPORT, NO_SOURCE, toldReport, toldSource } from "./records";

const whole = { ...NO_REPORT, place: " Saraqib ", date: "2024-11-30", controller: "A", statement: "So.", sources: ["one"] };

describe("a report", () => {
  it("lacks what nobody said yet", () => {
    expect(lackedBy(NO_REPORT)).toEqual(["place", "date", "controller", "statement", "sources"]);
    expect(lackedBy({ ...whole, statement: "  " })).toEqual(["statement"]);
    expect(lackedBy(whole)).toEqual([]);
  });
  it("is told with what was said, and with others where its status has some", () => {
    const told = { place: "Saraqib", date: "2024-11-30", controller: "A", statement: "So.", sources: ["one"], confidence: "medium", status: "held", named: "named" };
    expect(toldReport(whole)).toEqual(told);
    expect(toldReport({ ...whole, others: ["B"] })).toEqual(told);
    expect(toldReport({ ...whole, status: "contested", others: ["B"], note: "N", from_controller: "B" }))
      .toEqual({ ...told, status: "contested", others: ["B"], note: "N", from_controller: "B" });
    expect(toldReport({ ...whole, kind: "baseline", named: "not_named" })).toEqual({ ...told, kind: "baseline", named: "not_named" });
  });
  it("says how much its hour means where it has one", () => {
    expect(toldReport({ ...whole, date: "2024-11-30T20:00", precision: "order" })).toMatchObject({ precision: "order" });
    expect(toldReport({ ...whole, precision: "order" })).not.toHaveProperty("precision");
  });
});

describe("a source", () => {
  it("is told with what was said; what it repeats is a list of ids", () =>
    expect(toldSource({ ...NO_SOURCE, title: "T", lean: "A", mirrors: "afp-1, rtr-2" })).toEqual({ title: "T", lean: "A", mirrors: ["afp-1", "rtr-2"] }));
});
