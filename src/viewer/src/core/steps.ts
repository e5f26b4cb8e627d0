// The slider's steps: every day of the map's period (every month or year, where its data know no better), and within
// one each change that data tell apart. The map of a day is the map at its end, so its last step stands for the whole day.
// What is known to a year only stands in one step of that year, up to the next change: no day of it could be told.
import { dayStart, hasHour, isoOf, type Known, knownOf, lastNotAfter, minutesOf, spanOf, type Unit, unitStart } from "./civil";
import type { Header } from "./model";

export interface Steps {
  /** The finest unit of this map. */
  readonly unit: Unit;
  readonly count: number;
  /** Civil minute with which each step begins. */
  readonly minutes: Float64Array;
  /** How precisely that is known. */
  readonly known: readonly Known[];
  /** For each step what it is a part of: a day, month or year. Of a year in which something more exact changes this is its beginning. */
  readonly units: readonly Unit[];
  /** Civil minute with which that begins on this map. */
  readonly begins: Float64Array;
  /** For each step the first and the last step of its day, month or year. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** For each of the payload's dates its step, and for each step the last of the payload's dates. */
  readonly ofChange: Int32Array;
  readonly changeOf: Int32Array;
  /** Civil minute at which each step stands on an axis. Where not all hours of a day are known, its steps stand nearer to its beginning than to the next day's. */
  readonly ticks: Float64Array;
}

/** More steps than this are too many to go through: then months, or years, are the steps, and days stand within them. */
const MOST = 40_000;
const UNITS: readonly Unit[] = ["day", "month", "year"];

/** The share of a day in which its steps stand when not all of their hours are known: nearer to its beginning than to its end. */
const NEAR = 0.5;

/** The steps of a payload's dates. */
export function stepsOf({ dates, date_precision, period }: Pick<Header, "dates" | "date_precision" | "period">): Steps {
  const changes = dates.map((iso, i) => ({ minutes: minutesOf(iso), known: knownOf(iso, pick(date_precision, i)) }));
  const end = minutesOf(period[1]);
  const unit = unitFor(changes, end);
  const [minutes, known, units, begins, first, ofChange]: [number[], Known[], Unit[], number[], number[], number[]] = [[], [], [], [], [], []];
  for (let at = dayOfFirst(changes[0]); at < end; ) {
    const change = () => changes[ofChange.length];
    const [group, until] = groupAt(at, unit, changes.slice(ofChange.length, ofChange.length + 2));
    const [begun, next] = [minutes.length, Math.min(until, end)];
    const push = (from: number, how: Known) => {
      minutes.push(from);
      known.push(how);
      units.push(group);
      begins.push(at);
      first.push(begun);
    };
    const soonest = change();
    // What is known to the hour leaves a part of the day before it, which can be shown.
    if (!(soonest?.minutes < next) || (hasHour(soonest.known) && soonest.minutes > at)) push(at, group);
    while (change()?.minutes < next) {
      const { minutes: from, known: how } = change();
      ofChange.push(minutes.length);
      push(from, how);
    }
    at = next;
  }
  const last = Int32Array.from(first);
  for (let i = last.length - 1; i >= 0; i--) last[i] = first[i + 1] === first[i] ? last[i + 1] : i;
  const steps = { unit, count: minutes.length, minutes: Float64Array.from(minutes), known, units, begins: Float64Array.from(begins), first: Int32Array.from(first), last };
  const changeOf = Int32Array.from(minutes, (_, i) => lastNotAfter(ofChange, i));
  return { ...steps, ofChange: Int32Array.from(ofChange), changeOf, ticks: ticksOf(steps, end) };
}

/** Where a map begins: on a day as a whole, unless the hour is known. */
const dayOfFirst = ({ minutes, known }: Change): number => (hasHour(known) ? minutes : dayStart(minutes));

interface Change {
  readonly minutes: number;
  readonly known: Known;
}

/** What begins at an instant, and until when: a unit of the map; or the year or month that is all that is known of a change then, as long as nothing more exact follows. */
function groupAt(at: number, unit: Unit, [change, following]: readonly Change[]): [Unit, number] {
  const known = UNITS.find((one) => one === change?.known);
  const isVague = known !== undefined && change.minutes === at && UNITS.indexOf(known) > UNITS.indexOf(unit);
  if (!isVague) return [unit, unitStart(at, unit, 1)];
  const soonest = following?.minutes ?? Infinity;
  const more = Number.isFinite(soonest) ? unitStart(soonest, unit) : soonest;
  return [known, Math.min(unitStart(at, known, 1), more > at ? more : soonest)];
}

/** One value may stand for all. */
const pick = (said: readonly (Known | null)[] | undefined, i: number): Known | null =>
  said?.length === 1 ? said[0] : (said?.[i] ?? null);

/** The unit of the most exact date: the first one is where the period begins, which says little if others follow. */
function unitFor(changes: readonly Change[], end: number): Unit {
  const known = (changes.length > 1 ? changes.slice(1) : changes).map((change) => change.known);
  const exact = known.every((one) => one === "year") ? "year" : known.every((one) => one === "year" || one === "month") ? "month" : "day";
  const days = (end - changes[0].minutes) / 1440;
  const fits = days <= MOST ? "day" : days / 30.4 <= MOST ? "month" : "year";
  return UNITS[Math.max(UNITS.indexOf(exact), UNITS.indexOf(fits))];
}

