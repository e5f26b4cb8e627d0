// One place: who holds it at the date, its whole story, and who says so.
import { type Atlas, historyOf, stateOf, statesTold } from "../core/atlas";
import { isBelow, unknownOf } from "../core/certainty";
import type { ChosenPlace } from "../core/choices";
import { boxOfOutline, type CityStep, cityIn, cityOutline } from "../core/city";
import { isoOf, minutesOf } from "../core/civil";
import { type Hold, holdsOf, isDuring } from "../core/holds";
import type { ControlState } from "../core/model";
import { boxAround } from "../core/nearestFronts";
import { reportsAt } from "../core/reports";
import { toldBefore } from "../core/toldBefore";
import { h, keepFocus, refill } from "../lib/element";
import { hatchOf, TEXTURES } from "../scene/styles";
import { actorColour } from "../scene/theme";
import { actorInText, actorName, asSentence, FRONT_KM, frontText, outsideText, placeTitle, periodText, sinceText, statusText, unknownText, wayText, wayTexts } from "../strings/describe";
import { instantText, stepText } from "../strings/when";
import type { App } from "./app";
import { chip } from "./chip";
import { evidenceParts, sayings } from "./sayings";
import { sourceList } from "./sources";
import { storyStrip } from "./strip";
import { swatch } from "./swatch";

/** The panel of the chosen place; it follows the date. */
export function placePanel(app: App): HTMLElement {
  const panel = h("div", { class: "cm-place" });
  const hint = h("p", { class: "cm-quiet" }, app.words.say("place_hint"));
  app.watch(["place", "date"], ({ place, date }) =>
    keepFocus(panel, () => refill(panel, ...(place ? partsKnown(app, place, date) : [hint]))),
  );
  return panel;
}

/** What is told of a place, once it is known; while it is asked for, and where it cannot be had, that is said. */
function partsKnown(app: App, place: ChosenPlace, date: number): (Element | null)[] {
  const known = app.about(place);
  if (known === null || typeof known === "string") return [h("p", { role: "status" }, app.words.say(known ?? "loading"))];
  return placeParts(known === app.whole ? app : { ...app, atlas: known, whole: known }, place, date, app.whole);
}

function placeParts(app: App, place: ChosenPlace, date: number, map: Atlas): (Element | null)[] {
  const cell = app.whole.cellAt(place.lon, place.lat);
  const close = chip(app.words.say("close"), () => app.store.set({ place: null }));
  if (cell < 0) return [placeName(app, place, date), h("p", {}, outsideText(app, place)), close];
  const holds = holdsOf(historyOf(app.whole, cell));
  return [
    placeName(app, place, date),
    ...cityParts(app, place, date, map),
    ...stateParts(app, place, cell, date, holds),
    ...storyParts(app, holds, date),
    ...sayings(app, cell, place.id, place),
    close,
  ];
}

function placeName(app: App, place: ChosenPlace, date: number): HTMLElement {
  const [title, second] = placeTitle(app, place, date);
  return h(
    "header",
    {},
    h("h2", { dir: "auto" }, title),
    second && second !== title ? h("p", { class: "cm-quiet", dir: "auto" }, second) : null,
  );
}

/** A city in shares: who holds how much of it at the date, and which part passed when. */
function cityParts(app: App, { id }: ChosenPlace, date: number, map: Atlas): HTMLElement[] {
  const { whole, words } = app;
  const place = map.header.places.find((one) => one.id === id);
  const outline = place ? cityOutline(map, place) : null;
  const around = outline && app.around(boxOfOutline(outline), Infinity);
  const city = outline && around && around !== "too_much" ? cityIn(map, outline, around) : null;
  if (!city?.steps.length) return [];
  const shares = city.sharesAt(date).map(([actor, share]) =>
    h("li", {}, swatch(app, actor), h("span", { dir: "auto" }, actorName(app, actor)), h("b", {}, words.say("about_share", { share: words.percent(share) }))),
  );
  const step = ({ date: at, to, part, share }: CityStep) =>
    h(
      "li",
      { "aria-current": at === whole.steps.last[date] ? "date" : null },
      chip(stepText(app, at), () => app.store.set({ date: at })),
      h("span", { dir: "auto" }, asSentence(words.say(to === 0 ? "part_unknown" : `part_${part}`, { actor: actorInText(app, to), share: words.percent(share) }), words)),
    );
  return [
    h("ul", { class: "cm-city" }, ...shares),
    h("ol", { class: "cm-city-steps" }, ...city.steps.map(step)),
    h("h3", {}, words.say("at_this_point")),
  ];
}

