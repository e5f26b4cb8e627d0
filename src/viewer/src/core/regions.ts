// Regions: ground that figures are told by. Where a map has none of its own, its layers are what they are told by.
import { type History, runningSum } from "./history";
import type { Header, Texts } from "./model";
import type { Sections } from "./payload";
import type { States } from "./states";

export interface Ground {
  readonly name: Texts;
  /** Cells that lie in it, with a part at least, and m² of each that do. */
  readonly cells: ArrayLike<number>;
  readonly areasM2: ArrayLike<number>;
  /** m² of it that are no part of the map. */
  readonly uncoveredM2: number;
}

export function groundsOf(
  header: Header,
  { region_counts: counts, region_cells: cells, region_areas: areas }: Pick<Sections, "region_counts" | "region_cells" | "region_areas">,
  history: History,
): Ground[] {
  if (!header.regions || !counts || !cells || !areas) return header.layers.map(({ name }, layer) => groundOfLayer(name, layer, history));
  const first = runningSum(counts);
  return header.regions.map(({ name, area }, region) => {
    const areasM2 = areas.subarray(first[region], first[region + 1]);
    const covered = areasM2.reduce((sum, m2) => sum + m2, 0);
    return { name, cells: cells.subarray(first[region], first[region + 1]), areasM2, uncoveredM2: area - covered };
  });
}

function groundOfLayer(name: Texts, layer: number, { cellLayer, cellAreaM2 }: History): Ground {
  const cells = [...cellLayer.keys()].filter((cell) => cellLayer[cell] === layer);
  return { name, cells, areasM2: cells.map((cell) => cellAreaM2[cell]), uncoveredM2: 0 };
}

/** m² by controller of the ground of a region, in a snapshot. */
export function areasInM2({ cells, areasM2 }: Ground, states: States, actorCount: number, snapshot: Int32Array): Float64Array {
  const areas = new Float64Array(actorCount);
  for (let i = 0; i < cells.length; i++) areas[states.controller[snapshot[cells[i]]]] += areasM2[i];
  return areas;
}
