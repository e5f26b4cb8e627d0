// Between which reports a place passed, where none says when it did; `controlmap at` says the same.
import type { Atlas } from "./atlas";
import { DAY_MINUTES, isoOf, isVague, knownOf, minutesOf } from "./civil";
import type { Hold } from "./holds";
import { reportsAt } from "./reports";

/** So many days between two reports are more than the day on which a change is dated. */
const APART = 2;

/**
 * The day of the last report that a place was still its former holder's, where only later ones tell that it passed. Nothing where a report says
 * that it changed hands, where none of that day tells of the new holder, and where the two are less than two days apart, or known to no day.
 */
export function toldBefore(atlas: Atlas, place: string | null, former: Hold, hold: Hold): string | null {
  const index = atlas.header.places.findIndex(({ id }) => id === place);
  if (index < 0 || !former.controller || hold.before || isVague(hold.fromKnown)) return null;
  const start = minutesOf(hold.from);
  const told = reportsAt(atlas, -1, place).filter(({ date }) => minutesOf(date) <= start);
  const last = told.filter(({ controller, date }) => controller === former.controller && minutesOf(date) < start).pop();
  if (!last) return null;
  const since = told.filter(({ date }) => minutesOf(date) > minutesOf(last.date));
  const tells = since.filter(({ controller }) => controller === hold.controller);
  const onTheDay = tells.some(({ date }) => dayOf(date) === dayOf(hold.from));
  if (!onTheDay || since.some(({ kind }) => kind === "change") || [last, ...tells].some(({ date, precision }) => isVague(knownOf(date, precision)))) return null;
  return dayOf(hold.from) - dayOf(last.date) >= APART ? isoOf(dayOf(last.date) * DAY_MINUTES, "day") : null;
}

const dayOf = (iso: string): number => Math.floor(minutesOf(iso) / DAY_MINUTES);
