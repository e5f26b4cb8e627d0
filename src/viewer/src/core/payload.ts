// The page's data as PAYLOAD.md describes it: one header, then runs of integers.
import type { Header } from "./model";
import { readIntegers } from "./varint";

export const VERSION = 1;

const SECTIONS = [
  "arc_lengths",
  "arc_xy",
  "arc_left",
  "arc_right",
  "cell_layer",
  "cell_area",
  "spell_counts",
  "spell_dates",
  "spell_states",
  "base_lengths",
  "base_xy",
] as const;
/** Sections of a map that has regions. */
const OF_REGIONS = ["region_counts", "region_cells", "region_areas"] as const;
/** Of a map in tiles, what its page and the parts of its file have more. */
type OfTiles =
  | `flow_${"dates" | "from" | "to" | "areas"}`
  | `front_${"dates" | "one" | "other" | "metres"}`
  | `ground_${"numbers" | "dates" | "looks" | "areas"}`
  | `since_${"dates" | "first" | "now" | "areas"}`
  | `change_${"stories" | "areas" | "counts" | "before" | "dates" | "after"}`
  | "place_stories"
  | "page_bytes";
export type Sections = Readonly<Record<(typeof SECTIONS)[number], Float64Array>> &
  Readonly<Partial<Record<(typeof OF_REGIONS)[number] | OfTiles, Float64Array>>>;

export interface Payload {
  readonly header: Header;
  readonly sections: Sections;
}

/** Say in words why a page's data cannot be read. */
export class PayloadError extends Error {
  override name = "PayloadError";
}

/** Read a payload's bytes; throws PayloadError for anything but version 1. */
export function decodePayload(bytes: Uint8Array): Payload {
  const { header, end } = readHeader(bytes);
  const names = [...SECTIONS, ...(header.regions ? OF_REGIONS : []), ...Object.keys(header.sections ?? {})];
  const sections = Object.fromEntries(names.map((name) => [name, readSection(bytes, end, header, name)]));
  return { header, sections: sections as unknown as Sections };
}

/** Read a payload from the page's text block: base64 of zlib. */
export async function openPayload(text: string): Promise<Payload> {
  return decodePayload(await inflate(base64Bytes(text.trim())));
}

function readHeader(bytes: Uint8Array): { header: Header; end: number } {
  if (bytes.length < 4) throw new PayloadError("The map's data is empty.");
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = parseHeader(bytes.subarray(4, end));
  if (header.format !== "controlmap")
    throw new PayloadError("The map's data is not in the controlmap format.");
  if (header.version !== VERSION) {
    throw new PayloadError(
      `The map's data is of version ${String(header.version)}; this viewer reads version ${VERSION}. ` +
        "Build the page again with one and the same controlmap.",
    );
  }
  return { header, end };
}

/** Read JSON with texts from data. */
export const parseTexts = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));

function parseHeader(bytes: Uint8Array): Header {
  try {
    return (parseTexts(bytes) as Header | null) ?? ({} as Header);
  } catch {
    throw new PayloadError("The map's data is damaged: its header cannot be read.");
  }
}

function readSection(bytes: Uint8Array, end: number, header: Header, name: string): Float64Array {
  const place = header.sections?.[name];
  if (!place) throw new PayloadError(`The map's data lacks the section ${name}.`);
  try {
    return readIntegers(bytes, end + place[0], place[1]);
  } catch {
    throw new PayloadError(`The map's data is damaged: the section ${name} is cut short.`);
  }
}

function base64Bytes(text: string): Uint8Array<ArrayBuffer> {
  try {
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    return bytes;
  } catch {
    throw new PayloadError("The map's data is damaged: it is not base64.");
  }
}

/** The oldest browsers that can show a page: the README names the same. */
const OLDEST = "Chrome or Edge 111, Firefox 121, Safari 16.4";

/** Undo zlib. The bytes are written straight in: a Blob between would go by way of another process. */
export async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (typeof DecompressionStream !== "function")
    throw new PayloadError(`This browser is too old for this map, whose data are sound. It needs ${OLDEST}, or a later one.`);
  try {
    const { readable, writable } = new DecompressionStream("deflate");
    const writer = writable.getWriter();
    const [buffer] = await Promise.all([
      new Response(readable).arrayBuffer(),
      writer.write(bytes),
      writer.close(),
    ]);
    return new Uint8Array(buffer);
  } catch {
    throw new PayloadError("The map's data is damaged: it cannot be decompressed.");
  }
}
