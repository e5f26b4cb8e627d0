import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { varint } from "../testing/encode";
import { payloadFromSketch } from "../testing/sketch";
import { decodePayload, openPayload } from "./payload";
import { readIntegers } from "./varint";

describe("varints", () => {
  it("survive the way there and back, far past 2^31", () => {
    const values = [0, -1, 1, 63, -64, 64, 2 ** 31, -(2 ** 31) - 1, 2 ** 52 - 1, -(2 ** 51)];
    const bytes = Uint8Array.from(values.flatMap(varint));
    expect([...readIntegers(bytes, 0, values.length)]).toEqual(values);
  });
  it("are refused when the section is cut short", () => {
    expect(() => readIntegers(Uint8Array.of(200), 0, 1)).toThrow(RangeError);
  });
});

describe("a payload", () => {
  const bytes = payloadFromSketch({ "2024-11-26": "AB" });
  const changed = (header: object) => payloadFromSketch({ "2024-11-26": "AB" }, { header });

  it("opens from the page's text block", async () => {
    const text = `\n${deflateSync(bytes, { level: 9 }).toString("base64")}\n`;
    const { header, sections } = await openPayload(text);
    expect(header.dates).toEqual(["2024-11-26"]);
    expect([...sections.cell_area]).toEqual([1e6, 1e6]);
  });
  it("of another version is refused in words that name both", () => {
    expect(() => decodePayload(changed({ version: 2 }))).toThrow(
      "is of version 2; this viewer reads version 1",
    );
  });
  it("of another format is refused", () => {
    expect(() => decodePayload(changed({ format: "other" }))).toThrow("not in the controlmap format");
  });
  it("cut short is refused by the name of the section", () => {
    expect(() => decodePayload(bytes.subarray(0, bytes.length - 1))).toThrow(
      "the section spell_states is cut short",
    );
  });
  it("with letters that are no base64, or no zlib stream, is refused", async () => {
    await expect(openPayload("{{ 7 }}")).rejects.toThrow("not base64");
    await expect(openPayload("QUJD")).rejects.toThrow("cannot be decompressed");
  });
});
