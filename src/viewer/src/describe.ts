// Control states in words: for the panel, the hover and the screen reader alike.
import { type App, actorInText, actorName, actorShort } from "./app";
import { historyOf, type Hold, holdsOf, stateOf } from "./core/atlas";
import { kmBetween } from "./core/geodesy";
import { type Passage, passagesBetween } from "./core/measure";
import type { ControlState, Place } from "./core/payload";
import { AGES } from "./map/frontsPainter";
import type { ChosenPlace } from "./state";
import type { Words } from "./strings";

/** "contested with B", or nothing for ground that is simply held. */
export function statusText(app: App, state: ControlState): string {
  if (state.controller === 0 || state.status === "held") return "";
  const { words } = app;
  const others = words.list(state.others.map((actor) => actorShort(app, actor)));
  const status = words.say(`status_${state.status}`);
  return others ? `${status} ${words.say("with_others", { actors: others })}` : status;
}

/** When a hold began, in words. */
export function sinceText({ atlas, words }: App, hold: Hold): string {
  const unknownStart = hold.date === 0 && !hold.before && hold.from === atlas.dates[0];
  return unknownStart ? words.say("at_start") : words.say("since", { date: words.instant(hold.from) });
}

/** When a hold ended, in words. */
export function untilText({ words }: App, hold: Hold): string {
  return hold.to === null ? words.say("still") : words.say("until", { date: words.instant(hold.to) });
}

/** The hold of a cell that a date falls in. */
export function holdAt(app: App, cell: number, date: number): Hold {
  const holds = holdsOf(historyOf(app.atlas, cell));
  return holds.find((hold) => hold.date <= date && (hold.end === null || date < hold.end)) ?? holds[0];
}

/** The gazetteer's place nearest to a point, with the distance in km. */
export function nearestPlace(app: App, lon: number, lat: number): { place: Place; km: number } | null {
  let best: { place: Place; km: number } | null = null;
  for (const place of app.atlas.header.places) {
    const km = kmBetween(lon, lat, place.lon, place.lat);
    if (!best || km < best.km) best = { place, km };
  }
  return best;
}

/** What to call a chosen place at the date, and what to say of where it lies. */
export function placeTitle(app: App, { lon, lat, id }: ChosenPlace): [string, string] {
  const { atlas, words, store } = app;
  const cell = atlas.cellAt(lon, lat);
  const area = cell < 0 ? "" : words.text(stateOf(atlas, cell, store.get().date).area);
  const near = nearestPlace(app, lon, lat);
  const nearby = near
    ? near.km < 0.5
      ? words.text(near.place.name)
      : words.say("near", { place: words.text(near.place.name), distance: words.distance(near.km) })
    : "";
  const named = atlas.header.places.find((place) => place.id === id);
  if (named) return [words.text(named.name), area];
  return [area || nearby || `${words.number(lat, 3)}, ${words.number(lon, 3)}`, nearby];
}

/** A few words for the pointer: who holds the ground under it, and since when. */
export function hoverLines(app: App, lon: number, lat: number): string[] {
  const cell = app.atlas.cellAt(lon, lat);
  if (cell < 0) return [];
  const { date } = app.store.get();
  const state = stateOf(app.atlas, cell, date);
  const lines = [
    actorName(app, state.controller),
    statusText(app, state),
    sinceText(app, holdAt(app, cell, date)),
    app.words.text(state.area),
  ];
  return lines.filter(Boolean);
}

/** "A took 5 km² from B"; a withdrawal without a successor is never told as a capture. */
export function passageText(app: App, { from, to, areaM2 }: Passage): string {
  const key = to === 0 ? "passage_to_unknown" : from === 0 ? "passage_from_unknown" : "passage";
  return app.words.say(key, {
    to: actorInText(app, to),
    from: actorInText(app, from),
    area: app.words.areaKm2(areaM2),
  });
}

/** For how long a front of some age has stood, in words. */
export function ageText(words: Words, age: number): string {
  const { days } = AGES[age];
  return Number.isFinite(days)
    ? words.say("age_under", { n: words.unit(days, "day") })
    : words.say("age_over", { n: words.unit(AGES[age - 1].days, "day") });
}

/** A text with a capital at its start. */
export const asSentence = (text: string, { locale }: App["words"]): string => {
  const [first = "", ...rest] = text;
  return first.toLocaleUpperCase(locale) + rest.join("");
};

/** What a step to a date changes, in one sentence. */
export function stepSentence(app: App, date: number): string {
  const { atlas, words } = app;
  const label = words.instant(atlas.dates[date], "full");
  if (date === 0) return `${label}: ${words.say("first_date")}`;
  const passages = passagesBetween(atlas.history, atlas.states, date - 1, date);
  const parts = passages.slice(0, 3).map((passage) => passageText(app, passage));
  return `${label}: ${parts.length ? words.list(parts) : words.say("nothing_changed")}`;
}
