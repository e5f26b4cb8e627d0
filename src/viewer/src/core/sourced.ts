// Whether anybody says so.
import type { Atlas } from "./atlas";
import type { Certainty } from "./model";

/** Whether any record of this certainty names a source; of a map in tiles the page has no record, but is told. */
export const isSourced = ({ header: { tiles }, states, shown }: Pick<Atlas, "header" | "states" | "shown">, certainty: Certainty): boolean =>
  tiles
    ? tiles.sourced.includes(certainty)
    : [...shown].some((state) => states.at(state).certainty === certainty && states.at(state).sources.length > 0);
