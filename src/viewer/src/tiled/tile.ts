// One tile that is drawn: arcs between stretches of ground, what of these lies along its edges, and their stories.
import { runningSum, undelta } from "../core/history";
import { PayloadError } from "../core/payload";
import { readIntegers } from "../core/varint";

export interface Tile {
  /** Numbers of stretches of ground, the same in all tiles of a level. */
  readonly grounds: Int32Array;
  /** For each of them the number of its story in this tile: all ground of which the same is told. */
  readonly story: Int32Array;
  /** Index of the first spell of each story, and one past the last at the end. */
  readonly firstSpell: Int32Array;
  readonly spellDates: Float64Array;
  readonly spellStates: Float64Array;
  /** Index of the first vertex of each arc, and one past the last at the end. */
  readonly first: Int32Array;
  /** Grounds here on either side of each arc; -1: outside. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Half steps from the tile's corner. */
  readonly xy: Int32Array;
  /** Side (west, east, south, north), from, to in half steps from its beginning, and the ground here, four numbers for each stretch. */
  readonly sides: Int32Array;
}

const COUNTS = 6;

/** Read a tile; throws PayloadError for what is none. */
export function readTile(bytes: Uint8Array): Tile {
  try {
    return tileIn(bytes);
  } catch {
    throw new PayloadError("A tile of the map is damaged.");
  }
}

function tileIn(bytes: Uint8Array): Tile {
  const [grounds, stories, spells, arcs, vertices, sides] = readIntegers(bytes, 0, COUNTS);
  const lengths = [grounds, grounds, stories, spells, spells, arcs, arcs, arcs, 2 * vertices, 4 * sides];
  const all = readIntegers(bytes, 0, COUNTS + lengths.reduce((sum, one) => sum + one, 0));
  let at = COUNTS;
  const parts = lengths.map((length) => all.subarray(at, (at += length)));
  const side = (part: Float64Array) => Int32Array.from(part, (one) => one - 1);
  return {
    grounds: summed(parts[0]),
    story: Int32Array.from(parts[1]),
    firstSpell: runningSum(parts[2]),
    spellDates: parts[3],
    spellStates: parts[4],
    first: runningSum(parts[5]),
    left: side(parts[6]),
    right: side(parts[7]),
    xy: undelta(parts[8]),
    sides: inFours(parts[9]),
  };
}

function summed(deltas: Float64Array): Int32Array {
  let sum = 0;
  return Int32Array.from(deltas, (one) => (sum += one));
}

/** Undo the delta code of rows of four. */
function inFours(deltas: Float64Array): Int32Array {
  const rows = Int32Array.from(deltas);
  for (let i = 4; i < rows.length; i++) rows[i] += rows[i - 4];
  return rows;
}