/** By the hour, where those of a day are all known; else its steps tell an order only, and stand close together where the day begins. */
function ticksOf({ count, minutes, known, first, last, units, begins }: Omit<Steps, "ofChange" | "changeOf" | "ticks">, end: number): Float64Array {
  const ticks = Float64Array.from(minutes, (at, step) => (hasHour(known[step]) ? at : dayStart(at)));
  for (let from = 0; from < count; from = last[from] + 1) {
    const steps = last[from] - from + 1;
    const isKnown = (one: Known) => one === "day" || hasHour(one);
    if (units[from] !== "day" || known.slice(from, from + steps).every(isKnown)) continue;
    const near = NEAR * (Math.min(end, unitStart(minutes[from], "day", 1)) - begins[from]);
    for (let step = from; step <= last[from]; step++) ticks[step] = begins[from] + near * ((step - first[step]) / steps);
  }
  return ticks;
}

/** Whether something changes with a step; with the first one the map begins. */
export const isChange = ({ ofChange, changeOf }: Steps, step: number): boolean => ofChange[changeOf[step]] === step;

/** The next step, or the one before, at which something changes; null if there is none. */
export function changeBeside({ ofChange, changeOf }: Steps, step: number, by: 1 | -1): number | null {
  const change = changeOf[step];
  const beside = by === 1 ? change + 1 : ofChange[change] === step ? change - 1 : change;
  return ofChange[beside] ?? null;
}

/** Whether a step is the last one of its day, month or year, and so stands for the whole of it. */
export const isWhole = ({ last }: Steps, step: number): boolean => last[step] === step;

/** The step after which all that belongs to a date begins: of a whole day the one before it, of an instant its own. */
export const beginningOf = (steps: Steps, step: number): number =>
  isWhole(steps, step) ? Math.max(0, steps.first[step] - 1) : step;

/** First minute of a step's day, month or year, and of what follows it. */
export const unitMinutes = ({ minutes, units, begins, last }: Steps, step: number): [number, number] => [
  unitStart(minutes[step], units[step]),
  begins[last[step] + 1] ?? unitStart(minutes[step], units[step], 1),
];

/** The last step of the unit that lies so many before a step's own; the first, where the map begins later. */
export const unitsBefore = ({ minutes, units }: Steps, step: number, count: number): number =>
  lastNotAfter(minutes, unitStart(minutes[step], units[step], 1 - count) - 1);

const WRITTEN: readonly Known[] = ["year", "month", "day"];

/** From when a step is, as records say it: a month where no day is known, and with the hour that tells an order only. */
export const writtenFrom = ({ minutes, known }: Steps, step: number): string =>
  isoOf(minutes[step], WRITTEN.includes(known[step]) ? known[step] : "minute");

/** The step that begins with an instant; -1: none does. */
export const stepFrom = ({ minutes }: Steps, iso: string): number => minutes.indexOf(minutesOf(iso));

/** Civil minute at which an instant stands on an axis: that of its step, if one begins with it. */
export const tickOf = (steps: Steps, iso: string): number => steps.ticks[stepFrom(steps, iso)] ?? minutesOf(iso);

/** A step's day, month or year as ISO 8601. */
export const unitOfStep = ({ minutes, units }: Steps, step: number): string => isoOf(minutes[step], units[step]);

/** A step as text that `stepCalled` reads: a date stands for the whole of it; `2024-11-30/2` is the second step of that day. */
export function nameOfStep(steps: Steps, step: number): string {
  const { minutes, known, first } = steps;
  const unit = unitOfStep(steps, step);
  // The beginning of a year is not the whole of it.
  if (isWhole(steps, step) && stepCalled(steps, unit) === step) return unit;
  if (hasHour(known[step])) return isoOf(minutes[step], known[step]);
  return `${unit}/${step - first[step] + 1}`;
}

/** The step that a text names: of a year, month or day the last in it, else the last that is not after the instant. */
export function stepCalled(steps: Steps, text: string): number {
  const [date, number] = text.split("/");
  const step = lastNotAfter(steps.minutes, spanOf(date)[1]);
  return number === undefined ? step : Math.min(step, firstIn(steps, date) + Math.max(1, Number(number) || 1) - 1);
}

/** The first step of the year, month or day that a text names, for the beginning of a stretch. */
export function firstStepCalled(steps: Steps, text: string): number {
  const [first, last] = text.includes("/") ? [0, 0] : spanOf(text);
  return first === last ? stepCalled(steps, text) : firstIn(steps, text);
}

/** How many steps the year, month or day has that a text names. */
export const stepsIn = (steps: Steps, date: string): number => stepCalled(steps, date) - firstIn(steps, date) + 1;

const firstIn = ({ begins, first }: Steps, date: string): number => first[lastNotAfter(begins, spanOf(date)[0])];
