// A bibliography as links.
import type { DateStyle } from "../core/civil";
import type { Source } from "../core/model";
import { h, link } from "../lib/element";
import type { Words } from "../strings";
import { writtenText } from "../strings/when";
import type { App } from "./app";

/** The sources with these indices. */
export function sourceList({ atlas, words }: App, indices: readonly number[]): HTMLElement {
  if (!indices.length) return h("p", { class: "cm-quiet" }, words.say("no_sources"));
  return h(
    "ul",
    { class: "cm-sources" },
    ...indices.map((index) => {
      const source = atlas.header.sources[index];
      if (!source) return null;
      return h("li", {}, link(source.title || source.id, source.url), aboutSource(words, source));
    }),
  );
}

/** Who published a source, and when; null if neither is known. */
function aboutSource(words: Words, { publisher, issued }: Source): HTMLElement | null {
  const parts = [publisher, issued && issuedText(words, issued)].filter((part): part is string => Boolean(part));
  if (!parts.length) return null;
  const isolated = parts.map((part) => h("bdi", {}, part));
  return h("small", {}, " ", ...isolated.flatMap((part, i) => (i ? [words.say("comma"), part] : [part])));
}

/** When something was published, in words; that nobody knows too. */
export const issuedText = (words: Words, issued: string, style: DateStyle = "long"): string =>
  /^n\.?\s?d\.?$/i.test(issued) ? words.say("undated") : writtenText(words, issued, style);
