// What changed between two dates: in a sentence, a matrix, and the places that changed hands.
import { nobodyLast, placesPassed } from "../core/atlas";
import { passageDates, type State } from "../core/choices";
import { comingFigures } from "./coming";
import type { Passage } from "../core/measure";
import type { Place } from "../core/model";
import { unitsBefore } from "../core/steps";
import { h, refill, setText } from "../lib/element";
import { actorShort, asSentence, comparedText, passageText } from "../strings/describe";
import type { Key } from "../strings/en";
import type { App } from "./app";
import { chip } from "./chip";
import { stepText } from "../strings/when";
import { wordedDateField } from "./dateField";
import { choosePlace } from "./search";
import { passageSwatch, swatch } from "./swatch";

/** The panel of changes; opening it compares the date with the first one. */
export function changesPanel(app: App): HTMLElement {
  const body = h("div", {});
  app.watch(["tab", "date", "compare"], (state) => {
    if (state.tab === "changes") refill(body, ...(state.compare === null ? [] : parts(app, state)));
  });
  return h("div", { class: "cm-changes" }, chooser(app), body);
}

function chooser(app: App): HTMLElement {
  const { store, words, atlas } = app;
  const { steps } = atlas;
  const from = wordedDateField(app, { get: ({ compare }) => compare, set: (compare) => store.set({ compare }) });
  const to = wordedDateField(app, { get: ({ date }) => date, set: (date) => store.set({ date, playing: false }) });
  const swipe = h("input", { type: "checkbox", onchange: () => store.set({ swipe: swipe.checked }) });
  const compareWith = (key: Key, compare: (date: number) => number | null) =>
    chip(words.say(key), () => store.set({ compare: compare(store.get().date) }));
  const chips: readonly HTMLElement[] = [
    compareWith("on_day", (date) => steps.last[date]),
    compareWith("since_day", (date) => unitsBefore(steps, date, 1)),
    compareWith("last_week", (date) => unitsBefore(steps, date, 6)),
  ];
  const show = (state: State) => {
    swipe.checked = state.swipe;
    swipe.disabled = state.compare === null;
  };
  app.watch(["tab", "compare", "date", "swipe"], show);
  app.watch(["date"], ({ date }) => {
    const unit = steps.units[date];
    setText(chips[0], words.say(`on_${unit}`));
    setText(chips[1], words.say(`since_${unit}`));
    chips[2].hidden = unit !== "day";
  });
  return h(
    "div",
    { class: "cm-chooser" },
    h("label", {}, h("span", {}, words.say("compare_from")), from),
    h("label", {}, h("span", {}, words.say("compare_to")), to),
    h(
      "div",
      { class: "cm-chips" },
      ...chips,
      compareWith("since_first", () => 0),
      compareWith("stop_comparing", () => null),
    ),
    h("label", { class: "cm-check" }, swipe, h("span", {}, words.say("swipe"))),
  );
}

function parts(app: App, state: State): (Element | null)[] {
  const { atlas, words } = app;
  const dates = passageDates(atlas.steps, state);
  const passages = atlas.passages(...dates);
  // Which places passed is told with them.
  if (!passages || atlas.reach === "outline") return [comingFigures(app, dates)];
  const between = comparedText(app, state);
  if (!passages.length) return [h("p", {}, `${between} ${words.say("nothing_changed")}.`)];
  return [
    h("h2", { class: "cm-lead" }, between),
    h("ul", { class: "cm-sentences" }, ...passages.map((passage) => sentenceItem(app, passage, dates))),
    h("h3", { id: "cm-matrix" }, words.say("matrix")),
    matrix(app, passages),
    ...passages.map((passage) => placesOf(app, passage, dates)),
    inOrder(app, state),
  ];
}

/** All changes of the time, one after another: what changed back in it too. */
function inOrder(app: App, state: State): HTMLElement {
  const { atlas, words, store } = app;
  const list = h("ol", { class: "cm-sentences cm-in-order" });
  const item = ([date, passages]: [number, Passage[]]) =>
    h(
      "li",
      {},
      h("button", { type: "button", class: "cm-plain", onclick: () => store.set({ date, playing: false }) }, stepText(app, date)),
      h("span", {}, words.list(passages.slice(0, 3).map((passage) => passageText(app, passage)))),
    );
  const box = h("details", {}, h("summary", {}, words.say("in_order")), list);
  const fill = () => {
    const steps = [...atlas.passagesByStep(...passageDates(atlas.steps, state))];
    // Of years of daily changes the last ones: nobody reads thousands of lines.
    refill(list, ...steps.slice(-MOST_IN_ORDER).map(item));
  };
  box.addEventListener("toggle", () => box.open && fill());
  return box;
}

const MOST_IN_ORDER = 400;

/** What changed hands, beside the look that it has on the map. */
const sentenceItem = (app: App, passage: Passage, dates: Dates): HTMLElement =>
  h("li", {}, passageSwatch(app, passage), h("span", {}, sentence(app, passage, dates)));

type Dates = ReturnType<typeof passageDates>;

/** "A took 5 km² from B, including P, Q and R." */
function sentence(app: App, passage: Passage, dates: Dates): string {
  const { words } = app;
  const names = placesPassed(app.atlas, passage, dates)
    .slice(0, 4)
    .map((place) => words.text(place.name));
  const among = names.length ? words.say("among", { places: words.list(names) }) : ".";
  return asSentence(passageText(app, passage), words) + among;
}

function matrix(app: App, passages: readonly Passage[]): HTMLElement {
  const { words } = app;
  const [losers, winners] = [unique(passages.map(({ from }) => from)), unique(passages.map(({ to }) => to))];
  const area = (from: number, to: number) =>
    passages.find((one) => one.from === from && one.to === to)?.areaM2;
  const cell = (m2: number | undefined) =>
    h("td", { class: "cm-number" }, m2 === undefined ? "–" : words.km2(m2));
  return h(
    "div",
    { class: "cm-scroll", tabindex: 0, role: "region", "aria-labelledby": "cm-matrix" },
    h(
      "table",
      { class: "cm-matrix" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("td", {}, words.say("lost_gained")),
          ...winners.map((to) =>
            h("th", { scope: "col" }, swatch(app, to, "none"), " ", actorShort(app, to)),
          ),
        ),
      ),
      h(
        "tbody",
        {},
        ...losers.map((from) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, swatch(app, from, "none"), " ", actorShort(app, from)),
            ...winners.map((to) => cell(area(from, to))),
          ),
        ),
      ),
    ),
  );
}

const unique = (numbers: readonly number[]): number[] =>
  [...new Set(numbers)].sort(nobodyLast);

function placesOf(app: App, passage: Passage, dates: Dates): HTMLElement | null {
  const places = placesPassed(app.atlas, passage, dates);
  if (!places.length) return null;
  const { words } = app;
  const choose = (place: Place) => {
    choosePlace(app, place);
    document.getElementById("cm-panel-place")?.focus();
  };
  const button = (place: Place) => chip(words.text(place.name), () => choose(place), { dir: "auto" });
  return h(
    "details",
    { open: places.length <= 12 },
    h(
      "summary",
      {},
      words.say("places_passed", {
        from: actorShort(app, passage.from),
        to: actorShort(app, passage.to),
        n: words.number(places.length),
      }),
    ),
    h("div", { class: "cm-chips" }, ...places.map(button)),
  );
}
