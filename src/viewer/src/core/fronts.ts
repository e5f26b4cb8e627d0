// Borders between two controllers: their length on the ellipsoid, and for how long they have stood.
import { type Atlas, isNobody } from "./atlas";
import { DAY_MINUTES, type Known, type Unit, unitStart } from "./civil";
import { kmBetween } from "./geodesy";
import { snapshotAt, spellAt } from "./history";
import { isWhole, unitMinutes } from "./steps";

/** A front between two actors, the lower index first. */
export interface Front {
  readonly pair: readonly [number, number];
  readonly lengthKm: number;
  readonly arcs: readonly number[];
}

const lengths = new WeakMap<Atlas["history"], Float64Array>();

/** Length of each arc in km, worked out when first asked for. */
export function arcLengthsKm(atlas: Atlas): Float64Array {
  let known = lengths.get(atlas.history);
  if (!known) lengths.set(atlas.history, (known = measureArcs(atlas)));
  return known;
}

function measureArcs({ history: { arcs, grid } }: Atlas): Float64Array {
  const { first, xy } = arcs;
  return Float64Array.from({ length: arcs.count }, (_, arc) => {
    let km = 0;
    for (let i = 2 * first[arc]; i < 2 * first[arc + 1] - 2; i += 2) {
      km += kmBetween(xy[i] * grid, xy[i + 1] * grid, xy[i + 2] * grid, xy[i + 3] * grid);
    }
    return km;
  });
}

/** All fronts at a date's index, the longest first; ground whose holder nobody knows has none. */
export function frontsAt(atlas: Atlas, date: number): Front[] {
  const km = arcLengthsKm(atlas);
  return frontArcsAt(atlas, date)
    .map((front): Front => ({ ...front, lengthKm: front.arcs.reduce((sum, arc) => sum + km[arc], 0) }))
    .sort((x, y) => y.lengthKm - x.lengthKm);
}

/** The same as they come, without their lengths. */
export function frontArcsAt(atlas: Atlas, date: number): Omit<Front, "lengthKm">[] {
  const { history, states } = atlas;
  const { arcs } = history;
  const snapshot = snapshotAt(history, date);
  const found = new Map<number, { pair: [number, number]; arcs: number[] }>();
  for (let arc = 0; arc < arcs.count; arc++) {
    if (arcs.left[arc] < 0 || arcs.right[arc] < 0) continue;
    const [a, b] = [
      states.controller[snapshot[arcs.left[arc]]],
      states.controller[snapshot[arcs.right[arc]]],
    ];
    if (a === b || isNobody(a, atlas) || isNobody(b, atlas)) continue;
    const pair: [number, number] = a < b ? [a, b] : [b, a];
    const key = pair[0] * 65536 + pair[1];
    if (!found.has(key)) found.set(key, { pair, arcs: [] });
    found.get(key)!.arcs.push(arc);
  }
  return [...found.values()];
}

/** Index of the date since which an arc has divided the same two controllers; 0: since the map begins or before. */
export function frontSince({ history, states }: Atlas, arc: number, date: number): number {
  const sides = [history.arcs.left[arc], history.arcs.right[arc]];
  const controllerAt = (cell: number, at: number) =>
    states.controller[history.spellStates[spellAt(history, cell, at)]];
  const same = (at: number) => {
    const [a, b] = sides.map((cell) => controllerAt(cell, at));
    return (a === now[0] && b === now[1]) || (a === now[1] && b === now[0]);
  };
  const now = sides.map((cell) => controllerAt(cell, date));
  let since = date;
  while (since > 0) {
    const begun = Math.max(...sides.map((cell) => history.spellDates[spellAt(history, cell, since)]));
    if (begun === 0) return 0;
    since = begun;
    if (!same(begun - 1)) return begun;
    since = begun - 1;
  }
  return 0;
}

/** Ages of a stretch of front: up to so many days. */
export const AGE_DAYS = [1, 3, 7, Infinity] as const;

/** Stands among the ages for one that the dates do not tell. */
export const UNKNOWN_AGE = AGE_DAYS.length;

/** Which of the ages a stretch surely has that stands since a date's index; the last one too if since the map begins or before. */
export function ageOf(atlas: Pick<Atlas, "steps" | "endMinutes">, since: number, date: number): number {
  if (since === 0) return AGE_DAYS.length - 1;
  const [begun, now] = [since, date].map((step) => instantsOf(atlas, step));
  // The map of a whole day, month or year is that of its last minute.
  const shown = isWhole(atlas.steps, date) ? Math.min(unitMinutes(atlas.steps, date)[1], atlas.endMinutes) - 1 : null;
  const least = ((shown ?? now[0]) - begun[1]) / DAY_MINUTES;
  const most = ((shown ?? now[1]) - begun[0]) / DAY_MINUTES;
  if (least >= AGE_DAYS[AGE_DAYS.length - 2]) return AGE_DAYS.length - 1;
  const age = AGE_DAYS.findIndex((days) => most < days);
  return Number.isFinite(AGE_DAYS[age]) ? age : UNKNOWN_AGE;
}

/** The first and the last minute at which a step may have begun, as exactly as that is known. */
function instantsOf({ steps: { minutes, known } }: Pick<Atlas, "steps">, step: number): [number, number] {
  const unit = UNIT_OF[known[step]];
  return unit ? [unitStart(minutes[step], unit), unitStart(minutes[step], unit, 1) - 1] : [minutes[step], minutes[step]];
}

/** Within which unit lies what is known to less than the hour. */
const UNIT_OF: Readonly<Partial<Record<Known, Unit>>> = { year: "year", month: "month", day: "day", part_of_day: "day", order: "day" };

/** The arcs of a date's fronts by age, those of an age that is not known last; all in the first list if age does not count. */
export function frontArcs(atlas: Atlas, date: number, byAge: boolean): number[][] {
  const lists: number[][] = [...AGE_DAYS, UNKNOWN_AGE].map(() => []);
  for (const { arcs } of frontsAt(atlas, date)) {
    for (const arc of arcs) lists[byAge ? ageOf(atlas, frontSince(atlas, arc, date), date) : 0].push(arc);
  }
  return lists;
}
