// Writes payloads for tests, from PAYLOAD.md alone: the counterpart of the Python encoder.
import type { Header } from "../core/model";

export type SectionValues = Record<string, readonly number[]>;

/** The bytes of a payload, before compression. */
export function encodePayload(header: Omit<Header, "sections">, sections: SectionValues): Uint8Array {
  const body: number[] = [];
  const places: Record<string, [number, number]> = {};
  for (const [name, values] of Object.entries(sections)) {
    places[name] = [body.length, values.length];
    for (const value of values) body.push(...varint(value));
  }
  const head = new TextEncoder().encode(JSON.stringify({ ...header, sections: places }));
  const bytes = new Uint8Array(4 + head.length + body.length);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  bytes.set(body, 4 + head.length);
  return bytes;
}

/** One zigzag LEB128 integer. */
export function varint(value: number): number[] {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  const bytes: number[] = [];
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
}

/** Differences of interleaved x and y. */
export const delta = (xy: readonly number[]): number[] =>
  xy.map((value, i) => value - (i > 1 ? xy[i - 2] : 0));
