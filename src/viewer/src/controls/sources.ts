// A bibliography as links.
import type { App } from "../app";
import { h, link } from "../dom";

/** The sources with these indices. */
export function sourceList({ atlas, words }: App, indices: readonly number[]): HTMLElement {
  if (!indices.length) return h("p", { class: "cm-quiet" }, words.say("no_sources"));
  return h(
    "ul",
    { class: "cm-sources" },
    ...indices.map((index) => {
      const source = atlas.header.sources[index];
      if (!source) return null;
      const about = [source.publisher, issuedText(words, source.issued)].filter(Boolean).join(", ");
      return h(
        "li",
        {},
        link(source.title || source.id, source.url),
        about && h("small", { dir: "auto" }, ` ${about}`),
      );
    }),
  );
}

/** When a source came out: a civil date in words, anything else as it stands. */
const issuedText = (words: App["words"], issued: string | null | undefined): string =>
  issued && /^\d{4}-\d\d-\d\d$/.test(issued) ? words.instant(issued) : (issued ?? "");
