// What the server says: in English as it comes, in another language made anew of the same template and values.
import { isInstant } from "../../core/civil";
import { h, type Child } from "../../lib/element";
import { instantText } from "../../strings/when";
import type { Problem, Told } from "../core/form";
import { refusalIn } from "../strings";
import { actorById, commandText } from "../words";
import type { Bench } from "./bench";

type Speaker = Pick<Bench, "app" | "say">;

/** Values that are actors' ids: they are told by name. */
const ACTORS = ["actor", "controller", "loser", "winner"];
const HOLE = /\{(\w+)[^{}]*\}/g;

/** A text of the server's in the reader's language, made of what it was made of; in English where that has no words for it. */
export function serverWords(bench: Speaker, text: string, made: Told | undefined, code?: string | null): Child {
  const { language } = bench.app.words;
  if (language === "en") return text;
  const template = typeof made === "object" && "template" in made ? made : { template: text, values: {} };
  if (refusalIn(language, template.template)) return h("span", {}, ...inWords(bench, template));
  const rule = code && refusalIn(language, code);
  return rule ? bench.say("rule", { rule }) : english(text);
}

const english = (text: string): Child => h("span", { lang: "en", dir: "ltr" }, text);

/** Why something is refused, where, and what to do about it. */
export function problemLine(bench: Speaker, problem: Problem): HTMLElement {
  const { message, hint, file, feature, property, code, made_of: made } = problem;
  const place = [file, feature, property].filter(Boolean).join(", ");
  return h(
    "p",
    { class: "cm-warning", dir: "auto" },
    place ? h("bdi", {}, `${place}: `) : null,
    serverWords(bench, message, made?.message, code),
    hint ? h("small", {}, " ", serverWords(bench, hint, made?.hint)) : null,
  );
}

/** What a value says: names and numbers as they are, isolated from the text around them. */
function inWords(bench: Speaker, made: Told, template = "", name = ""): Child[] {
  const { app } = bench;
  if (typeof made === "number") return [app.words.number(made, digitsOf(template, name))];
  if (typeof made === "string") {
    return [h("bdi", {}, valueText(bench, name, made))];
  }
  if (!("template" in made)) return made.flatMap((part, i) => [i ? app.words.say("comma") : null, ...inWords(bench, part)]);
  const own = refusalIn(app.words.language, made.template);
  const parts = (own ?? made.template).split(HOLE);
  const words = parts.flatMap((part, i) => (i % 2 ? inWords(bench, made.values[part] ?? "", made.template, part) : [part]));
  return own === undefined ? [h("span", { lang: "en", dir: "ltr" }, ...words)] : words;
}

/** A value in words: an actor by name, a date as exactly as it is written, all else as it is. */
export function valueText(bench: Speaker, name: string, value: string): string {
  if (ACTORS.includes(name)) return actorById(bench, value);
  if (name === "command") return commandText(bench.app.words.language, value);
  // Four digits alone may be anything's name.
  return isInstant(value) && /[+-]/.test(value) ? instantText(bench.app.words, value, null) : value;
}

/** How many decimals a template gives a number. */
function digitsOf(template: string, name: string): number {
  const [, digits] = new RegExp(`\\{${name}:[^}]*\\.(\\d)f\\}`).exec(template) ?? [];
  return digits ? Number(digits) : template.includes(`{${name}:,.0f}`) ? 0 : 5;
}
