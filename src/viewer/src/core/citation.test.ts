import { expect, it } from "vitest";
import { citedInBibtex, citedInCsl, citedInWords } from "./citation";

const map = {
  title: "50 % of {A} & B_c",
  address: "https://example.org/map.html",
  digest: "0123456789abcdef",
  licence: "CC BY 4.0",
  generator: "controlmap 1",
  edition: (version: string) => `Map, data ${version}`,
};

it("a citation names title, data, licence and address", () => {
  expect(citedInWords(map)).toBe("50 % of {A} & B_c. Map, data 0123456789ab. CC BY 4.0. https://example.org/map.html");
  expect(citedInWords({ ...map, address: null, licence: "" })).toBe("50 % of {A} & B_c. Map, data 0123456789ab");
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
