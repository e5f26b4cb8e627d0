// The file of tiles: parts of it are asked of the host as they are wanted, those that lie together at once.
import type { TileLevel, Tiles } from "../core/model";
import { inflate } from "../core/payload";
import { readIntegers } from "../core/varint";

export type Place = readonly [offset: number, length: number];

/** Why tiles cannot be had: a page in a file, a host that gives no parts of large files, a file that is not there, or no network. */
export type Failure = "tiles_file" | "tiles_ranges" | "tiles_gone" | "tiles_network";

export class TilesError extends Error {
  constructor(readonly why: Failure) {
    super(why);
  }
}

export interface TileFile {
  /** Unpacked parts, in the order asked for; those of no length are null. */
  read(places: readonly Place[]): Promise<(Uint8Array | null)[]>;
  /** Where each tile of a level lies, by its place in the order of the file. */
  places(level: TileLevel): Promise<(place: number) => Place>;
}

/** What lies between two parts is read with them if it is less. */
const GAP = 32_768;
/** A host that gives the whole file in place of a part may, up to so many bytes. */
const WHOLE = 32_000_000;

export function tileFile({ file, bytes }: Tiles, base: string): TileFile {
  let whole: Promise<Uint8Array> | null = null;
  const directories = new Map<TileLevel, Promise<(place: number) => Place>>();
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
  return {
    read,
    places(level) {
      let known = directories.get(level);
      if (!known) {
        directories.set(level, (known = directory(level)));
        // What failed is tried again when it is wanted again.
        known.catch(() => directories.delete(level));
      }
      return known;
    },
  };

  async function directory(level: TileLevel): Promise<(place: number) => Place> {
    const [data] = await read([level.directory]);
    const lengths = readIntegers(data!, 0, level.across ** 2);
    const offsets = new Float64Array(lengths.length);
    for (let i = 0, at = level.start; i < lengths.length; at += lengths[i++]) offsets[i] = at;
    return (place) => [offsets[place], lengths[place]];
  }

  async function part(begin: number, end: number): Promise<Uint8Array> {
    if (location.protocol === "file:") throw new TilesError("tiles_file");
    if (whole) return (await whole).subarray(begin, end);
    const answer = await fetch(new URL(file, base), { headers: { Range: `bytes=${begin}-${end - 1}` }, credentials: "same-origin" }).catch(() => {
      throw new TilesError("tiles_network");
    });
    if (answer.status === 206) return bytesOf(answer, end - begin);
    if (!answer.ok) throw new TilesError("tiles_gone");
    if (bytes > WHOLE) {
      void answer.body?.cancel();
      throw new TilesError("tiles_ranges");
    }
    whole ??= bytesOf(answer, bytes).catch((error) => {
      whole = null;
      throw error;
    });
    return (await whole).subarray(begin, end);
  }
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
