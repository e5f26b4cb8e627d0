// What is exactly known of the ground around a point: of a map in tiles several atlases, each to be asked about its own.
import type { Atlas } from "./atlas";

/** West, south, east, north in degrees. */
export type Box = readonly [number, number, number, number];

export interface Around {
  /** All that has ground there. */
  readonly all: readonly Atlas[];
  /** The one to be asked about a point; undefined where none has ground. */
  readonly at: (lon: number, lat: number) => Atlas | undefined;
}

const whole = new WeakMap<Atlas, Around>();

/** A whole map, which knows all ground. */
export function aroundIn(atlas: Atlas): Around {
  let known = whole.get(atlas);
  if (!known) whole.set(atlas, (known = { all: [atlas], at: () => atlas }));
  return known;
}
