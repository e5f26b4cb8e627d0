// The time axis: where an instant lies, and which days are named on it.
import { type DateStyle, DAY_MINUTES, dayStart } from "../core/civil";

export interface Axis {
  readonly start: number;
  readonly end: number;
}

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
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120];

/** Days, else months, to name on an axis so that no more than `most` names stand there. */
export function axisMarks({ start, end }: Axis, most: number): AxisMark[] {
  const days = (end - start) / DAY_MINUTES;
  const step = DAY_STEPS.find((one) => days / one <= most);
  return step ? dayMarks(start, end, step) : monthMarks(start, end, most);
}

function dayMarks(start: number, end: number, step: number): AxisMark[] {
  const marks: AxisMark[] = [];
  const first = dayStart(start + DAY_MINUTES - 1);
  for (let minutes = first; minutes < end; minutes += step * DAY_MINUTES)
    marks.push({ minutes, style: "short" });
  return marks;
}

function monthMarks(start: number, end: number, most: number): AxisMark[] {
  const first = new Date(start * 60_000);
  const months = (end - start) / DAY_MINUTES / 30.44;
  const step = MONTH_STEPS.find((one) => months / one <= most) ?? 240;
  const marks: AxisMark[] = [];
  const year = first.getUTCFullYear();
  for (let month = Math.ceil(first.getUTCMonth() / step) * step; ; month += step) {
    const minutes = Date.UTC(year, month, 1) / 60_000;
    if (minutes >= end) return marks;
    if (minutes >= start) marks.push({ minutes, style: "month" });
  }
}
