import { describe, expect, it } from "vitest";
import { formatHash, parseHash, parsePoint } from "./hash";

describe("the address", () => {
  const full =
    "#date=2024-11-30T12:00&map=36.1,35.2,37.25,36.8&lang=ar&actors=government,sna&compare=2024-11-26&range=2024-11-26..2024-11-30/2&place=saraqib&chart=km2&speed=4&embed=1";
  it("survives reading and writing", () => expect(formatHash(parseHash(full))).toBe(full));
  it("may be empty", () => expect(parseHash("")).toEqual({}));
  it("reads and writes a view by its middle too", () =>
    expect(formatHash(parseHash("#map=9.25/36.2/37.1"))).toBe("#map=9.25/36.2/37.1"));
  it("writes bounds as exactly as they can be seen", () => {
    expect(formatHash({ map: [36.123456789, 35, 36.223456789, 36] })).toBe("#map=36.12346,35,36.22346,36");
    expect(formatHash({ map: [-170.123456, -60, 170, 60] })).toBe("#map=-170.12,-60,170,60");
  });
  it("is read with `embed` alone", () => expect(parseHash("#embed").embed).toBe(true));
  it("tells a view that is none", () => {
    expect(parseHash("#map=9/x/3&lang=en")).toEqual({ lang: "en", unread: ["map=9/x/3"] });
    expect(parseHash("#map=9/360/3").map).toBeUndefined();
    for (const map of ["36,35,37", "37,35,36,36", "36,35,37,a", "36,35,37,95"]) expect(parseHash(`#map=${map}`)).toEqual({ unread: [`map=${map}`] });
  });
  it("drops a range that lacks an end", () => {
    expect(parseHash("#range=2024-11-26..").range).toBeUndefined();
    expect(parseHash("#range=2024-11-26").range).toBeUndefined();
  });
  it("keeps `actors` that hide everybody", () => expect(parseHash("#actors=").actors).toEqual([]));
  it("reads a point as lon,lat", () => {
    expect(parsePoint("36.81,35.86")).toEqual([36.81, 35.86]);
    expect(parsePoint("saraqib")).toBeUndefined();
    expect(parsePoint("600,0")).toBeUndefined();
  });
});
