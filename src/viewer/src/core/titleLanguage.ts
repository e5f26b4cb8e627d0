// In which language a source's title stands.
import { mainSubtag } from "./languages";
import type { Source } from "./model";

/** Languages that are written from right to left, by their main subtags. */
const RIGHT_TO_LEFT = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"]);

const isRightToLeft = (text: string): boolean => /[\u0590-\u08ff]/.test(text.match(/\p{L}/u)?.[0] ?? "");

/**
 * The language of a title as it is shown to a reader of `shown`: "" if nobody says.
 *
 * One that is not in its source's own script was translated by who made the map, into the map's `first` language.
 */
export function titleLanguage({ title, title_in, language }: Pick<Source, "title" | "title_in" | "language">, shown: string, first: string): string {
  if (title_in?.[shown]) return shown;
  if (!language) return "";
  return RIGHT_TO_LEFT.has(mainSubtag(language)) === isRightToLeft(title) ? language : first;
}
