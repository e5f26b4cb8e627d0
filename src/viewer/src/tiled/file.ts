// The file of tiles: parts of it are asked of the host as they are wanted, those that lie together at once.
import type { Tiles } from "../core/model";
import { inflate, PayloadError } from "../core/payload";
import { type Directory, directoryOf, type Place } from "./directory";

/**
 * Why tiles cannot be had: a page in a file, a host that gives no parts of large files, a file that is not there or is
 * another, no network, or bytes that are not those that were written.
 */
export type Failure = "tiles_file" | "tiles_ranges" | "tiles_gone" | "tiles_network" | "tiles_damaged";

export class TilesError extends Error {
  constructor(readonly why: Failure) {
    super(why);
  }
}

/** Why something that was read of tiles failed. */
export const whyOf = (error: unknown): Failure =>
  error instanceof TilesError ? error.why : error instanceof PayloadError || error instanceof RangeError ? "tiles_damaged" : "tiles_network";

export interface TileFile {
  /** Unpacked parts, in the order asked for; those of no length are null. */
  read(places: readonly Place[]): Promise<(Uint8Array | null)[]>;
  readonly placesOf: Directory;
}

/** What lies between two parts is read with them if it is less. */
const GAP = 32_768;
/** A host that gives the whole file in place of a part may, up to so many bytes. */
const WHOLE = 32_000_000;

export function tileFile({ file, bytes }: Tiles, pageBytes: Float64Array, base: string): TileFile {
  let whole: Promise<Uint8Array> | null = null;
  const read: TileFile["read"] = async (places) => {
    const found = new Map<Place, Uint8Array>();
    await Promise.all(
      runsOf(places.filter(([, length]) => length)).map(async (run) => {
        const [begin, end] = [run[0][0], Math.max(...run.map(([offset, length]) => offset + length))];
        const data = await part(begin, end);
        await Promise.all(run.map(async (one) => void found.set(one, await inflate(data.slice(one[0] - begin, one[0] - begin + one[1])))));
      }),
    );
    return places.map((one) => found.get(one) ?? null);
  };
  return { read, placesOf: directoryOf(pageBytes, read) };

  async function part(begin: number, end: number): Promise<Uint8Array> {
    if (location.protocol === "file:") throw new TilesError("tiles_file");
    if (whole) return (await whole).subarray(begin, end);
    const answer = await fetch(new URL(file, base), { headers: { Range: `bytes=${begin}-${end - 1}` }, credentials: "same-origin" }).catch(() => {
      throw new TilesError("tiles_network");
    });
    const wrong = wrongWith(answer, bytes);
    if (wrong) {
      void answer.body?.cancel();
      throw new TilesError(wrong);
    }
    if (answer.status === 206) return bytesOf(answer, end - begin);
    whole ??= bytesOf(answer, bytes).catch((error) => {
      whole = null;
      throw error;
    });
    return (await whole).subarray(begin, end);
  }
}

/**
 * What is wrong with an answer for a part of a file of so many bytes. A file is called by what is in it, so it is another one
 * if its size is; its ETag says less, as each of several machines that stand for a host may have its own.
 */
export function wrongWith({ status, headers }: Pick<Response, "status" | "headers">, bytes: number): Failure | null {
  if (status >= 500 || status === 429) return "tiles_network";
  if (status !== 206 && status !== 200) return "tiles_gone";
  const isPacked = !["", "identity"].includes(headers.get("Content-Encoding") ?? "");
  if (status === 206) {
    const total = /\/(\d+)$/.exec(headers.get("Content-Range") ?? "")?.[1];
    // A part of what a host has packed is no part of the file.
    return total && Number(total) !== bytes ? "tiles_gone" : isPacked ? "tiles_ranges" : null;
  }
  // Some hosts give a page of words, as if it were the file, where there is none.
  const length = headers.get("Content-Length");
  if (length && !isPacked && Number(length) !== bytes) return "tiles_gone";
  return bytes > WHOLE ? "tiles_ranges" : null;
}

async function bytesOf(answer: Response, length: number): Promise<Uint8Array> {
  const data = new Uint8Array(await answer.arrayBuffer().catch(() => {
    throw new TilesError("tiles_network");
  }));
  if (data.length !== length) throw new TilesError("tiles_gone");
  return data;
}

/** Parts in the order of the file, those that lie near each other together. */
export function runsOf(places: readonly Place[]): Place[][] {
  const runs: Place[][] = [];
  let end = -Infinity;
  for (const place of [...places].sort((a, b) => a[0] - b[0])) {
    if (place[0] - end > GAP) runs.push([]);
    runs[runs.length - 1].push(place);
    end = Math.max(end, place[0] + place[1]);
  }
  return runs;
}

/** The place of a tile in the order of the file: the bits of column and row take turns (G. M. Morton, 1966). */
export function placeInRow(column: number, row: number): number {
  let place = 0;
  for (let bit = 0; 2 ** bit <= Math.max(column, row); bit++) place += (((column >> bit) & 1) + 2 * ((row >> bit) & 1)) * 4 ** bit;
  return place;
}
