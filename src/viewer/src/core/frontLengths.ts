// How long fronts are at each date where they are told for the whole map together, without their borders.
import { type Atlas, isNobody } from "./atlas";
import type { FrontChanges } from "./frontChanges";
import { type Front, frontsAt } from "./fronts";

export type FrontLength = Pick<Front, "pair" | "lengthKm">;

/** The length of all fronts at a date's index, the longest first; null where that has to be loaded. */
export function frontLengthsAt(atlas: Atlas, date: number): readonly FrontLength[] | null {
  const { reach, frontChanges } = atlas;
  return frontChanges ? summed(atlas, frontChanges, date) : reach === "whole" ? frontsAt(atlas, date) : null;
}

function summed(atlas: Atlas, { dates, one, other, metres }: FrontChanges, date: number): FrontLength[] {
  const { controller } = atlas.states;
  const count = atlas.header.actors.length;
  const sums = new Map<number, number>();
  for (let i = 0; i < dates.length; i++) {
    const [a, b] = [controller[one[i]], controller[other[i]]];
    if (dates[i] > date || a === b || isNobody(a, atlas) || isNobody(b, atlas)) continue;
    const pair = Math.min(a, b) * count + Math.max(a, b);
    sums.set(pair, (sums.get(pair) ?? 0) + metres[i]);
  }
  return [...sums]
    .filter(([, length]) => length > 0)
    .map(([pair, length]): FrontLength => ({ pair: [Math.floor(pair / count), pair % count], lengthKm: length / 1000 }))
    .sort((x, y) => y.lengthKm - x.lengthKm);
}
