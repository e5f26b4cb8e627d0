import { expect, it } from "vitest";
import { citedInBibtex, citedInCsl, citedInWords } from "./citation";

const map = {
  title: "50 % of {A} & B_c",
  address: "https://example.org/map.html",
  digest: "0123456789abcdef",
  licence: "CC BY 4.0",
  authors: [] as string[],
  publisher: "",
  issued: "",
  issuedInWords: "",
  today: "2026-11-29",
  seen: "seen on 29 November 2026",
  language: "en",
  edition: (version: string) => `Map, data ${version}`,
};

it("a citation names title, data, licence and address", () => {
  expect(citedInWords(map)).toBe("50 % of {A} & B_c. Map, data 0123456789ab. CC BY 4.0. https://example.org/map.html (seen on 29 November 2026)");
  expect(citedInWords({ ...map, address: null, licence: "" })).toBe("50 % of {A} & B_c. Map, data 0123456789ab");
});

it("who made it and when is told where the map says so, and nothing where it does not", () => {
  const made = { ...map, authors: ["Ann Lee", "Valley Desk"], publisher: "Valley Press", issued: "2026-11-28", issuedInWords: "28 November 2026" };
  expect(citedInWords({ ...made, address: null })).toBe(
    "Ann Lee; Valley Desk. 50 % of {A} & B_c. Map, data 0123456789ab. Valley Press, 28 November 2026. CC BY 4.0",
  );
  const bibtex = citedInBibtex(made);
  for (const line of ["author = {{Ann Lee} and {Valley Desk}}", "year = {2026}", "month = {11}", "date = {2026-11-28}", "urldate = {2026-11-29}"])
    expect(bibtex).toContain(line);
  expect(JSON.parse(citedInCsl(made))[0]).toMatchObject({
    author: [{ literal: "Ann Lee" }, { literal: "Valley Desk" }],
    publisher: "Valley Press",
    issued: { "date-parts": [[2026, 11, 28]] },
    accessed: { "date-parts": [[2026, 11, 29]] },
  });
  expect(Object.keys(JSON.parse(citedInCsl({ ...map, address: null }))[0])).toEqual(["id", "type", "title", "version", "language", "note"]);
  expect(citedInBibtex({ ...made, issued: "1914" })).not.toContain("month");
  expect(citedInBibtex(map)).not.toMatch(/author|year|publisher/);
});

it("what is cited is said in the reader's language", () => {
  const french = { ...map, edition: (version: string) => `Carte, données ${version}` };
  for (const text of [citedInWords(french), citedInBibtex(french)]) expect(text).toContain("Carte, données 0123456789ab");
});

it("in BibTeX no letter of a title is a command, and braces are in pairs", () => {
  const text = citedInBibtex(map);
  expect(text).toContain("title = {{50 \\% of A \\& B\\_c}}");
  expect(text.split("{").length).toBe(text.split("}").length);
});

it("in CSL it is JSON", () => {
  expect(JSON.parse(citedInCsl(map))[0]).toMatchObject({ type: "map", title: map.title, URL: map.address });
});
