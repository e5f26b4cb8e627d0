// A city is more than one point: which share of it each side holds, and which part of it passed when.
import type { Around, Box } from "./around";
import type { Atlas } from "./atlas";
import { contains } from "./geojson";
import { runningSum, spellsOf, undelta } from "./history";
import type { Place } from "./model";
import { beginningOf } from "./steps";

/** Where in a city some ground lies: all of it or most, what those who lost it had left, or towards a side. */
export type CityPart = "all" | "most" | "rest" | "north" | "east" | "south" | "west" | "centre";

/** A part of a city that passed to a controller in the course of a day. */
export interface CityStep {
  /** The step that stands for the day. */
  readonly date: number;
  readonly to: number;
  readonly share: number;
  readonly part: CityPart;
}

export interface City {
  /** Share of each controller at a date's index, in twentieths that are the whole together and change by what `steps` tell, the largest first. */
  readonly sharesAt: (date: number) => [number, number][];
  readonly steps: readonly CityStep[];
}

/** Points are taken from a grid of so many rows and columns over the built-up area. */
const GRID = 24;
/** Shares are told in so many parts of the whole. */
const TOLD = 20;
/** What is more lies on all sides. */
const MOST = 0.8;

interface Sample {
  /** The steps at which its ground passes on, and who has it then. */
  readonly spells: readonly { readonly date: number; readonly holder: number }[];
  /** From the middle of the city, in half its width and height. */
  readonly x: number;
  readonly y: number;
}

/** The outline of a city's built-up area, in degrees; null for a place that is none, or which the map's background does not have. */
export const cityOutline = (atlas: Pick<Atlas, "header" | "base">, { kind, lon, lat }: Place): Outline | null => (kind === "city" ? builtUpAround(atlas, lon, lat) : null);

type Outline = readonly (readonly [number, number])[];

/** West, south, east and north of an outline. */
export function boxOfOutline(outline: Outline): Box {
  const [lons, lats] = [0, 1].map((axis) => outline.map((point) => point[axis]));
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** What a city answers of whose ground all is known; null where too little of it is on the map. */
export function cityIn({ steps }: Pick<Atlas, "steps">, outline: Outline, around: Around): City | null {
  const samples = samplesOf(outline, around);
  if (samples.length < GRID) return null;
  const dates = new Set(samples.flatMap(({ spells }) => spells.map(({ date }) => date)));
  const holderAt = (at: number) => ({ spells }: Sample) => spells.reduce((held, { date, holder }) => (date <= at ? holder : held), spells[0].holder);
  // In which order the map tells the changes of one day says nothing of the city: the day is told, from its beginning to its end.
  const days = [...new Set([...dates].filter((date) => date > 0).map((date) => steps.last[date]))].sort((a, b) => a - b);
  const standing = standingFor(samples, [0, ...days].map(holderAt), TOLD);
  return {
    sharesAt: (date) => sharesOf(standing.map(holderAt(date))),
    steps: days.flatMap((day) => stepsAt(samples, standing, [holderAt(beginningOf(steps, day)), holderAt(day)], day)),
  };
}

/** Shares of holders in points that stand for as much of a city each, the largest first. */
function sharesOf(holders: readonly number[]): [number, number][] {
  const counts = new Map<number, number>();
  for (const one of holders) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([actor, count]) => [actor, count / holders.length]);
}

/** What passed to whom in the course of a day: how much as the points that stand for the city say, and where as all of them do. */
function stepsAt(samples: readonly Sample[], standing: readonly Sample[], [before, after]: Pair<At>, date: number): CityStep[] {
  const share = (of: (one: Sample) => boolean) => standing.filter(of).length / standing.length;
  const gainedBy = (to: number) => (one: Sample) => after(one) === to && before(one) !== to;
  return [...new Set(standing.map(after))].flatMap((to) => {
    const gained = samples.filter(gainedBy(to));
    const told = share(gainedBy(to));
    if (told === 0) return [];
    const losers = new Set(gained.map(before));
    const rest = share((one) => before(one) === to) > 0 && share((one) => losers.has(after(one))) === 0;
    return [{ date, to, share: told, part: told === 1 ? "all" : rest ? "rest" : told > MOST ? "most" : sideOf(gained) }];
  });
}

type Pair<T> = readonly [T, T];
/** Who holds a point at some time. */
type At = (one: Sample) => number;

/**
 * As many of a city's points as asked for, so chosen that what they tell is nearest to what all tell: who holds how much after each
 * day, and how much passed to whom in it. Shares and steps are counted in the same points, so that they agree.
 */
