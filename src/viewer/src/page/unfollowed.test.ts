import { describe, expect, it } from "vitest";
import { parseHash } from "../core/hash";
import { atlasFromSketch } from "../testing/sketch";
import { unfollowed } from "./unfollowed";

const map = atlasFromSketch({ "2024-11-26": "AB", "2024-11-30": "AA" }, { header: { period: ["2024-11-26", "2024-12-13"] } });
const lost = (hash: string) => unfollowed(parseHash(hash), map, (text) => text === "here");

describe("an address", () => {
  it("is followed where its map has what it asks for", () => {
    expect(lost("")).toEqual([]);
    expect(lost("#date=2024-11-30&compare=2024-11-26&range=2024-11-26..2024-12-12&place=here&lang=en&least=claimed&embed=1&chart=km2")).toEqual([]);
    for (const date of ["2024-11-26", "2024-12-12", "2024-12-12T23:59", "2024-11-30/1", "2024-11", "2024"]) expect(lost(`#date=${date}`)).toEqual([]);
  });
  it("names what says nothing, whichever word it is", () => {
    for (const said of ["map=here", "map=1,2,3", "range=2024-11-26", "tab=edit", "speed=3", "kinds=parades", "chart=pie", "swipe=perhaps", "fronts=none", "window=shut", "loop=2", "date=2024-11-30/2", "date=2024-11-30/999999", "date=2024-11-30/x"])
      expect(lost(`#${said}`), said).toEqual([said]);
    expect(lost("#kinds=strikes,parades,parades")).toEqual(["kinds=parades"]);
    expect(lost("#kinds=&actors=&tab=map&speed=8&swipe=1&loop=0")).toEqual([]);
  });
  it("is short, however long it is made", () => {
    const many = lost(`#actors=${"x,".repeat(5000)}${Array.from({ length: 5000 }, (_, i) => i).join()}&place=${"y".repeat(100_000)}&tab=${"z".repeat(100_000)}&map=${"1".repeat(100_000)}`);
    expect(many.length).toBeLessThan(1000);
    expect(many.filter((one) => one === "actors=x")).toHaveLength(1);
    expect(Math.max(...many.map((one) => one.length))).toBeLessThan(400);
  });
  it("names what its map does not have, as it names it", () => {
    for (const date of ["1999-01-01", "2024-11-25", "2024-12-13", "2024-13-45", "2024-02-30", "garbage", "2023", "2024-11-25T12:00", "2030-01-01"])
      expect(lost(`#date=${date}`)).toEqual([`date=${date}`]);
    expect(lost("#compare=1999&range=2024-11-26..2025-01-01&place=nosuch&lang=fr&actors=A,nobody&least=quite&known=2024-12-01")).toEqual([
      "compare=1999",
      "range=2025-01-01",
      "place=nosuch",
      "lang=fr",
      "actors=nobody",
      "least=quite",
      "known=2024-12-01",
    ]);
  });
});
