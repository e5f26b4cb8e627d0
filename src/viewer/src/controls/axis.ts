// The time axis: where an instant lies, and which days are named on it.
import type { Atlas } from "../core/atlas";
import { civilOf, type DateStyle, DAY_MINUTES, dayStart, minutesOfCivil, type Unit } from "../core/civil";

export interface Axis {
  readonly start: number;
  readonly end: number;
}

/** The axis of a map: its first step stands where it begins. */
export const axisOf = ({ steps, endMinutes }: Pick<Atlas, "steps" | "endMinutes">): Axis => ({ start: steps.ticks[0], end: endMinutes });

/** Share of the axis, 0 to 1, at which an instant lies. */
export const shareOf = ({ start, end }: Axis, minutes: number): number =>
  Math.min(1, Math.max(0, (minutes - start) / Math.max(1, end - start)));

/** The instant at a share of the axis. */
export const minutesAt = ({ start, end }: Axis, share: number): number => start + share * (end - start);

export interface AxisMark {
  readonly minutes: number;
  readonly style: DateStyle;
}

const DAY_STEPS = [1, 2, 4, 7, 14];
const MONTH_STEPS = [1, 2, 3, 6];
const YEAR_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** Days, else months, else years to name on an axis so that no more than `most` names stand there; none finer than `unit`. */
export function axisMarks(axis: Axis, most: number, unit: Unit = "day"): AxisMark[] {
  const days = (axis.end - axis.start) / DAY_MINUTES;
  const step = (steps: readonly number[], daysEach: number) => steps.find((one) => days / daysEach / one <= most);
  const [day, month] = [step(DAY_STEPS, 1), step(MONTH_STEPS, 30.44)];
  if (unit === "day" && day) return dayMarks(axis, day);
  if (unit !== "year" && month) return monthMarks(axis, month);
  return yearMarks(axis, step(YEAR_STEPS, 365.25) ?? 2000);
}

function dayMarks({ start, end }: Axis, step: number): AxisMark[] {
  const marks: AxisMark[] = [];
  const first = dayStart(start + DAY_MINUTES - 1);
  for (let minutes = first; minutes < end; minutes += step * DAY_MINUTES) marks.push({ minutes, style: "short" });
  return marks;
}

function monthMarks({ start, end }: Axis, step: number): AxisMark[] {
  const marks: AxisMark[] = [];
  const [year, first] = civilOf(start);
  for (let month = 1 + Math.floor((first - 1) / step) * step; ; month += step) {
    const minutes = minutesOfCivil(year, month, 1);
    if (minutes >= end) return marks;
    if (minutes >= start) marks.push({ minutes, style: "month" });
  }
}

/** Years that are round in their own era: 300 BC is the year -299. */
function yearMarks({ start, end }: Axis, step: number): AxisMark[] {
  const marks: AxisMark[] = [];
  const [first] = civilOf(start);
  for (let count = Math.floor(first / step); ; count++) {
    const year = step === 1 || count > 0 ? count * step : count === 0 ? 1 : count * step + 1;
    const minutes = minutesOfCivil(year, 1, 1);
    if (minutes >= end) return marks;
    if (minutes >= start) marks.push({ minutes, style: "year" });
  }
}
