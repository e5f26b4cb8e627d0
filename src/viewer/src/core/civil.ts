// Civil dates as minutes of a clock without time zones. No Date in local time is ever made: a reader in
// Los Angeles and one in Auckland see the same day.

const INSTANT = /^([+-]?\d{4,6})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d))?)?)?$/;
export const DAY_MINUTES = 1440;

/** What a calendar counts in. */
export type Unit = "year" | "month" | "day";
/** How precisely a time is known, from the least to the most; `order`: its hour shows the order of events only. */
export type Known = Unit | "part_of_day" | "order" | "hour" | "minute";

/** Minutes from 1970-01-01T00:00 to the beginning of an ISO year, month, day or minute; throws RangeError for other text. */
export function minutesOf(iso: string): number {
  const found = INSTANT.exec(iso);
  const [year, month, day, hour, minute] = (found ?? []).slice(1).map((digits, i) => Number(digits ?? LEAST[i]));
  if (!found || !isDay(year, month, day) || hour > 23 || minute > 59)
    throw new RangeError(`not an ISO date: ${iso}`);
  return daysFromCivil(year, month, day) * DAY_MINUTES + hour * 60 + minute;
}

/** Whether a text names a year, month, day or minute that a calendar has. */
export function isInstant(text: string): boolean {
  try {
    return !Number.isNaN(minutesOf(text));
  } catch {
    return false;
  }
}

/** What a text that is less exact leaves out: month, day, hour and minute with which it begins. */
const LEAST = [0, 1, 1, 0, 0];

const isDay = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysFromCivil(year, month + 1, 1) - daysFromCivil(year, month, 1);

/** Days from 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** Year, month and day of an instant in the proleptic Gregorian calendar; the year before 1 is 0. */
export function civilOf(minutes: number): readonly [year: number, month: number, day: number] {
  const days = Math.floor(minutes / DAY_MINUTES) + 719468;
  const era = Math.floor(days / 146097);
  const dayOfEra = days - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1];
}

/** First minute of a civil date; months may run on beyond a year's. */
export function minutesOfCivil(year: number, month: number, day: number): number {
  const carried = Math.floor((month - 1) / 12);
  return daysFromCivil(year + carried, month - 12 * carried, day) * DAY_MINUTES;
}

/** First minute of the day, month or year that holds `minutes`, or of one that comes `later` by so many. */
export function unitStart(minutes: number, unit: Unit, later = 0): number {
  if (unit === "day") return dayStart(minutes) + later * DAY_MINUTES;
  const [year, month] = civilOf(minutes);
  return unit === "month" ? minutesOfCivil(year, month + later, 1) : minutesOfCivil(year + later, 1, 1);
}

/** First and last minute of the year, month, day or minute that a text names; throws RangeError for other text. */
export function spanOf(text: string): [first: number, last: number] {
  const [first, written] = [minutesOf(text), writtenKnown(text)];
  return [first, written === "minute" ? first : unitStart(first, written, 1) - 1];
}

const two = (value: number): string => String(value).padStart(2, "0");

