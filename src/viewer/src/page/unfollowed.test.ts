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
    for (const date of ["2024-11-26", "2024-12-12", "2024-12-12T23:59", "2024-11-30/2", "2024-11", "2024"]) expect(lost(`#date=${date}`)).toEqual([]);
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
