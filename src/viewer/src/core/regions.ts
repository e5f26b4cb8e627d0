// Regions: ground that figures are told by. Where a map has none of its own, its layers are what they are told by.
import { type History, runningSum, snapshotAt } from "./history";
import type { Header, Texts } from "./model";
import type { Sections } from "./payload";
import type { States } from "./states";

export interface Ground {
  readonly name: Texts;
  /** m² by controller at a date. */
  readonly areasM2: (states: States, actorCount: number, date: number) => Float64Array;
  /** m² of it that are no part of the map. */
  readonly uncoveredM2: number;
}

/** Gives the state of each cell at a date. */
type SnapshotOf = (date: number) => Int32Array;

export function groundsOf(
  header: Header,
  { region_counts: counts, region_cells: cells, region_areas: areas }: Pick<Sections, "region_counts" | "region_cells" | "region_areas">,
  history: History,
): Ground[] {
  // All are asked about one date after another.
  let last: readonly [date: number, states: Int32Array] | null = null;
  const snapshot: SnapshotOf = (date) => {
    if (last?.[0] !== date) last = [date, snapshotAt(history, date)];
    return last[1];
  };
  if (!header.regions || !counts || !cells || !areas) return header.layers.map(({ name }, layer) => groundOfLayer(name, layer, history, snapshot));
  const first = runningSum(counts);
  return header.regions.map(({ name, area }, region) => {
    const areasM2 = areas.subarray(first[region], first[region + 1]);
    const covered = areasM2.reduce((sum, m2) => sum + m2, 0);
    return { name, areasM2: summedBy(cells.subarray(first[region], first[region + 1]), areasM2, snapshot), uncoveredM2: area - covered };
  });
}

function groundOfLayer(name: Texts, layer: number, { cellLayer, cellAreaM2 }: History, snapshot: SnapshotOf): Ground {
  const cells = [...cellLayer.keys()].filter((cell) => cellLayer[cell] === layer);
  return { name, areasM2: summedBy(cells, cells.map((cell) => cellAreaM2[cell]), snapshot), uncoveredM2: 0 };
}

const summedBy = (cells: ArrayLike<number>, areasM2: ArrayLike<number>, snapshotOf: SnapshotOf): Ground["areasM2"] => (states, actorCount, date) => {
  const snapshot = snapshotOf(date);
  const areas = new Float64Array(actorCount);
  for (let i = 0; i < cells.length; i++) areas[states.controller[snapshot[cells[i]]]] += areasM2[i];
  return areas;
};

/** The same of a map in tiles, where it is told what comes to each and goes from it; `changeOf` is as in its steps. */
export function groundsIn(
  { regions, layers }: Pick<Header, "regions" | "layers">,
  { ground_numbers: numbers, ground_dates: dates, ground_looks: looks, ground_areas: areas }: Pick<Sections, "ground_numbers" | "ground_dates" | "ground_looks" | "ground_areas">,
  changeOf: Int32Array,
): Ground[] {
  const first = runningSum((regions ?? layers).map((_, number) => numbers!.reduce((count, one) => count + (one === number ? 1 : 0), 0)));
  return (regions ?? layers).map(({ name }, number) => {
    const [begin, end] = [first[number], first[number + 1]];
    let covered = 0;
    for (let i = begin; i < end; i++) covered += areas![i];
    return {
      name,
      areasM2(states, actorCount, date) {
        const found = new Float64Array(actorCount);
        for (let i = begin; i < end && dates![i] <= changeOf[date]; i++) found[states.controller[looks![i]]] += areas![i];
        return found;
      },
      uncoveredM2: regions ? regions[number].area - covered : 0,
    };
  });
}
