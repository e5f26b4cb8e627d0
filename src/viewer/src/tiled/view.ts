// Which tiles show a view: those of the coarsest level that is fine enough.
import type { TileLevel, Tiles } from "../core/model";

export type Bounds = readonly [west: number, south: number, east: number, north: number];

export interface Wanted {
  readonly level: TileLevel;
  /** First and last column, first and last row. */
  readonly columns: readonly [number, number];
  readonly rows: readonly [number, number];
}

/** Steps of so many pixels show all that can be seen. */
const FINE_PX = 1.25;
/** Tiles are no larger: few are in sight then, and what each holds is bounded. */
const TILE_PX = 640;

/** The tiles for bounds in grid units at so many pixels a grid unit; null: the overview does. */
export function wantedIn({ levels, overview_step, corner }: Tiles, bounds: Bounds, pixels: number): Wanted | null {
  const finest = levels[levels.length - 1];
  if (!finest || overview_step * pixels <= FINE_PX) return null;
  const sideOf = ({ step, span }: TileLevel) => step * span;
  const level = levels.find((one) => sideOf(one) * pixels <= TILE_PX || one.step * pixels <= FINE_PX) ?? finest;
  const side = sideOf(level);
  // The level before the first would do; it is not there, as the overview is finer.
  if (level === levels[0] && level.across > 1 && 2 * side * pixels <= TILE_PX) return null;
  const tile = (at: number, axis: 0 | 1) => Math.max(0, Math.min(level.across - 1, Math.floor((at - corner[axis]) / side)));
  return { level, columns: [tile(bounds[0], 0), tile(bounds[2], 0)], rows: [tile(bounds[1], 1), tile(bounds[3], 1)] };
}

/** Whether tiles show all that others do, as finely. */
export const covers = (one: Wanted, other: Wanted): boolean =>
  one.level === other.level && one.columns[0] <= other.columns[0] && one.columns[1] >= other.columns[1] && one.rows[0] <= other.rows[0] && one.rows[1] >= other.rows[1];

/** Columns and rows of tiles. */
export const eachOf = ({ columns, rows }: Wanted): (readonly [column: number, row: number])[] => {
  const tiles: [number, number][] = [];
  for (let row = rows[0]; row <= rows[1]; row++) for (let column = columns[0]; column <= columns[1]; column++) tiles.push([column, row]);
  return tiles;
};
