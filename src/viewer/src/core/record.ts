// A control state as others read it: ids instead of indices.
import { isoOf, type Known, knownOf, minutesOf } from "./civil";
import type { Certainty, ControlState, Header, Status, Texts } from "./model";

export interface StateRecord {
  readonly controller: string;
  readonly status: Status;
  readonly others: readonly string[];
  readonly certainty: Certainty | null;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  /** How precisely `valid_from` is known: of an `order`, a day is told, and no hour. */
  readonly precision: Known | null;
  readonly area: Texts | null;
  readonly note: Texts | null;
  readonly evidence_distance_km: number | null;
  readonly sources: readonly string[];
}

/** An instant without what no source says of it. */
const told = (iso: string | null, said: Known | null | undefined): string | null =>
  iso && isoOf(minutesOf(iso), knownOf(iso, said));

/** The record of a state. */
export const recordOf = ({ actors, sources }: Header, state: ControlState): StateRecord => ({
  controller: actors[state.controller].id,
  status: state.status,
  others: state.others.map((actor) => actors[actor].id),
  certainty: state.certainty,
  valid_from: told(state.from, state.from_precision),
  valid_to: told(state.to, state.to_precision),
  precision: state.from === null ? null : knownOf(state.from, state.from_precision),
  area: state.area,
  note: state.note,
  evidence_distance_km: state.evidence_km ?? null,
  sources: state.sources.map((source) => sources[source].id),
});
