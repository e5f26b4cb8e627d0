// The editor's own words, in any language of the map.
import { mainSubtag } from "../../core/languages";
import type { Header } from "../../core/model";
import { ar } from "./ar";
import { en, type EditorKey } from "./en";
import { ar as arRefusals } from "./refusals";

export type Say = (key: EditorKey, values?: Readonly<Record<string, string | number>>) => string;

const TABLES: Readonly<Record<string, Readonly<Partial<Record<EditorKey, string>>>>> = { en, ar };

/** What the server says, by the English template that it makes it of, and what a rule of the check says, by its code. */
const REFUSALS: Readonly<Record<string, Readonly<Record<string, string>>>> = { ar: arRefusals };

/** A template or rule of the server's in a language, if that has words for it. */
export const refusalIn = (language: string, template: string): string | undefined => REFUSALS[mainSubtag(language)]?.[template];

/** Dates in digits, ids and names of files: text from right to left would turn their parts round. */
const IN_PARTS = /[\dA-Za-z][-:./+_][\dA-Za-z]/;

/** A date in digits, an id or a name as it is read in any text: isolated (U+2066, U+2069) where it has parts. */
export const inParts = (text: string): string => (IN_PARTS.test(text) ? `\u2066${text}\u2069` : text);

/** Speak a language; the map's table of strings adds to the editor's own as `editor_…`. */
export function sayIn(language: string, header: Header): Say {
  const own = header.strings?.[language] ?? {};
  const table = { ...en, ...TABLES[mainSubtag(language)] };
  const shown = header.right_to_left.includes(language) ? inParts : (text: string) => text;
  return (key, values = {}) =>
    (own[`editor_${key}`] ?? table[key]).replace(/\{(\w+)\}/g, (all, name: string) =>
      name in values ? shown(String(values[name])) : all,
    );
}
