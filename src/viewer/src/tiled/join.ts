// Tiles side by side as one piece of ground: what lies along an edge joins the grounds of the tiles on both sides.
import { type Arcs, type History, readNodes } from "../core/history";
import type { TileLevel } from "../core/model";
import type { Tile } from "./tile";

export interface Placed {
  readonly column: number;
  readonly row: number;
  readonly tile: Tile;
}

/** Where a side lies: the tile beyond it, and whether the ground of this tile is on its left, seen along it. */
const SIDES = [
  { column: -1, row: 0, own: "right" },
  { column: 1, row: 0, own: "left" },
  { column: 0, row: -1, own: "left" },
  { column: 0, row: 1, own: "right" },
] as const;

/** A tile among others, and the number of its first cell. */
interface Among extends Placed {
  readonly firstCell: number;
  /** Numbers of its grounds' cells. */
  readonly cellOf: ReadonlyMap<number, number>;
}

/** The ground of some tiles of a level; `corner` and what comes out are in grid units, `stepOfDate` as in an atlas. */
export function joined(placed: readonly Placed[], level: TileLevel, corner: readonly [number, number], grid: number, stepOfDate: ArrayLike<number>): History {
  const all = numbered(placed);
  const tileAt = new Map(all.map((one) => [one.row * level.across + one.column, one]));
  const beyond = ({ column, row }: Placed, side: (typeof SIDES)[number]): Among | undefined => {
    const [x, y] = [column + side.column, row + side.row];
    return x < 0 || x >= level.across ? undefined : tileAt.get(y * level.across + x);
  };
  const arcs = growingArcs();
  for (const one of all) {
    const to = unitsIn(level, corner, one);
    addArcs(arcs, one, to);
    addSides(arcs, one, to, 2 * level.span, (side) => beyond(one, side));
  }
  const tiles = all.map(({ tile }) => tile);
  const cellCount = tiles.reduce((sum, { grounds }) => sum + grounds.length, 0);
  const history = { grid, arcs: finished(arcs), cellCount, cellLayer: new Int32Array(cellCount), cellAreaM2: new Float64Array(cellCount), ...spellsOf(tiles, cellCount, stepOfDate) };
  return { ...history, cellAreaM2: areasIn(history.arcs, cellCount) };
}

function numbered(placed: readonly Placed[]): Among[] {
  let firstCell = 0;
  return placed.map((one) => {
    const cellOf = new Map(Array.from(one.tile.grounds, (ground, i) => [ground, firstCell + i]));
    const among = { ...one, firstCell, cellOf };
    firstCell += one.tile.grounds.length;
    return among;
  });
}

/** From half steps in a tile to grid units; what is between two of them is rounded up, on both sides of an edge alike. */
function unitsIn({ step, span }: TileLevel, [x, y]: readonly [number, number], { column, row }: Placed): [(x: number) => number, (y: number) => number] {
  const units = (corner: number, tile: number) => (half: number) => corner + Math.ceil(((half + 2 * span * tile - 1) * step) / 2);
  return [units(x, column), units(y, row)];
}

interface GrowingArcs {
  readonly xy: number[];
  readonly first: number[];
  readonly left: number[];
  readonly right: number[];
}

const growingArcs = (): GrowingArcs => ({ xy: [], first: [0], left: [], right: [] });

function endArc({ xy, first, left, right }: GrowingArcs, one: number, other: number): void {
  first.push(xy.length / 2);
  left.push(one);
  right.push(other);
}

function addArcs(arcs: GrowingArcs, { tile, firstCell }: Among, [toX, toY]: ReturnType<typeof unitsIn>): void {
  const cell = (ground: number) => (ground < 0 ? -1 : firstCell + ground);
  for (let arc = 0; arc + 1 < tile.first.length; arc++) {
    for (let i = tile.first[arc]; i < tile.first[arc + 1]; i++) arcs.xy.push(toX(tile.xy[2 * i]), toY(tile.xy[2 * i + 1]));
    endArc(arcs, cell(tile.left[arc]), cell(tile.right[arc]));
  }
}

/** Add what lies along a tile's edges; what two tiles have is added once, for the one to the east or north. */
function addSides(arcs: GrowingArcs, { tile, firstCell }: Among, [toX, toY]: ReturnType<typeof unitsIn>, edge: number, beyond: (side: (typeof SIDES)[number]) => Among | undefined): void {
  for (let i = 0; i < tile.sides.length; i += 4) {
    const [number, from, to, ground] = tile.sides.subarray(i, i + 4);
    const isFar = number % 2 === 1;
    const there = beyond(SIDES[number]);
    if (there && isFar) continue;
    for (const along of [from, to]) {
      const across = isFar ? edge : 0;
      arcs.xy.push(toX(number < 2 ? across : along), toY(number < 2 ? along : across));
    }
    const [own, other] = [firstCell + ground, there?.cellOf.get(tile.grounds[ground]) ?? -1];
    endArc(arcs, ...(SIDES[number].own === "left" ? ([own, other] as const) : ([other, own] as const)));
  }
}

function finished(arcs: GrowingArcs): Arcs {
  const [first, xy] = [Int32Array.from(arcs.first), Int32Array.from(arcs.xy)];
  return { count: arcs.left.length, first, xy, left: Int32Array.from(arcs.left), right: Int32Array.from(arcs.right), ...readNodes(first, xy) };
}

function spellsOf(tiles: readonly Tile[], cellCount: number, stepOfDate: ArrayLike<number>): Pick<History, "firstSpell" | "spellDates" | "spellStates"> {
  const firstSpell = new Int32Array(cellCount + 1);
  const [dates, states]: [number[], number[]] = [[], []];
  let cell = 0;
  for (const tile of tiles) {
    for (const story of tile.story) {
      for (let i = tile.firstSpell[story]; i < tile.firstSpell[story + 1]; i++) {
        dates.push(stepOfDate[tile.spellDates[i]]);
        states.push(tile.spellStates[i]);
      }
      firstSpell[++cell] = dates.length;
    }
  }
  return { firstSpell, spellDates: Int32Array.from(dates), spellStates: Int32Array.from(states) };
}

/** Areas in square grid units, by the shoelace: they only tell which ground is the larger. */
function areasIn({ count, first, xy, left, right }: Arcs, cellCount: number): Float64Array {
  const areas = new Float64Array(cellCount);
  for (let arc = 0; arc < count; arc++) {
    let twice = 0;
    for (let i = 2 * first[arc]; i < 2 * first[arc + 1] - 2; i += 2) twice += xy[i] * xy[i + 3] - xy[i + 2] * xy[i + 1];
    if (left[arc] >= 0) areas[left[arc]] += twice / 2;
    if (right[arc] >= 0) areas[right[arc]] -= twice / 2;
  }
  return areas;
}
