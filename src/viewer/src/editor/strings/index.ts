// The editor's own words, in any language of the map.
import { mainSubtag } from "../../core/languages";
import type { Header } from "../../core/model";
import { ar } from "./ar";
import { en, type EditorKey } from "./en";

export type Say = (key: EditorKey, values?: Readonly<Record<string, string | number>>) => string;

const TABLES: Readonly<Record<string, Readonly<Partial<Record<EditorKey, string>>>>> = { en, ar };

/** Speak a language; the map's table of strings adds to the editor's own as `editor_…`. */
export function sayIn(language: string, header: Header): Say {
  const own = header.strings?.[language] ?? {};
  const table = { ...en, ...TABLES[mainSubtag(language)] };
  return (key, values = {}) =>
    (own[`editor_${key}`] ?? table[key]).replace(/\{(\w+)\}/g, (all, name: string) =>
      name in values ? String(values[name]) : all,
    );
}