export function standingFor<T>(points: readonly T[], times: readonly ((one: T) => number)[], count: number): T[] {
  const fates = fatesOf(points, times);
  // What is wanted less what is chosen, for each thing that fates have a part in.
  const lacking = new Map<string, number>();
  for (const { size, parts } of fates) for (const part of parts) lacking.set(part, (lacking.get(part) ?? 0) + (count * size) / points.length);
  const take = ({ parts }: Fate<T>, by: 1 | -1) => parts.forEach((part) => lacking.set(part, lacking.get(part)! - by));
  const wanted = ({ parts }: Fate<T>) => parts.reduce((sum, part) => sum + lacking.get(part)!, 0) - parts.length / 2;
  const best = () => fates.reduce((first, one) => (wanted(one) > wanted(first) + 1e-9 ? one : first));
  const chosen: Fate<T>[] = [];
  const add = () => {
    const one = best();
    take(one, 1);
    chosen.push(one);
    return one;
  };
  while (chosen.length < count) add();
  // Each is let go and chosen anew until all stay: each such change comes nearer, so that there is an end.
  for (let stayed = 0; stayed < count; ) {
    const one = chosen.shift()!;
    take(one, -1);
    const least = wanted(one);
    const other = best();
    const next = wanted(other) > least + 1e-9 ? other : one;
    take(next, 1);
    chosen.push(next);
    stayed = next === one ? stayed + 1 : 0;
  }
  return chosen.map(({ first }) => first);
}

/** What became of points, and how many it became of. */
interface Fate<T> {
  readonly first: T;
  readonly size: number;
  readonly parts: readonly string[];
}

/** The fates of points, the most common first. */
function fatesOf<T>(points: readonly T[], times: readonly ((one: T) => number)[]): Fate<T>[] {
  const fates = new Map<string, { first: T; size: number; parts: string[] }>();
  for (const first of points) {
    const holders = times.map((at) => at(first));
    const gained = holders.flatMap((to, i) => (i > 0 && holders[i - 1] !== to ? [`${i} to ${to}`] : []));
    const fate = fates.get(String(holders));
    if (fate) fate.size++;
    else fates.set(String(holders), { first, size: 1, parts: [...holders.map((one, i) => `${i}: ${one}`), ...gained] });
  }
  return [...fates.values()].sort((a, b) => b.size - a.size);
}

/** Towards which side of the city points lie, by their middle. */
function sideOf(gained: readonly Sample[]): CityPart {
  const [x, y] = [mean(gained.map((one) => one.x)), mean(gained.map((one) => one.y))];
  if (Math.hypot(x, y) < 0.15) return "centre";
  return Math.abs(x) > Math.abs(y) ? (x > 0 ? "east" : "west") : y > 0 ? "north" : "south";
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** Points on a grid over the built-up area around a place that lie on the map. */
function samplesOf(outline: Outline, around: Around): Sample[] {
  const [west, south, east, north] = boxOfOutline(outline);
  const at = (i: number) => (2 * i + 1) / GRID - 1;
  return Array.from({ length: GRID * GRID }, (_, i): Sample | null => {
    const [x, y] = [at(i % GRID), at(Math.floor(i / GRID))];
    const point: [number, number] = [west + ((x + 1) / 2) * (east - west), south + ((y + 1) / 2) * (north - south)];
    const atlas = contains(outline, point) ? around.at(...point) : undefined;
    const cell = atlas?.cellAt(...point) ?? -1;
    return cell < 0 ? null : { x, y, spells: spellsOf(atlas!.history, cell).map(({ date, state }) => ({ date, holder: atlas!.states.controller[state] })) };
  }).filter((one) => one !== null);
}

/** The outline of the built-up area of the background that a point lies in. */
function builtUpAround({ header, base }: Pick<Atlas, "header" | "base">, lon: number, lat: number): [number, number][] | null {
  const xy = undelta(base.deltas);
  const first = runningSum(base.lengths);
  let part = 0;
  for (const { kind, features } of header.base) {
    for (const { parts, shape } of features) {
      for (let i = part; kind === "urban" && shape === "polygon" && i < part + parts; i++) {
        const ring = Array.from({ length: first[i + 1] - first[i] }, (_, k): [number, number] => [
          xy[2 * (first[i] + k)] * header.base_grid,
          xy[2 * (first[i] + k) + 1] * header.base_grid,
        ]);
        if (contains(ring, [lon, lat])) return ring;
      }
      part += parts;
    }
  }
  return null;
}
