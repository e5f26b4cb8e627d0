// The figures of a map in tiles: its cells are stories, all ground of which the same is told, without the ground itself.
import { type Atlas, atlasOf } from "../core/atlas";
import type { History } from "../core/history";
import { decodePayload, type Payload } from "../core/payload";
import type { Joined } from "./join";

const NOTHING = new Float64Array(0);

/** Figures of each date, before what those of two dates are made of is there; no point is known. */
export const outlineOf = ({ header, sections }: Payload): Atlas =>
  atlasOf({ header, sections: { ...sections, ...NO_ARCS, cell_layer: NOTHING, cell_area: NOTHING, spell_counts: NOTHING, spell_dates: NOTHING, spell_states: NOTHING, place_stories: NOTHING } }, null, "outline", () => -1);

/** All figures, from the ledger; `find` gives the story under a point. */
export function figuresOf({ header, sections }: Payload, ledger: Uint8Array, find: Atlas["cellAt"]): Atlas {
  const { header: own, sections: stories } = decodePayload(ledger);
  const { base_lengths, base_xy, flow_dates, flow_from, flow_to, flow_areas, front_dates, front_one, front_other, front_metres } = sections;
  const flows = { flow_dates, flow_from, flow_to, flow_areas };
  const fronts = { front_dates, front_one, front_other, front_metres };
  const whole = { ...stories, base_lengths, base_xy, ...flows, ...fronts };
  return atlasOf({ header: own.regions ? { ...header, regions: own.regions } : header, sections: whole }, null, "figures", find);
}

const NO_ARCS = { arc_lengths: NOTHING, arc_xy: NOTHING, arc_left: NOTHING, arc_right: NOTHING } as const;

/** The overview in a page's own payload. */
export function overviewOf(payload: Payload): Joined {
  const { history } = atlasOf(payload, null, "outline");
  return { history, story: Int32Array.from(payload.sections.cell_story ?? NOTHING) };
}

/** A map's figures with ground under them, as far as it is looked at; the ground has its own cells. */
export const onGround = (figures: Atlas, history: History, cellAt: Atlas["cellAt"]): Atlas =>
  Object.create(figures, { history: { value: history, enumerable: true }, cellAt: { value: cellAt, enumerable: true } }) as Atlas;