/** An instant as ISO 8601, as precisely as it is known: also of what is known to an order or a part of the day the day. */
export function isoOf(minutes: number, known: Known): string {
  const [year, month, day] = civilOf(minutes);
  const sign = year < 0 ? "-" : year > 9999 ? "+" : "";
  const parts = [`${sign}${String(Math.abs(year)).padStart(4, "0")}`, two(month), two(day)];
  const date = parts.slice(0, known === "year" ? 1 : known === "month" ? 2 : 3).join("-");
  if (!hasHour(known)) return date;
  const minute = minutes - dayStart(minutes);
  return `${date}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Whether not even the day is known. */
export const isVague = (known: Known): boolean => known === "year" || known === "month";

/** Whether an hour is known. */
export const hasHour = (known: Known): boolean => known === "hour" || known === "minute";

const WRITTEN = ["year", "month", "day", "minute"] as const;

/** How exactly an ISO text is written: a year, a month, a day, or a minute. */
export const writtenKnown = (iso: string): Unit | "minute" => WRITTEN[iso.slice(1).split(/[-T]/).length - 1];

/** How precisely an instant is known; null: as its text says. */
export const knownOf = (iso: string, said: Known | null | undefined): Known => said ?? writtenKnown(iso);

/** First minute of the civil day that holds `minutes`. */
export const dayStart = (minutes: number): number => Math.floor(minutes / DAY_MINUTES) * DAY_MINUTES;

/** Whether an instant names an hour, not only a day. */
export const hasTime = (iso: string): boolean => iso.includes("T");

/** Index of the last of `sorted` that is not after `value`; 0 if all are. */
export function lastNotAfter(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

// Arabic month names differ by country (نوفمبر, تشرين الثاني); the map's time zone tells which are at home there.
const REGION_OF_ZONE: Readonly<Record<string, string>> = {
  "Asia/Damascus": "SY",
  "Asia/Beirut": "LB",
  "Asia/Amman": "JO",
  "Asia/Baghdad": "IQ",
  "Asia/Gaza": "PS",
  "Asia/Hebron": "PS",
  "Asia/Aden": "YE",
  "Africa/Khartoum": "SD",
  "Africa/Tripoli": "LY",
  "Africa/Cairo": "EG",
};

/** The locale for a language on a map whose dates are civil time in `timeZone`. */
export function localeOf(language: string, timeZone: string): string {
  if (language === "en") return "en-GB";
  const region = REGION_OF_ZONE[timeZone];
  return language === "ar" && region ? `ar-${region}` : language;
}

const STYLES = {
  full: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  long: { day: "numeric", month: "long", year: "numeric" },
  short: { day: "numeric", month: "short" },
  short_year: { day: "numeric", month: "short", year: "numeric" },
  month: { month: "short", year: "numeric" },
  whole_month: { month: "long", year: "numeric" },
  year: { year: "numeric" },
  day_month: { day: "numeric", month: "long" },
  day: { day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
export type DateStyle = keyof typeof STYLES;

/** Before it years are told with their era: one of one or two digits would be taken for one of another century. */
const YEAR_100 = minutesOfCivil(100, 1, 1);
/** The same on a map that reaches back beyond it: there one axis has both, and "50 AD" stands beside "100 AD". */
const YEAR_1000 = minutesOfCivil(1000, 1, 1);

/** Until when years of a map that begins at an instant are told with their era. */
export const erasUntil = (start: number): number => (start < YEAR_100 ? YEAR_1000 : YEAR_100);

const formatters = new Map<string, Intl.DateTimeFormat>();

/** A civil instant in words, by the Gregorian calendar; `timed` adds the hour. Years before `eras` have their era. */
export function formatMinutes(minutes: number, locale: string, style: DateStyle, timed = false, eras = YEAR_100): string {
  const era = minutes < eras && "year" in STYLES[style];
  const key = `${locale} ${style} ${timed} ${era}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    const options: Intl.DateTimeFormatOptions = { ...STYLES[style], ...(timed && STYLES.time), ...(era && { era: "short" }) };
    formatter = new Intl.DateTimeFormat(locale, { ...options, calendar: "gregory", timeZone: "UTC" });
    formatters.set(key, formatter);
  }
  return formatter.format(new Date(minutes * 60_000));
}

/** The style of what is known to a month or year only: neither has a day, nor a weekday. */
export const styleOf = (known: Known, style: DateStyle): DateStyle =>
  known === "year" ? "year" : known === "month" ? (SHORT.includes(style) ? "month" : "whole_month") : style;

const SHORT: readonly DateStyle[] = ["short", "short_year"];

/** An ISO instant in words, as exactly as it is written. */
export function formatInstant(iso: string, locale: string, style: DateStyle, eras?: number): string {
  const minutes = minutesOf(iso);
  return formatMinutes(minutes, locale, styleOf(writtenKnown(iso), style), hasTime(iso), eras);
}