/** Whether a hold began on the day that is shown, in which no hour and no order of changes is told. */
const isDayAlone = ({ whole: { steps } }: App, { date: from, fromKnown, nth }: Hold, date: number): boolean =>
  steps.last[from] === steps.last[date] && fromKnown === "day" && nth[1] === 1;

function stateParts(app: App, place: ChosenPlace, cell: number, date: number, holds: readonly Hold[]): (HTMLElement | null)[] {
  const { whole, words } = app;
  const state = stateOf(whole, cell, date);
  const status = statusText(app, state);
  const now = holds.findIndex((one) => isDuring(one, date));
  const [before, hold] = [holds[now - 1], holds[now]];
  return [
    h(
      "p",
      { class: "cm-holder" },
      swatch(app, state.controller, hatchOf(state, whole), state.certainty && state.controller ? TEXTURES[state.certainty] : null),
      h("strong", { dir: "auto" }, actorName(app, state.controller)),
      status && h("span", {}, ` ${status}`),
    ),
    ...wayTexts(app, hold, date, periodText).map((text) => h("p", { class: "cm-when" }, asSentence(text, words))),
    before ? (passedBetween(app, place, before, hold) ?? passedThatDay(app, before, hold, date)) : null,
    now >= 0 && holds[now + 1] ? mayHavePassed(app, place, hold, holds[now + 1], date) : null,
    state.controller === 0 ? h("p", {}, whyUnknown(app, place, cell, date)) : certaintyLine(app, state),
    ...frontsNear(app, place, state.controller, date),
    isBelow(state, app.store.get().least) ? h("p", { class: "cm-quiet" }, words.say("not_shown")) : null,
    state.evidence_km !== null && state.evidence_km !== undefined
      ? h("p", { class: "cm-quiet" }, words.say("evidence", { distance: words.distance(state.evidence_km) }))
      : null,
    words.text(state.note) ? h("p", { class: "cm-note", dir: "auto" }, words.text(state.note)) : null,
    h("h3", {}, words.say("sources")),
    sourceList(app, state.sources),
    ...evidenceParts(app, statesTold(whole, cell, date), place),
  ];
}

/** How far the nearest fronts are; of a map in tiles as far as they lie in what a click may cost. */
function frontsNear(app: App, place: ChosenPlace, controller: number, date: number): HTMLElement[] {
  for (const km of FRONTS_KM) {
    const around = app.around(boxAround(place, km), km === FRONTS_KM[FRONTS_KM.length - 1] ? Infinity : FRONTS_BYTES);
    if (around === "too_much") continue;
    const text = around && frontText(app, around, place, controller, date, km);
    const limit = around && km < FRONT_KM && app.words.say("place_in_tiles", { distance: app.words.distance(km) });
    return [text, limit].flatMap((one) => (one ? [h("p", { class: "cm-quiet" }, one)] : []));
  }
  return [];
}

const FRONTS_KM = [FRONT_KM, 20, 10, 5] as const;
const FRONTS_BYTES = 400_000;

