// On paper no panel can be opened: what the stripes of a comparison mean stands beside the map.
import { comparedDates, comparisonOf, type State } from "../core/choices";
import { passagesBetween } from "../core/measure";
import { h, refill } from "../lib/element";
import { asSentence, passageText } from "../strings/describe";
import type { App } from "./app";
import { passageSwatch } from "./swatch";

/** The changes between two dates in sentences, shown in print only; empty without a comparison. */
export function paperKey(app: App): HTMLElement {
  const list = h("ul", { class: "cm-paper-key cm-sentences" });
  app.watch(["compare", "date", "playing"], (state) => {
    if (!state.playing) refill(list, ...(comparisonOf(state) === "none" ? [] : items(app, state)));
  });
  return list;
}

function items(app: App, state: State): HTMLElement[] {
  const { atlas, words } = app;
  const dates = comparedDates(state);
  const [from, to] = dates.map((one) => words.instant(atlas.dates[one]));
  return [
    h("li", {}, h("strong", {}, words.say("between", { from, to }))),
    ...passagesBetween(atlas.history, atlas.states, ...dates).map((passage) =>
      h("li", {}, passageSwatch(app, passage), h("span", { dir: "auto" }, asSentence(passageText(app, passage), words))),
    ),
  ];
}
