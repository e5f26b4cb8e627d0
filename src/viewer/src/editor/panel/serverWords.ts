// What the server says it says in English: in another language it is marked as that, and a few words before it tell what it is.
import { h, type Child } from "../../lib/element";
import type { Problem } from "../core/form";
import type { Bench } from "./bench";

/** A text of the server's, as it is read in the reader's language. */
export const serverWords = ({ app: { words } }: Pick<Bench, "app">, text: string): Child =>
  words.language === "en" ? text : h("span", { lang: "en", dir: "ltr" }, text);

/** Why something is refused, with a hint. */
export function problemLine(bench: Pick<Bench, "app" | "say">, { message, hint }: Problem): HTMLElement {
  const { app, say } = bench;
  const before = app.words.language === "en" ? null : `${say("refused")} `;
  return h("p", { class: "cm-warning", dir: "auto" }, before, serverWords(bench, message), hint ? h("small", {}, " ", serverWords(bench, hint)) : null);
}
