import { describe, expect, it } from "vitest";
import { formatHash, parseHash, parsePoint } from "./hash";

describe("the address", () => {
  const full =
    "#date=2024-11-30T12:00&map=9.25/36.2/37.1&lang=ar&actors=government,sna&compare=2024-11-26&range=2024-11-26..2024-11-30T12:00&place=saraqib&embed=1";
  it("survives reading and writing", () => expect(formatHash(parseHash(full))).toBe(full));
  it("may be empty", () => expect(parseHash("")).toEqual({}));
  it("is read with `embed` alone", () => expect(parseHash("#embed").embed).toBe(true));
  it("drops a view that is none", () => {
    expect(parseHash("#map=9/x/3&lang=en")).toEqual({ lang: "en" });
    expect(parseHash("#map=9/360/3")).toEqual({});
  });
  it("drops a range that lacks an end", () => {
    expect(parseHash("#range=2024-11-26..").range).toBeUndefined();
    expect(parseHash("#range=2024-11-26").range).toBeUndefined();
  });
  it("keeps `actors` that hide everybody", () => expect(parseHash("#actors=").actors).toEqual([]));
  it("reads a point as lon,lat", () => {
    expect(parsePoint("36.81,35.86")).toEqual([36.81, 35.86]);
    expect(parsePoint("saraqib")).toBeUndefined();
    expect(parsePoint("200,0")).toBeUndefined();
  });
});
