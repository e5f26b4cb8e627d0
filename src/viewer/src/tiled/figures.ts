// The figures of a map in tiles: its cells are stories, all ground of which the same is told, without the ground itself.
import { type Atlas, atlasOf } from "../core/atlas";
import type { History } from "../core/history";
import type { Between } from "../core/flows";
import type { Payload } from "../core/payload";

const NOTHING = new Float64Array(0);

/** Figures of each date, before what regions and places are told by is there; no point is known. */
export const outlineOf = ({ header, sections }: Payload, between: Between | null = null): Atlas =>
  atlasOf({ header, sections: { ...sections, ...NO_ARCS, cell_layer: NOTHING, cell_area: NOTHING, spell_counts: NOTHING, spell_dates: NOTHING, spell_states: NOTHING, place_stories: NOTHING } }, null, "outline", () => -1, between);

/** All figures, from the ledger, whose cells are the stories of places. */
export function figuresOf({ header, sections }: Payload, { header: own, sections: stories }: Payload, between: Between): Atlas {
  const { base_lengths, base_xy, flow_dates, flow_from, flow_to, flow_areas, front_dates, front_one, front_other, front_metres } = sections;
  const flows = { flow_dates, flow_from, flow_to, flow_areas };
  const fronts = { front_dates, front_one, front_other, front_metres };
  const whole = { ...stories, base_lengths, base_xy, ...flows, ...fronts };
  return atlasOf({ header: own.grounds ? { ...header, regions: own.grounds } : header, sections: whole }, null, "figures", () => -1, between);
}

const NO_ARCS = { arc_lengths: NOTHING, arc_xy: NOTHING, arc_left: NOTHING, arc_right: NOTHING } as const;

/** The overview in a page's own payload. */
export const overviewOf = (payload: Payload): History => atlasOf(payload, null, "outline").history;

/** A map's figures with ground under them, as far as it is looked at; the ground has its own cells. */
export const onGround = (figures: Atlas, history: () => History, cellAt: Atlas["cellAt"]): Atlas =>
  Object.create(figures, { history: { get: history, enumerable: true }, cellAt: { value: cellAt, enumerable: true } }) as Atlas;
