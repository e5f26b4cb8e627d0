// The slider's steps: every day of the map's period (every month or year, where its data know no better), and within
// one each change that data tell apart. The map of a day is the map at its end, so its last step stands for the whole day.
import { hasHour, isoOf, type Known, knownOf, lastNotAfter, minutesOf, spanOf, type Unit, unitStart } from "./civil";
import type { Header } from "./model";

export interface Steps {
  readonly unit: Unit;
  readonly count: number;
  /** Civil minute with which each step begins. */
  readonly minutes: Float64Array;
  /** How precisely that is known. */
  readonly known: readonly Known[];
  /** For each step the first and the last step of its day, month or year. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** For each of the payload's dates its step, and for each step the last of the payload's dates. */
  readonly ofChange: Int32Array;
  readonly changeOf: Int32Array;
  /** Civil minute at which each step stands on an axis: hours that nobody knows are spread over the day. */
  readonly ticks: Float64Array;
}

/** More steps than this are too many to go through: then months, or years, are the steps, and days stand within them. */
const MOST = 40_000;
const UNITS: readonly Unit[] = ["day", "month", "year"];

/** The steps of a payload's dates. */
export function stepsOf({ dates, date_precision, period }: Pick<Header, "dates" | "date_precision" | "period">): Steps {
  const changes = dates.map((iso, i) => ({ minutes: minutesOf(iso), known: knownOf(iso, pick(date_precision, i)) }));
  const end = minutesOf(period[1]);
  const unit = unitFor(changes, end);
  const [minutes, known, first, ofChange]: [number[], Known[], number[], number[]] = [[], [], [], []];
  let begun = 0;
  const push = (at: number, how: Known) => {
    minutes.push(at);
    known.push(how);
    first.push(begun);
  };
  for (let at = changes[0].minutes; at < end; ) {
    const next = Math.min(unitStart(at, unit, 1), end);
    begun = minutes.length;
    const change = () => changes[ofChange.length];
    const soonest = change();
    // What is known to the hour leaves a part of the day before it, which can be shown.
    if (!(soonest?.minutes < next) || (hasHour(soonest.known) && soonest.minutes > at)) push(at, unit);
    while (change()?.minutes < next) {
      const { minutes: from, known: how } = change();
      ofChange.push(minutes.length);
      push(from, how);
    }
    at = next;
  }
  const last = Int32Array.from(first);
  for (let i = last.length - 1; i >= 0; i--) last[i] = first[i + 1] === first[i] ? last[i + 1] : i;
  const steps = { unit, count: minutes.length, minutes: Float64Array.from(minutes), known, first: Int32Array.from(first), last };
  const changeOf = Int32Array.from(minutes, (_, i) => lastNotAfter(ofChange, i));
  return { ...steps, ofChange: Int32Array.from(ofChange), changeOf, ticks: ticksOf(steps, end) };
}

/** One value may stand for all. */
const pick = (said: readonly (Known | null)[] | undefined, i: number): Known | null =>
  said?.length === 1 ? said[0] : (said?.[i] ?? null);

/** The unit of the most exact date: the first one is where the period begins, which says little if others follow. */
function unitFor(changes: readonly { minutes: number; known: Known }[], end: number): Unit {
  const known = (changes.length > 1 ? changes.slice(1) : changes).map((change) => change.known);
  const exact = known.every((one) => one === "year") ? "year" : known.every((one) => one === "year" || one === "month") ? "month" : "day";
  const days = (end - changes[0].minutes) / 1440;
  const fits = days <= MOST ? "day" : days / 30.4 <= MOST ? "month" : "year";
  return UNITS[Math.max(UNITS.indexOf(exact), UNITS.indexOf(fits))];
}

function ticksOf({ count, minutes, known, first, last, unit }: Omit<Steps, "ofChange" | "changeOf" | "ticks">, end: number): Float64Array {
  const ticks = Float64Array.from(minutes);
  for (let from = 0; from < count; from = last[from] + 1) {
    const several = last[from] - from + 1;
    if (several === 1) {
      // One change a day, of an hour that nobody knows, stands where the day stands.
      if (!hasHour(known[from])) ticks[from] = Math.max(minutes[0], unitStart(minutes[from], unit));
      continue;
    }
    const exact = (step: number) => hasHour(known[step]) || known[step] === unit;
    if (known.slice(from, last[from] + 1).every((_, i) => exact(from + i))) continue;
    const start = Math.max(minutes[0], unitStart(minutes[from], unit));
    const span = Math.min(end, unitStart(minutes[from], unit, 1)) - start;
    for (let step = from; step <= last[from]; step++) ticks[step] = start + ((step - first[step]) / several) * span;
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

/** First minute of a step's day, month or year, and of the next one. */
export const unitMinutes = ({ minutes, unit }: Steps, step: number): [number, number] => [
  unitStart(minutes[step], unit),
  unitStart(minutes[step], unit, 1),
];

const WRITTEN: readonly Known[] = ["year", "month", "day"];

/** From when a step is, as records say it: a month where no day is known, and with the hour that tells an order only. */
export const writtenFrom = ({ minutes, known }: Steps, step: number): string =>
  isoOf(minutes[step], WRITTEN.includes(known[step]) ? known[step] : "minute");

/** The step that begins with an instant; -1: none does. */
export const stepFrom = ({ minutes }: Steps, iso: string): number => minutes.indexOf(minutesOf(iso));

/** A step as text that `stepCalled` reads: a date stands for the whole of it; `2024-11-30/2` is the second step of that day. */
export function nameOfStep(steps: Steps, step: number): string {
  const { minutes, known, unit, first } = steps;
  if (isWhole(steps, step)) return isoOf(minutes[step], unit);
  if (hasHour(known[step])) return isoOf(minutes[step], known[step]);
  return `${isoOf(minutes[step], unit)}/${step - first[step] + 1}`;
}

/** The step that a text names: of a year, month or day the last in it, else the last that is not after the instant. */
export function stepCalled(steps: Steps, text: string): number {
  const [date, number] = text.split("/");
  const step = lastNotAfter(steps.minutes, spanOf(date)[1]);
  return number === undefined ? step : Math.min(steps.last[step], steps.first[step] + Math.max(1, Number(number) || 1) - 1);
}

/** The first step of the year, month or day that a text names, for the beginning of a stretch. */
export function firstStepCalled(steps: Steps, text: string): number {
  const step = stepCalled(steps, text);
  const [first, last] = text.includes("/") ? [0, 0] : spanOf(text);
  return first === last ? step : steps.first[lastNotAfter(steps.minutes, first)];
}
