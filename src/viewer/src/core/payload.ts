// The page's data as PAYLOAD.md describes it: one header, then runs of integers.
import type { StateColumns } from "./states";
import { readIntegers } from "./varint";

export const VERSION = 1;

/** Text by language code. */
export type Texts = Readonly<Record<string, string>>;
export type Status = "held" | "contested" | "joint" | "besieged";
export type Certainty = "confirmed" | "reported" | "claimed" | "inferred";
export type Pattern = "none" | "lines" | "cross" | "dots";

export interface Actor {
  readonly id: string;
  readonly name: Texts;
  readonly short?: Texts | null;
  /** The name inside a sentence, where it differs there. */
  readonly in_text?: Texts | null;
  readonly colour: string;
  readonly pattern: Pattern;
  readonly parent?: string | null;
}

export interface Layer {
  readonly id: string;
  readonly name: Texts;
  readonly bounds: readonly [number, number, number, number];
}

export interface Source {
  readonly id: string;
  readonly title: string;
  readonly publisher?: string | null;
  readonly issued?: string | null;
  readonly url?: string | null;
  readonly lean?: string | null;
}

export interface ControlState {
  readonly id: string | null;
  readonly layer: number | null;
  readonly area: Texts | null;
  readonly controller: number;
  readonly status: Status;
  readonly others: readonly number[];
  readonly certainty: Certainty | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly sources: readonly number[];
  readonly note: Texts | null;
  readonly evidence_km: number | null;
}

export interface Place {
  readonly id: string;
  readonly name: Texts;
  readonly kind: string;
  readonly lon: number;
  readonly lat: number;
  readonly population: number | null;
}

export interface MapEvent {
  readonly id: string;
  readonly date: string;
  readonly precision: string;
  readonly place: Texts | null;
  readonly kind: string;
  readonly statement: Texts | null;
  readonly actor: Texts | null;
  readonly killed: number | null;
  readonly killed_children: number | null;
  readonly injured: number | null;
  readonly count_basis: string | null;
  readonly reported_by: string | null;
  readonly sources: readonly number[];
  readonly note: Texts | string | null;
  readonly lon: number | null;
  readonly lat: number | null;
}

export interface BaseFeature {
  readonly name: Texts | null;
  readonly class?: string | null;
  readonly rank?: number | null;
  readonly shape: "point" | "line" | "polygon";
  readonly parts: number;
}

export interface BaseLayer {
  readonly kind: string;
  readonly attribution?: string | null;
  readonly features: readonly BaseFeature[];
}

export interface Header {
  readonly format: string;
  readonly version: number;
  readonly generator: string;
  readonly title: Texts;
  readonly description?: Texts | null;
  readonly languages: readonly string[];
  readonly time_zone: string;
  readonly known_on: string | null;
  readonly grid: number;
  readonly base_grid: number;
  readonly view: readonly [number, number, number, number];
  readonly period: readonly [string, string];
  readonly dates: readonly string[];
  readonly actors: readonly Actor[];
  readonly layers: readonly Layer[];
  readonly sources: readonly Source[];
  readonly states: StateColumns;
  readonly places: readonly Place[];
  readonly events: readonly MapEvent[];
  readonly base: readonly BaseLayer[];
  readonly attribution: readonly string[];
  readonly licence?: string | null;
  readonly strings?: Readonly<Record<string, Texts>>;
  readonly sections: Readonly<Record<string, readonly [number, number]>>;
}

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
export type Sections = Readonly<Record<(typeof SECTIONS)[number], Float64Array>>;

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
  const sections = Object.fromEntries(SECTIONS.map((name) => [name, readSection(bytes, end, header, name)]));
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

function parseHeader(bytes: Uint8Array): Header {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) ?? {};
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

/** Undo zlib. The bytes are written straight in: a Blob between would go by way of another process. */
async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
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
