// Where the tiles of a level lie in their file: listed in pages, of which the page's own data say where they lie.
import type { TileLevel } from "../core/model";
import { readIntegers } from "../core/varint";

export type Place = readonly [offset: number, length: number];
type Read = (places: readonly Place[]) => Promise<(Uint8Array | null)[]>;

/** Tiles that a page lists. */
const TILES_A_PAGE = 1024;

/** Where tiles of a level lie, by their places in the order of the file. */
export type Directory = (level: TileLevel, places: readonly number[]) => Promise<Place[]>;

/** Pages are read when a tile is wanted that they list, and kept. */
export function directoryOf(pageBytes: Float64Array, read: Read): Directory {
  const known = new Map<number, Promise<Float64Array>>();
  const page = (level: TileLevel, number: number): Promise<Float64Array> => {
    const at = level.page + number;
    let found = known.get(at);
    if (!found) {
      known.set(at, (found = offsetsIn(level, number)));
      // What failed is tried again when it is wanted again.
      found.catch(() => known.delete(at));
    }
    return found;
  };
  return async (level, places) => {
    const numbers = [...new Set(places.map((place) => Math.floor(place / TILES_A_PAGE)))];
    const pages = new Map(await Promise.all(numbers.map(async (number) => [number, await page(level, number)] as const)));
    return places.map((place) => {
      const offsets = pages.get(Math.floor(place / TILES_A_PAGE))!;
      const at = place % TILES_A_PAGE;
      return [offsets[at], offsets[at + 1] - offsets[at]];
    });
  };

  /** Where each tile of a page begins, and where the last one ends. */
  async function offsetsIn(level: TileLevel, number: number): Promise<Float64Array> {
    const before = (which: 0 | 1) => sumOf(pageBytes, 2 * level.page + which, 2 * (level.page + number));
    const [bytes] = await read([[level.directory + before(0), pageBytes[2 * (level.page + number)]]]);
    const count = Math.min(TILES_A_PAGE, level.across ** 2 - number * TILES_A_PAGE);
    const lengths = bytes ? readIntegers(bytes, 0, count) : new Float64Array(count);
    const offsets = new Float64Array(count + 1).fill(level.start + before(1));
    for (let i = 0; i < count; i++) offsets[i + 1] = offsets[i] + lengths[i];
    return offsets;
  }
}

/** The sum of every other number from one to before another. */
function sumOf(numbers: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i += 2) sum += numbers[i];
  return sum;
}
