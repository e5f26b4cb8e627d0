// Times in words, never more exactly than they are known: of an order or a part of the day no hour is told.
import type { Atlas } from "../core/atlas";
import { civilOf, DAY_MINUTES, type DateStyle, dayStart, hasHour, isInstant, type Known, knownOf, minutesOf, styleOf } from "../core/civil";
import { isChange, isWhole } from "../core/steps";
import type { Words } from "./index";

interface Dated {
  readonly atlas: Pick<Atlas, "steps">;
  readonly words: Words;
}

/** Until which hour a part of the day lasts. */
const PARTS = [
  [5, "part_night"],
  [12, "part_morning"],
  [17, "part_afternoon"],
  [21, "part_evening"],
  [24, "part_late"],
] as const;

/** The night with which a day begins, between the two days of which it is. */
function nightText(words: Words, minutes: number, style: DateStyle): string {
  const [before, day] = [minutes - DAY_MINUTES, minutes].map(civilOf);
  const whole = style === "full" ? "long" : style;
  const told = before[0] !== day[0] ? whole : before[1] === day[1] ? "day" : whole === "long" ? "day_month" : whole;
  return words.say("part_night", { before: words.minutes(minutes - DAY_MINUTES, told), date: words.minutes(minutes, whole) });
}

const partOf = (minutes: number) => PARTS.find(([end]) => (minutes - dayStart(minutes)) / 60 < end)![1];

/** A year, month or day in words. */
const unitText = (words: Words, minutes: number, known: Known, style: DateStyle): string => words.minutes(minutes, styleOf(known, style));

/** An instant in words: "1914", "November 2024", "30 November 2024 at 14:00", "the night of 29 to 30 November 2024". */
export function instantText(words: Words, iso: string, said: Known | "night" | null | undefined, style: DateStyle = "long"): string {
  if (said === "night") return nightText(words, minutesOf(iso), style);
  const [minutes, known] = [minutesOf(iso), knownOf(iso, said)];
  const date = unitText(words, minutes, known, style);
  if (hasHour(known)) return words.say(known === "hour" ? "about_time" : "at_time", { date, time: words.minutes(minutes, "time") });
  if (known !== "part_of_day") return date;
  const part = partOf(minutes);
  return part === "part_night" ? nightText(words, minutes, style) : words.say(part, { date });
}

/** An instant in words, as exactly as it is written; what is none stands as it is. */
export const writtenText = (words: Words, text: string, style: DateStyle = "long"): string =>
  isInstant(text) ? words.instant(text, style) : text;

/** That the map is shown as it was known on a day, or which of its views is; nothing where it is as it is known now. */
export function knownText({ atlas: { header }, words }: { atlas: Pick<Atlas, "header">; words: Words }): string {
  const { view_name, known_on, editions = [] } = header;
  if (view_name) return words.text(editions.find(({ last }) => last === known_on)?.view_name ?? view_name);
  return known_on ? words.say("known_on", { date: words.instant(known_on) }) : "";
}

/** A step's day in words, and which part of it the map shows, unless it is that at its end. */
export function stepText(map: Dated, step: number, style: DateStyle = "long"): string {
  const { steps } = map.atlas;
  const date = dayText(map, step, style);
  return isWhole(steps, step) ? date : map.words.say("date_part", { date, part: stepPart(map, step) });
}

/** A step's day, month or year in words. */
export const dayText = ({ atlas: { steps }, words }: Dated, step: number, style: DateStyle = "long"): string =>
  unitText(words, steps.minutes[step], steps.units[step], style);

/** When a step's date changed something, beside its day: its part of the day; of all changes of a day together nothing. */
export function changePart(map: Dated, step: number): string {
  const { steps } = map.atlas;
  const { first, ofChange, known, minutes, units } = steps;
  const changes = ofChange.filter((one) => first[one] === first[step]).length;
  if (!isWhole(steps, step)) return stepPart(map, step);
  if (changes !== 1) return "";
  const exact = units[step] !== "day" && known[step] !== units[step] && isChange(steps, step);
  return exact ? map.words.minutes(minutes[step], "short") : stepPart(map, step);
}

/** Which of a day's steps this is: an hour where one is known, else "2 of 3"; nothing where there is one alone. */
export function stepPart({ atlas: { steps }, words }: Dated, step: number): string {
  const { first, last, known, minutes, units, ofChange, changeOf } = steps;
  const time = (one: number) => words.minutes(minutes[one], "time");
  if (first[step] === last[step]) return "";
  if (hasHour(known[step])) return time(step);
  const unchanged = ofChange[changeOf[step]] !== step;
  if (unchanged && hasHour(known[step + 1])) return words.say("before_time", { time: time(step + 1) });
  if (units[step] !== "day" && known[step] !== units[step]) return words.minutes(minutes[step], "short");
  return words.say("step_of", { n: words.number(step - first[step] + 1), all: words.number(last[step] - first[step] + 1) });
}
