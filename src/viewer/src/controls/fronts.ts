// The fronts of the date: length by pair, and whether and how they are drawn.
import type { Fronts, State } from "../core/choices";
import { frontLengthsAt } from "../core/frontLengths";
import { h, refill, setHidden } from "../lib/element";
import { AGE_LOOKS } from "../scene/fronts";
import { actorShort, ageText } from "../strings/describe";
import type { App } from "./app";
import { comingFronts } from "./coming";
import { swatch } from "./swatch";

const NAMES: readonly Fronts[] = ["off", "lines", "age"];

export function frontsTable(app: App): HTMLElement {
  const { store, words } = app;
  const body = h("tbody", {});
  const key = h("ul", { class: "cm-ages" }, ...AGE_LOOKS.map((_, i) => ageItem(app, i)));
  const box = h(
    "details",
    { class: "cm-fronts" },
    h("summary", {}, words.say("fronts")),
    h(
      "div",
      { class: "cm-radios", role: "radiogroup", "aria-label": words.say("fronts_drawn") },
      ...NAMES.map((name) => choice(app, name)),
    ),
    key,
    h("table", { class: "cm-actors" }, h("caption", { class: "cm-hidden" }, words.say("fronts")), body),
  );
  const show = (state: State) => {
    setHidden(key, state.fronts !== "age");
    if (box.open) refill(body, ...rows(app, state.date));
  };
  box.addEventListener("toggle", () => show(store.get()));
  app.watch(["date", "fronts"], show);
  return box;
}

function rows(app: App, date: number): HTMLElement[] {
  const { words } = app;
  const fronts = frontLengthsAt(app.atlas, date);
  if (!fronts) return [h("tr", {}, h("td", { class: "cm-quiet" }, comingFronts(app)))];
  return fronts.map(({ pair: [a, b], lengthKm }) =>
    h(
      "tr",
      {},
      h(
        "th",
        { scope: "row" },
        h(
          "span",
          { class: "cm-pair" },
          ...[a, b].map((actor) => swatch(app, actor, "none")),
          h("span", {}, `${actorShort(app, a)} – ${actorShort(app, b)}`),
        ),
      ),
      h("td", { class: "cm-number" }, words.distance(lengthKm)),
    ),
  );
}

function choice(app: App, name: Fronts): HTMLElement {
  const { store, words } = app;
  const input = h("input", { type: "radio", name: "cm-fronts", onchange: () => store.set({ fronts: name }) });
  const show = (state: State) => void (input.checked = state.fronts === name);
  app.watch(["fronts"], show);
  return h("label", {}, input, h("span", {}, words.say(`fronts_${name}`)));
}

function ageItem({ words }: App, index: number): HTMLElement {
  const { colour, widthPx } = AGE_LOOKS[index];
  const line = h("span", { class: "cm-age", "aria-hidden": "true" });
  line.style.background = colour;
  line.style.blockSize = `${widthPx}px`;
  return h("li", {}, line, ageText(words, index));
}
