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
  /** Share of each controller at a date's index, in twentieths that are the whole together, the largest first. */
  readonly sharesAt: (date: number) => [number, number][];
  readonly steps: readonly CityStep[];
}

/** Points are taken from a grid of so many rows and columns over the built-up area. */
const GRID = 24;
/** What is less than this share of a city is not told. */
const LEAST = 0.04;
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
  const holdersAt = (at: number) => samples.map(({ spells }) => spells.reduce((held, { date, holder }) => (date <= at ? holder : held), spells[0].holder));
  // In which order the map tells the changes of one day says nothing of the city: the day is told, from its beginning to its end.
  const days = [...new Set([...dates].filter((date) => date > 0).map((date) => steps.last[date]))].sort((a, b) => a - b);
  return {
    sharesAt: (date) => sharesOf(holdersAt(date)),
    steps: days.flatMap((day) => stepsAt(samples, holdersAt(beginningOf(steps, day)), holdersAt(day), day)),
  };
}

function sharesOf(holders: readonly number[]): [number, number][] {
  const counts = new Map<number, number>();
  for (const one of holders) counts.set(one, (counts.get(one) ?? 0) + 1);
  const largest = [...counts].sort((a, b) => b[1] - a[1]);
  const parts = inTwentieths(largest.map(([, count]) => count));
  return largest.map(([actor], i): [number, number] => [actor, parts[i] / 20]).filter(([, share]) => share > 0);
}

/** Numbers as twentieths of their sum that are twenty together: rounded down, the rest to the largest remainders. */
export function inTwentieths(numbers: readonly number[]): number[] {
  const sum = numbers.reduce((all, one) => all + one, 0);
  const exact = numbers.map((one) => (20 * one) / sum);
  const whole = exact.map(Math.floor);
  const left = 20 - whole.reduce((all, one) => all + one, 0);
  const next = [...numbers.keys()].sort((a, b) => exact[b] - whole[b] - (exact[a] - whole[a]) || a - b).slice(0, left);
  return whole.map((one, i) => one + (next.includes(i) ? 1 : 0));
}

function stepsAt(
  samples: readonly Sample[],
  before: readonly number[],
  after: readonly number[],
  date: number,
): CityStep[] {
  return [...new Set(after)].flatMap((to) => {
    const gained = samples.filter((_, i) => after[i] === to && before[i] !== to);
    const share = gained.length / samples.length;
    if (share < LEAST) return [];
    const held = (by: (holder: number) => boolean, at: readonly number[]) => at.filter(by).length / samples.length;
    const losers = new Set(before.filter((one, i) => after[i] === to && one !== to));
    const rest = held((one) => one === to, before) >= LEAST && held((one) => losers.has(one), after) < LEAST;
    return [{ date, to, share, part: share > 1 - LEAST ? "all" : rest ? "rest" : share > MOST ? "most" : sideOf(gained) }];
  });
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
