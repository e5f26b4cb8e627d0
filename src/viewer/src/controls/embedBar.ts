// Embedded there are no panels: what the map shows, whose data it is and what a click asks for stand over the slider.
import type { ChosenPlace } from "../core/choices";
import { creditLine } from "../core/credits";
import { h, refill } from "../lib/element";
import { actorShort, heldText, hoverLines, placeTitle } from "../strings/describe";
import type { App } from "./app";
import { certainties, signs } from "./legend";
import { swatch } from "./swatch";

/** Title, what is held back, a link to the whole map, legend, credit, and a card of the chosen place. */
export function embedBar(app: App): HTMLElement {
  const { atlas, words } = app;
  const held = heldText(app);
  const entry = (actor: number) =>
    h(
      "li",
      { class: "cm-pair" },
      swatch(app, actor),
      h("span", { dir: "auto" }, actorShort(app, actor)),
    );
  return h(
    "div",
    { class: "cm-embed-bar cm-small" },
    placeCard(app),
    h("strong", { dir: "auto" }, words.text(atlas.header.title)),
    ...(held ? [h("span", { class: "cm-held", dir: "auto", title: held }, held)] : []),
    wholeMap(app),
    h("ul", { "aria-label": words.say("actors") }, ...atlas.present.map(entry)),
    keyAndCredit(app),
  );
}

/** What textures and hatches mean, once it is asked for, and whose data it is. */
function keyAndCredit(app: App): HTMLElement {
  const { atlas, words } = app;
  const key = h("div", {});
  const fill = () => key.childElementCount || refill(key, certainties(app, false), signs(app));
  return h("details", { dir: "auto", ontoggle: () => void fill() }, h("summary", {}, words.say("key_and_credit")), key, creditLine(atlas.header, words.text));
}

function wholeMap({ address, words }: App): HTMLElement {
  const link = h(
    "a",
    { href: address(false), target: "_blank", rel: "noopener", onclick: () => void (link.href = address(false)) },
    words.say("whole_map"),
  );
  return link;
}

function placeCard(app: App): HTMLElement {
  const card = h("div", { class: "cm-hover cm-embed-card", role: "status" });
  app.watch(["place", "date"], ({ place, date }) => {
    card.hidden = !place;
    if (place) refill(card, ...cardLines(app, place, date).map((line) => h("div", { dir: "auto" }, line)));
  });
  return card;
}

function cardLines(app: App, place: ChosenPlace, date: number): string[] {
  const known = app.about(place);
  if (known === null || typeof known === "string") return [app.words.say(known ?? "loading")];
  const about = known === app.whole ? app : { ...app, atlas: known, whole: known };
  const lines = hoverLines(about, place, date);
  return lines.length ? [...new Set([placeTitle(about, place, date)[0], ...lines])] : [app.words.say("outside")];
}
