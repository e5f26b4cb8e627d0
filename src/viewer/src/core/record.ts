// A control state as others read it: ids instead of indices.
import type { Certainty, ControlState, Header, Status, Texts } from "./model";

export interface StateRecord {
  readonly controller: string;
  readonly status: Status;
  readonly others: readonly string[];
  readonly certainty: Certainty | null;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly area: Texts | null;
  readonly note: Texts | null;
  readonly evidence_distance_km: number | null;
  readonly sources: readonly string[];
}

/** The record of a state. */
export const recordOf = ({ actors, sources }: Header, state: ControlState): StateRecord => ({
  controller: actors[state.controller].id,
  status: state.status,
  others: state.others.map((actor) => actors[actor].id),
  certainty: state.certainty,
  valid_from: state.from,
  valid_to: state.to,
  area: state.area,
  note: state.note,
  evidence_distance_km: state.evidence_km ?? null,
  sources: state.sources.map((source) => sources[source].id),
});
