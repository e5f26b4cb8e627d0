// What the map is made of, and whose it is.
import { creditsOf } from "../core/credits";
import { h } from "../lib/element";
import type { App } from "./app";
import { sharePanel } from "./sharePanel";

export function about(app: App): HTMLElement {
  const {
    atlas: { header },
    words,
  } = app;
  const description = words.text(header.description);
  return h(
    "div",
    { class: "cm-about" },
    sharePanel(app),
    h("h2", {}, words.say("about")),
    description && h("p", { dir: "auto" }, description),
    h("p", {}, words.say("time_zone", { zone: header.time_zone })),
    header.known_on && h("p", {}, words.say("known_on", { date: words.instant(header.known_on) })),
    h("h2", {}, words.say("attribution")),
    h("ul", {}, ...creditsOf(header).map((line) => h("li", { dir: "auto" }, line))),
    header.licence && h("p", { dir: "auto" }, `${words.say("licence")}: ${header.licence}`),
    h("p", { class: "cm-quiet" }, words.say("made_with", { generator: header.generator })),
  );
}
