// Words, numbers and dates in the reader's language.
import { type DateStyle, erasUntil, formatInstant, formatMinutes, localeOf, minutesOf } from "../core/civil";
import { mainSubtag } from "../core/languages";
import type { Header, Texts } from "../core/model";
import { ar } from "./ar";
import { en, type Key } from "./en";
import { kindName } from "./kinds";

export interface Words {
  readonly language: string;
  readonly locale: string;
  readonly rightToLeft: boolean;
  readonly direction: "ltr" | "rtl";
  /** One of the page's own strings, with its `{names}` filled in. */
  say(key: Key, values?: Readonly<Record<string, string | number>>): string;
  /** A kind of events: from the map's table as `kind_…`, else from the viewer's. */
  kind(kind: string): string;
  /** A text of the map in this language, else in the map's first, else in any. */
  text(texts: Texts | string | null | undefined): string;
  /** A text of the map in this language only: a remark in another one would not be read. */
  own(texts: Texts | string | null | undefined): string;
  number(value: number, digits?: number): string;
  percent(share: number): string;
  /** km² without the unit. */
  km2(squareMetres: number): string;
  areaKm2(squareMetres: number): string;
  distance(km: number): string;
  /** "3 days", "12 km". */
  unit(value: number, unit: "day" | "kilometer"): string;
  instant(iso: string, style?: DateStyle): string;
  minutes(minutes: number, style: DateStyle): string;
  list(items: readonly string[]): string;
}

/** The least ground and the least share that are told in numbers. */
const [LEAST_M2, LEAST_SHARE] = [1e5, 1e-3];

const TABLES: Readonly<Record<string, Readonly<Partial<Record<Key, string>>>>> = { en, ar };

/** Speak a language; a table of strings in the map's header adds to the viewer's own. */
export function wordsFor(language: string, header: Header): Words {
  const rightToLeft = header.right_to_left.includes(language);
  const locale = supported(localeOf(language, header.time_zone));
  const own: Readonly<Record<string, string>> = header.strings?.[language] ?? {};
  const table = { ...en, ...TABLES[mainSubtag(language)], ...own };
  const eras = erasUntil(minutesOf(header.period[0]));
  const format = formatters(locale);
  const number = (value: number, digits = 0) => format(value, { maximumFractionDigits: digits });
  // What is there is never told as nothing.
  const below = (least: string) => say("below", { n: least });
  const km2 = (squareMetres: number) =>
    squareMetres > 0 && squareMetres < LEAST_M2 / 2 ? below(number(LEAST_M2 / 1e6, 1)) : number(squareMetres / 1e6, squareMetres < 1e7 ? 1 : 0);
  const percent = (share: number) => format(share, { style: "percent", maximumFractionDigits: share < 0.1 ? 1 : 0 });
  const unit = (value: number, name: string, unitDisplay: "short" | "long", digits: number) =>
    format(value, { style: "unit", unit: name, unitDisplay, maximumFractionDigits: digits });
  const say: Words["say"] = (key, values = {}) =>
    table[key].replace(/\{(\w+)\}/g, (all, name: string) => (name in values ? String(values[name]) : all));
  return {
    language,
    locale,
    say,
    kind: (kind) => own[`kind_${kind}`] ?? kindName(kind, language),
    number,
    rightToLeft,
    direction: rightToLeft ? "rtl" : "ltr",
    text: (texts) => (typeof texts === "string" ? texts : textIn(texts, [language, ...header.languages])),
    own: (texts) => (typeof texts === "string" ? texts : (texts?.[language] ?? "")),
    percent: (share) => (share > 0 && share < LEAST_SHARE / 2 ? below(percent(LEAST_SHARE)) : percent(share)),
    km2,
    areaKm2: (squareMetres) => `${km2(squareMetres)} ${say("unit_km2")}`,
    distance: (km) => unit(km, "kilometer", "short", km < 10 ? 1 : 0),
    unit: (value, name) => unit(value, name, "long", 0),
    instant: (iso, style = "long") => formatInstant(iso, locale, style, eras),
    minutes: (minutes, style) => formatMinutes(minutes, locale, style, false, eras),
    list: (items) => new Intl.ListFormat(locale, { type: "conjunction" }).format(items),
  };
}

/** Number formats of a locale, each made once: making one takes longer than a step of the slider may. */
function formatters(locale: string): (value: number, options: Intl.NumberFormatOptions) => string {
  const made = new Map<string, Intl.NumberFormat>();
  return (value, options) => {
    const key = Object.values(options).join(" ");
    let one = made.get(key);
    if (!one) made.set(key, (one = new Intl.NumberFormat(locale, options)));
    return one.format(value);
  };
}

function textIn(texts: Texts | null | undefined, languages: readonly string[]): string {
  if (!texts) return "";
  const language = languages.find((one) => texts[one]);
  return language ? texts[language] : (Object.values(texts)[0] ?? "");
}

/** A locale that Intl takes: a language code from data may be none. */
function supported(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? "en-GB";
  } catch {
    return "en-GB";
  }
}
