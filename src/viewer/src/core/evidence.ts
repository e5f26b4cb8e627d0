// How far the nearest report lies: what is known of where a border runs.
import { once } from "../lib/once";
import type { Atlas } from "./atlas";
import { minutesOf } from "./civil";
import { KM_PER_DEGREE } from "./geodesy";

/** Gives the distance in km from a point to the nearest place that was reported on up to a date's index. */
export interface Evidence {
  readonly kmAt: (lon: number, lat: number, date: number) => number;
  /** The same for the middle of an arc; worked out once for each date at which it changes. */
  readonly kmOfArc: (arc: number, date: number) => number;
}

interface Reported {
  readonly lon: number;
  readonly lat: number;
  /** Index of the date at which it is first reported on. */
  readonly since: number;
}

const known = new WeakMap<object, Evidence | null>();

/** What reports tell of borders; null for a map without reports, of which nobody knows how its borders were found. */
export function evidenceOf(atlas: Atlas): Evidence | null {
  const { history } = atlas;
  if (!known.has(history)) known.set(history, atlas.header.reports?.count ? measured(atlas) : null);
  return known.get(history)!;
}

function measured(atlas: Atlas): Evidence {
  const reported = once(() => reportedPlaces(atlas));
  const { arcs, grid } = atlas.history;
  // Nearer reports may come in time, never farther ones: a run of [date, km] for each arc.
  const ofArc = new Map<number, [number, number][]>();
  const nearer = (lon: number, lat: number): [number, number][] => {
    const across = Math.cos((lat * Math.PI) / 180);
    const run: [number, number][] = [];
    let best = Infinity;
    for (const place of reported()) {
      const square = ((place.lon - lon) * across) ** 2 + (place.lat - lat) ** 2;
      if (square >= best) continue;
      best = square;
      run.push([place.since, Math.sqrt(square) * KM_PER_DEGREE]);
    }
    return run;
  };
  const at = (run: readonly [number, number][], date: number): number =>
    run.reduce((km, [since, nearest]) => (since <= date ? nearest : km), Infinity);
  const middleOf = (arc: number): [number, number] => {
    const vertex = (arcs.first[arc] + arcs.first[arc + 1]) >> 1;
    return [arcs.xy[2 * vertex] * grid, arcs.xy[2 * vertex + 1] * grid];
  };
  return {
    kmAt: (lon, lat, date) => at(nearer(lon, lat), date),
    kmOfArc(arc, date) {
      let run = ofArc.get(arc);
      if (!run) ofArc.set(arc, (run = nearer(...middleOf(arc))));
      return at(run, date);
    },
  };
}

/** Places that are reported on, by the date of their first report. */
function reportedPlaces({ header, minutes }: Atlas): Reported[] {
  const { places } = header;
  const { count, place, date } = header.reports!;
  const first = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const [where, when] = [place[place.length === 1 ? 0 : i], minutesOf(date[date.length === 1 ? 0 : i])];
    if (where !== null) first.set(where, Math.min(first.get(where) ?? Infinity, when));
  }
  const sinceOf = (when: number) => Math.max(0, minutes.filter((one) => one < when).length);
  return [...first]
    .map(([where, when]) => ({ lon: places[where].lon, lat: places[where].lat, since: sinceOf(when) }))
    .sort((a, b) => a.since - b.since);
}
