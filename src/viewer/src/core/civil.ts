// Civil dates as minutes of a clock without time zones. No Date in local time is ever made: a reader in
// Los Angeles and one in Auckland see the same day.

const INSTANT = /^([+-]?\d{4,6})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?$/;
export const DAY_MINUTES = 1440;

/** Minutes from 1970-01-01T00:00 to an ISO civil date or date-time; throws RangeError for other text. */
export function minutesOf(iso: string): number {
  const found = INSTANT.exec(iso);
  const [year, month, day, hour, minute] = (found ?? []).slice(1).map((digits) => Number(digits ?? 0));
  if (!found || !isDay(year, month, day) || hour > 23 || minute > 59)
    throw new RangeError(`not an ISO date: ${iso}`);
  return daysFromCivil(year, month, day) * DAY_MINUTES + hour * 60 + minute;
}

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
  month: { month: "short", year: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
export type DateStyle = keyof typeof STYLES;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** A civil instant in words, by the Gregorian calendar; `timed` adds the hour. */
export function formatMinutes(minutes: number, locale: string, style: DateStyle, timed = false): string {
  const key = `${locale} ${style} ${timed}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(locale, { ...STYLES[style], ...(timed && STYLES.time), calendar: "gregory", timeZone: "UTC" });
    formatters.set(key, formatter);
  }
  return formatter.format(new Date(minutes * 60_000));
}

/** An ISO instant in words, with its hour if it names one. */
export function formatInstant(iso: string, locale: string, style: DateStyle): string {
  const minutes = minutesOf(iso);
  return formatMinutes(minutes, locale, style, hasTime(iso));
}
