// The stretch of dates that the reader chose to look at: where stepping and playing stay.

/** Indices of the first and the last date of a stretch. */
export type Stretch = readonly [first: number, last: number];
/** Which end of a stretch: its first date or its last. */
export type End = 0 | 1;

/** The stretch chosen; without one, the whole period. */
export const stretchOf = (chosen: Stretch | null, dateCount: number): Stretch => chosen ?? [0, dateCount - 1];

/** The date of a stretch that is nearest to `date`. */
export const within = ([first, last]: Stretch, date: number): number =>
  Math.min(last, Math.max(first, date));

/** The dates that one end may take while the other stays: a stretch has two dates at least. */
export const roomOf = ([first, last]: Stretch, end: End, dateCount: number): Stretch =>
  end === 0 ? [0, last - 1] : [first + 1, dateCount - 1];

/** The choice after one end has moved towards `date`; null once it is the whole period. */
export function withEnd(chosen: Stretch | null, end: End, date: number, dateCount: number): Stretch | null {
  const [first, last] = stretchOf(chosen, dateCount);
  const moved = within(roomOf([first, last], end, dateCount), date);
  return chosenStretch(end === 0 ? [moved, last] : [first, moved], dateCount);
}

/** A stretch as a choice; null if it holds every date, or fewer than two. */
export const chosenStretch = ([first, last]: Stretch, dateCount: number): Stretch | null =>
  first >= last || (first === 0 && last === dateCount - 1) ? null : [first, last];

/** The date to begin playing at: the present one, unless it is the end of the stretch or outside. */
export const playedFirst = (date: number, [first, last]: Stretch): number =>
  date < first || date >= last ? first : date;

/** The date played after this one, `next` as far as the stretch goes; at its end `again`, which null stops. */
export function playedNext(date: number, next: number, stretch: Stretch, again: number | null): number | null {
  const [first, last] = stretch;
  if (date < last) return Math.max(first, Math.min(next, last));
  return again === null ? null : within(stretch, again);
}
