// A bibliography as links.
import type { DateStyle } from "../core/civil";
import type { Source } from "../core/model";
import { titleLanguage } from "../core/titleLanguage";
import { h, link } from "../lib/element";
import type { Words } from "../strings";
import { writtenText } from "../strings/when";
import type { App } from "./app";

/** The sources with these indices. */
export function sourceList(app: App, indices: readonly number[]): HTMLElement {
  const { atlas, words } = app;
  if (!indices.length) return h("p", { class: "cm-quiet" }, words.say("no_sources"));
  return h(
    "ul",
    { class: "cm-sources" },
    ...indices.map((index) => {
      const source = atlas.header.sources[index];
      if (!source) return null;
      return h("li", {}, titleLink(app, source), aboutSource(words, source));
    }),
  );
}

/** A source's title in the reader's language, else in its own, which is said. */
export function titleLink({ words, whole: { header } }: App, source: Source): HTMLElement {
  const element = link(titleOf(words, source), source.url);
  // A title's own direction is not that of what stands behind it.
  element.dir = "auto";
  const language = titleLanguage(source, words.language, header.languages[0]);
  if (language !== words.language) element.lang = language;
  return element;
}

/** What a source is called, and who published it, in the reader's language as far as the map has it. */
export const titleOf = ({ language }: Words, { id, title, title_in }: Source): string => title_in?.[language] || title || id;
export const publisherOf = ({ language }: Words, { publisher, publisher_in }: Source): string => publisher_in?.[language] || publisher || "";

/** Who published a source, and when; null if neither is known. */
function aboutSource(words: Words, source: Source): HTMLElement | null {
  const { issued } = source;
  const parts = [publisherOf(words, source), issued && issuedText(words, issued)].filter((part): part is string => Boolean(part));
  if (!parts.length) return null;
  const isolated = parts.map((part) => h("bdi", {}, part));
  return h("small", {}, " ", ...isolated.flatMap((part, i) => (i ? [words.say("comma"), part] : [part])));
}

/** When something was published, in words; that nobody knows too. */
export const issuedText = (words: Words, issued: string, style: DateStyle = "long"): string =>
  /^n\.?\s?d\.?$/i.test(issued) ? words.say("undated") : writtenText(words, issued, style);
