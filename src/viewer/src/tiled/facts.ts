// What is exactly known of a point: asked of the tile of the finest level that it lies in, which has the very borders and states.
import { type Atlas, atlasOf } from "../core/atlas";
import type { Arcs } from "../core/history";
import type { Header } from "../core/model";
import { decodePayload, type Payload } from "../core/payload";

/** What a tile tells of itself. */
type FactsHeader = Pick<Header, "states"> & {
  /** Eastern and northern edge in grid units. */
  readonly edge: readonly [number, number];
  /** The cell at the corner between them; -1: outside. */
  readonly corner_cell: number;
};

/** An atlas of one tile, to be asked about points in it only. */
export function factsIn(bytes: Uint8Array, whole: Header): Atlas {
  const { header, sections } = decodePayload(bytes);
  const facts = header as unknown as FactsHeader;
  const { tiles: _tiles, regions: _regions, base: _base, ...rest } = whole;
  const payload: Payload = { header: { ...rest, base: [], states: facts.states }, sections };
  const atlas: Atlas = atlasOf(payload, null, "tile", (lon, lat) =>
    cellUnder(atlas.history.arcs, facts, lon / whole.grid, lat / whole.grid),
  );
  return atlas;
}

/** East as far as a border or the tile's edge, from there north as far as a border or the corner. */
export function cellUnder({ count, first, xy, left, right }: Arcs, { edge: [east, north], corner_cell }: Pick<FactsHeader, "edge" | "corner_cell">, x: number, y: number): number {
  const nearest = (along: 0 | 1, from: number, to: number, across: number): number | null => {
    let [best, cell]: [number, number | null] = [to, null];
    for (let arc = 0; arc < count; arc++) {
      for (let i = 2 * first[arc]; i < 2 * first[arc + 1] - 2; i += 2) {
        const [a, b] = [xy[i + 1 - along], xy[i + 3 - along]];
        const rising = a <= across;
        if (rising === b <= across) continue;
        const met = xy[i + along] + ((across - a) / (b - a)) * (xy[i + 2 + along] - xy[i + along]);
        if (met < from || met > best || (met === best && cell !== null && cell >= 0)) continue;
        best = met;
        // What rises over a line to the east has the point on its left, over one to the north on its right.
        cell = rising === (along === 0) ? left[arc] : right[arc];
      }
    }
    return cell;
  };
  return nearest(0, x, east, y) ?? nearest(1, y, north, east) ?? corner_cell;
}