/** Why its holder is not known: the last report may be one that names none. */
function whyUnknown(app: App, { id }: ChosenPlace, cell: number, date: number): string {
  const { whole, words } = app;
  const state = stateOf(whole, cell, date);
  if (unknownOf(state) === "no_successor") return unknownText(app, state);
  const ends = whole.steps.minutes[whole.steps.last[date] + 1] ?? Infinity;
  const last = reportsAt(whole, cell, id).filter((report) => minutesOf(report.date) < ends).pop();
  return words.say(last?.controller === 0 ? "report_names_none" : "sign_no_report");
}

/** That no report says when a place passed, and between which two of them it did. */
function passedBetween(app: App, { id }: ChosenPlace, before: Hold, hold: Hold): HTMLElement | null {
  const last = toldBefore(app.whole, id, before, hold);
  if (!last) return null;
  const [from, to] = [last, hold.from.split("T")[0]].map((iso) => instantText(app.words, iso, "day"));
  return h("p", { class: "cm-quiet" }, app.words.say("passed_between", { actor: actorName(app, before.controller), from, to }));
}

/** That a place may have passed already at the date that is shown, between two reports of which neither says when. */
function mayHavePassed(app: App, { id }: ChosenPlace, hold: Hold, next: Hold, date: number): HTMLElement | null {
  const last = toldBefore(app.whole, id, hold, next);
  const shown = isoOf(app.whole.steps.minutes[date], "day");
  if (!last || minutesOf(shown) <= minutesOf(last)) return null;
  const [from, to] = [last, next.from.split("T")[0]].map((iso) => instantText(app.words, iso, "day"));
  return h("p", { class: "cm-quiet" }, app.words.say("may_have_passed", { actor: actorName(app, next.controller), from, to }));
}

/** That a place passed in the course of the day that is shown, at an hour that nobody knows. */
const passedThatDay = (app: App, before: Hold, hold: Hold, date: number): HTMLElement | null =>
  isDayAlone(app, hold, date) ? h("p", { class: "cm-quiet" }, app.words.say("hour_unknown", { actor: actorName(app, before.controller) })) : null;

function storyParts(app: App, holds: readonly Hold[], date: number): Element[] {
  const rows = holds.map((hold) => {
    const dot = h("span", { class: "cm-dot" });
    dot.style.background = hold.controller === 0 ? "" : actorColour(app, hold.controller);
    const go = () => app.store.set({ date: hold.date });
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "cm-story-row", "aria-current": isDuring(hold, date) ? "date" : null, onclick: go },
        dot,
        h(
          "span",
          {},
          h("b", { dir: "auto" }, actorName(app, hold.controller)),
          ...wayRows(app, hold).map((text) => h("small", {}, text)),
        ),
      ),
    );
  });
  const hands = app.words.say("hands", { n: app.words.number(holds.length - 1) });
  return [
    h("h3", {}, app.words.say("story")),
    storyStrip(app, holds, date),
    h("p", { class: "cm-quiet" }, hands),
    h("ol", { class: "cm-story" }, ...rows),
  ];
}

/** When a hold began, and in which way it was held since when. */
function wayRows(app: App, hold: Hold): string[] {
  const since = sinceText(app, hold);
  const only = hold.ways.length === 1 ? statusText(app, hold.spells[0].state) : "";
  const ways = hold.ways.map((way) => `${wayText(app, way)} · ${sinceText(app, way)}`);
  return only ? [`${only} · ${since}`] : [since, ...(hold.ways.length > 1 ? ways : [])];
}

/** How sure it is, in a word and in a clause; ground without a record has none. */
function certaintyLine({ words }: App, { certainty, sources }: ControlState): HTMLElement | null {
  if (!certainty) return null;
  const name = h(
    "span",
    { class: `cm-certainty cm-certainty-${certainty}` },
    words.say(`certainty_${certainty}`),
  );
  // What follows from other states needs no source; what a source is said to say does.
  return h("p", {}, name, (sources.length > 0 || certainty === "inferred") && ` ${words.say(`certainty_${certainty}_long`)}`);
}
