// Settlements that the background names and the map does not cover: whoever looks for one is told so.
import { once } from "../lib/once";
import type { Atlas } from "./atlas";
import { runningSum, undelta } from "./history";
import type { Place } from "./model";

const known = new WeakMap<object, () => readonly Place[]>();

/** Named settlements outside of a map, as places without an id; worked out when first asked for. */
export function placesAbroad(atlas: Atlas): readonly Place[] {
  const { base } = atlas;
  if (!known.has(base)) known.set(base, once(() => settlements(atlas).filter(({ lon, lat }) => atlas.cellAt(lon, lat) < 0)));
  return known.get(base)!();
}

/** The settlement abroad at a point; undefined where there is none. */
export const abroadAt = (atlas: Atlas, lon: number, lat: number): Place | undefined =>
  placesAbroad(atlas).find((place) => Math.max(Math.abs(place.lon - lon), Math.abs(place.lat - lat)) < NEAR_DEGREES);

/** An address names points no more exactly. */
const NEAR_DEGREES = 1e-4;

function settlements({ header, base: { lengths, deltas } }: Atlas): Place[] {
  const first = runningSum(lengths);
  const xy = undelta(deltas);
  const degrees = (i: number) => xy[i] * header.base_grid;
  let part = 0;
  return header.base.flatMap(({ kind, features }) =>
    features.flatMap(({ name, shape, parts }): Place[] => {
      const vertex = first[part];
      part += parts;
      if (kind !== "settlement" || shape !== "point" || !name) return [];
      return [{ id: "", name, kind: "city", lon: degrees(2 * vertex), lat: degrees(2 * vertex + 1), population: null }];
    }),
  );
}
