// Actors, control states and changes in words: for panels, pictures, the hover and the screen reader alike.
import { areasAt, type Atlas, historyOf, isNobody, stateOf } from "../core/atlas";
import { LEAST_OF_ALL, unknownOf } from "../core/certainty";
import { isSourced } from "../core/sourced";
import { abroadAt } from "../core/abroad";
import type { Around } from "../core/around";
import { type ChosenPlace, comparedDates, type State } from "../core/choices";
import { hasHour, isVague } from "../core/civil";
import { evidenceOf } from "../core/evidence";
import { AGE_DAYS, UNKNOWN_AGE } from "../core/fronts";
import { kmBetween, withinHalfTurn } from "../core/geodesy";
import { type Hold, holdsOf, isDuring, type Stretch } from "../core/holds";
import { type Passage, TURNS, type Turns } from "../core/measure";
import type { Certainty, ControlState, Place, Spot, ToldState } from "../core/model";
import { nearestFronts } from "../core/nearestFronts";
import { beginningOf, isWhole } from "../core/steps";
import type { Key } from "./en";
import type { Words } from "./index";
import { dayText, instantText, stepText } from "./when";

/** A map, and the language in which it is told of. */
export interface MapInWords {
  readonly atlas: Atlas;
  readonly words: Words;
}

/** An actor's name in the reader's language. */
export const actorName = ({ atlas, words }: MapInWords, actor: number): string =>
  words.text(atlas.header.actors[actor].name) || atlas.header.actors[actor].id;

/** An actor's name as it stands inside a sentence of the reader's language. */
export const actorInText = (map: MapInWords, actor: number): string =>
  map.atlas.header.actors[actor].in_text?.[map.words.language] || actorName(map, actor);

/** An actor's short name in the reader's language. */
export const actorShort = ({ atlas, words }: MapInWords, actor: number): string =>
  words.text(atlas.header.actors[actor].short) ||
  words.text(atlas.header.actors[actor].name) ||
  atlas.header.actors[actor].id;

/** Why nobody is known to hold some ground. */
export const unknownText = ({ words }: Pick<MapInWords, "words">, state: ToldState): string => words.say(`sign_${unknownOf(state)}`);

/** "contested with B", or nothing for ground that is simply held. */
export function statusText(map: MapInWords, state: Pick<ControlState, "controller" | "status" | "others">): string {
  if (state.controller === 0 || state.status === "held") return "";
  const { words } = map;
  const others = words.list(state.others.map((actor) => actorShort(map, actor)));
  const status = words.say(`status_${state.status}`);
  return others ? `${status} ${words.say("with_others", { actors: others })}` : status;
}

/** In which way ground is held in a stretch of time, in words; of ground that is not contested, shared or besieged too. */
export const wayText = (map: MapInWords, { spells }: Stretch): string =>
  statusText(map, spells[0].state) || map.words.say("way_plain");

/** When a hold began, in words; of one that began and ended on a day whose hours nobody knows, that day. */
export function sinceText({ atlas, words }: MapInWords, hold: Stretch & Partial<Pick<Hold, "nth">>): string {
  const unknownStart = hold.date === 0 && !hold.before && hold.from === atlas.dates[0];
  if (unknownStart) return words.say("at_start");
  const date = instantText(words, hold.from, hold.fromKnown);
  const nth = hold.nth ?? [0, 0];
  const [n, all] = nth.map((one) => words.number(one));
  const told = nth[1] > 1 && !hasHour(hold.fromKnown) && !isVague(hold.fromKnown) ? words.say("nth_change", { date, n, all }) : date;
  return words.say(withinADay(hold) ? "during" : "since", { date: told });
}

/** When a hold ended, in words; nothing where its beginning has told it. */
export function untilText({ words }: Pick<MapInWords, "words">, hold: Stretch): string {
  if (withinADay(hold)) return "";
  return hold.to === null ? words.say("still") : words.say("until", { date: instantText(words, hold.to, hold.toKnown) });
}

const withinADay = ({ from, fromKnown, to, toKnown }: Stretch): boolean =>
  to !== null && from.split("T")[0] === to.split("T")[0] && !(hasHour(fromKnown) && hasHour(toKnown));

/** From when to when a stretch of time lasted, in words. */
export const periodText = (map: MapInWords, stretch: Stretch): string => [sinceText(map, stretch), untilText(map, stretch)].filter(Boolean).join(" · ");

/**
 * When a hold was, as `told` says it, and when it was held in the way in which it is at a date: the two are one time
 * only where nothing else changed.
 */
export function wayTexts(map: MapInWords, hold: Hold, date: number, told: (map: MapInWords, stretch: Stretch) => string): string[] {
  const { words } = map;
  const way = hold.ways.find((one) => isDuring(one, date)) ?? hold.ways[0];
  if (hold.ways.length === 1) return [told(map, hold)];
  return [words.say("held_when", { when: told(map, hold) }), asSentence(words.say("way_when", { way: wayText(map, way), when: told(map, way) }), words)];
}

/** The hold of a cell that a date falls in. */
export function holdAt(map: MapInWords, cell: number, date: number): Hold {
  const holds = holdsOf(historyOf(map.atlas, cell));
  return holds.find((hold) => isDuring(hold, date)) ?? holds[0];
}

/** The gazetteer's place nearest to a point, with the distance in km. */
export function nearestPlace(map: MapInWords, lon: number, lat: number): { place: Place; km: number } | null {
  let best: { place: Place; km: number } | null = null;
  for (const place of map.atlas.header.places) {
    const km = kmBetween(lon, lat, place.lon, place.lat);
    if (!best || km < best.km) best = { place, km };
  }
  return best;
}

/** What to call a chosen place at the date, and what to say of where it lies. */
export function placeTitle(map: MapInWords, { lon, lat, id }: ChosenPlace, date: number): [string, string] {
  const { atlas, words } = map;
  const cell = atlas.cellAt(lon, lat);
  const area = cell < 0 ? "" : words.text(stateOf(atlas, cell, date).area);
  const near = nearestPlace(map, lon, lat);
  const nearby = near
    ? near.km < 0.5
      ? words.text(near.place.name)
      : words.say("near", { place: words.text(near.place.name), distance: words.distance(near.km) })
    : "";
  const named = atlas.header.places.find((place) => place.id === id) ?? (cell < 0 ? abroadAt(atlas, lon, lat) : undefined);
  // What the ground at its point is called would be read as another name of the place.
  if (named) return [words.text(named.name), ""];
  return [area || nearby || `${words.number(lat, 3)}, ${words.number(withinHalfTurn(lon), 3)}`, nearby];
}

/** That the map says nothing of a place, by its name where that is known. */
export function outsideText(map: MapInWords, place: ChosenPlace): string {
  const named = map.atlas.header.places.find(({ id }) => id === place.id) ?? abroadAt(map.atlas, place.lon, place.lat);
  return named ? map.words.say("not_covered", { place: map.words.text(named.name) }) : map.words.say("outside");
}

/** A few words for the pointer: who holds the ground under it, and since when. */
export function hoverLines(map: MapInWords, { lon, lat }: Spot, date: number): string[] {
  const cell = map.atlas.cellAt(lon, lat);
  if (cell < 0) return [];
  const [state, hold] = [stateOf(map.atlas, cell, date), holdAt(map, cell, date)];
  const lines = [
    actorName(map, state.controller),
    hold.ways.length === 1 ? statusText(map, state) : "",
    ...wayTexts(map, hold, date, sinceText),
    map.words.text(state.area),
    state.controller === 0 ? unknownText(map, state) : state.certainty ? map.words.say(`certainty_${state.certainty}`) : "",
    withinText(map, { lon, lat }, date),
  ];
  return lines.filter(Boolean);
}

/** How far the nearest report is from a point, roughly. */
function withinText(map: MapInWords, { lon, lat }: Spot, date: number): string {
  const km = evidenceOf(map.atlas)?.kmAt(lon, lat, date) ?? Infinity;
  if (!Number.isFinite(km)) return "";
  return map.words.say("within", { distance: roughly(map.words, km) });
}

/** A distance no more exactly than anybody knows it. */
const roughly = (words: Words, km: number): string => words.distance(km < 10 ? Math.max(1, Math.round(km)) : 5 * Math.round(km / 5));

/** Farther fronts are no news of a place. */
export const FRONT_KM = 50;

/** How far the fronts are from a place, on which side, and with whom; nothing where there is none near. */
export function frontText(map: MapInWords, around: Around, spot: Spot, controller: number, date: number, withinKm = FRONT_KM): string {
  const { words } = map;
  const near = nearestFronts(around.all, spot, controller, date).filter(({ km }) => km <= withinKm);
  const told = near.map(({ actor, km, wind }) =>
    words.say("front_near", { actor: actorShort(map, actor), distance: roughly(words, km), side: words.say(`wind_${wind}`) }),
  );
  return told.length ? words.say("fronts_near", { fronts: told.join(words.say("semicolon")) }) : "";
}

/** "A took 5 km² from B"; a withdrawal without a successor is never told as a capture. */
export function passageText(map: MapInWords, { from, to, areaM2 }: Passage): string {
  const key = passageKey(from, to, map.atlas.filtered);
  return map.words.say(key, {
    to: actorInText(map, to),
    from: actorInText(map, from),
    area: map.words.areaKm2(areaM2),
  });
}

/** What became of ground, each with its area: what somebody took, what a holder became known of, what has none known any more; empty where there is none. */
export const turnTexts = ({ words }: Pick<MapInWords, "words">, turns: Turns<number>): string[] =>
  [...TURNS].sort((a, b) => turns[b] - turns[a]).map((turn) => (turns[turn] > 0 ? words.say(TURN_KEYS[turn], { area: words.areaKm2(turns[turn]) }) : ""));

/** The same in one sentence. */
export const turnsText = (map: Pick<MapInWords, "words">, turns: Turns<number>): string => map.words.list(turnTexts(map, turns).filter(Boolean));

const TURN_KEYS = { taken: "changed_here", known: "headline_known", left: "holder_gone" } as const;

const passageKey = (from: number, to: number, filtered: number): Key =>
  to === filtered
    ? "passage_to_less_sure"
    : from === filtered
      ? "passage_from_less_sure"
      : to === 0
        ? "passage_to_unknown"
        : from === 0
          ? "passage_from_unknown"
          : "passage";

/** What a map holds back, in a few words; empty where that is nothing. */
export function heldText({ atlas, words }: Pick<MapInWords, "atlas" | "words">): string {
  const { delay_hours, coarse, kinds } = atlas.header.held_back ?? { delay_hours: 0, coarse: [], kinds: [] };
  const held = [
    delay_hours && words.say("held_brief_delay", { hours: words.number(delay_hours) }),
    coarse.length && words.say("held_brief_coarse"),
    kinds.length && words.say("held_brief_kinds"),
  ].filter((part): part is string => Boolean(part));
  return held.length ? words.say("held_brief", { what: words.list(held) }) : "";
}

/** How much of the ground is shown, in words. */
export const leastText = (words: Words, least: Certainty): string =>
  words.say(least === "confirmed" ? "least_shown" : "least_or_surer", { least: words.say(`certainty_${least}`) });

/** How many holders a headline names at the start of a map. */
const NAMED_AT_START = 3;

/** What a certainty means: nothing is said of sources where no state that has it names one. */
export function certaintyMeans({ words }: Pick<MapInWords, "words">, atlas: Pick<Atlas, "header" | "states" | "shown">, certainty: Certainty): string {
  const stands = certainty === "inferred" || isSourced(atlas, certainty);
  return words.say(stands ? `certainty_${certainty}_long` : "certainty_unsourced");
}

/** What the map says at a date, in one sentence, and of which ground where not all is shown. */
export function headline(map: MapInWords, date: number, least: Certainty = LEAST_OF_ALL): string {
  const told = headlineOf(map, date);
  if (!told || map.atlas.filtered < 0) return told && `${told}.`;
  return `${map.words.say("headline_of", { headline: told, least: leastText(map.words, least) })}.`;
}

/** Who holds most at the start of the map, then who gained and who lost most since; what is newly known was not gained. */
function headlineOf(map: MapInWords, date: number): string {
  const { atlas, words } = map;
  // What two maps say together gains nothing and loses nothing.
  if (atlas.header.view_name && !atlas.header.known_on) return "";
  const [first, now] = [areasAt(atlas, 0), areasAt(atlas, date)];
  const holding = atlas.present.filter((actor) => !isNobody(actor, atlas));
  if (date === 0) {
    const holders = holding
      .sort((a, b) => now[b] - now[a])
      .filter((actor) => now[actor] > 0)
      .slice(0, NAMED_AT_START)
      .map((actor) =>
        words.say("headline_holds", { actor: actorShort(map, actor), share: words.percent(now[actor] / atlas.extentM2) }),
      );
    return holders.length ? words.say("headline_start", { holders: words.list(holders) }) : "";
  }
  const since = isWhole(atlas.steps, 0) ? stepText(map, 0) : words.say("start_of", { date: dayText(map, 0) });
  const known = atlas.newlyKnown(date);
  if (!known) return "";
  const gain = (actor: number) => now[actor] - first[actor] - known[actor];
  const ranked = holding.sort((a, b) => gain(b) - gain(a));
  const [winner, loser] = [ranked[0], ranked[ranked.length - 1]];
  const told = (actor: number, key: Key) =>
    words.say(key, { actor: actorInText(map, actor), area: words.areaKm2(Math.abs(gain(actor))) });
  const newly = known.reduce((sum, area) => sum + area, 0);
  const changes = [
    ...(winner !== undefined && gain(winner) > 0 ? [told(winner, "headline_won")] : []),
    ...(loser !== undefined && gain(loser) < 0
      ? [told(loser, now[loser] === 0 ? "headline_lost_all" : "headline_lost")]
      : []),
    ...(newly > 0 ? [words.say("headline_known", { area: words.areaKm2(newly) })] : []),
  ];
  return changes.length
    ? words.say("headline", { date: since, changes: words.list(changes) })
    : words.say("headline_same", { date: since });
}

/** For how long a front of some age has stood, in words; of what stood as the map begins nobody knows more. */
export function ageText(words: Words, age: number): string {
  if (age === UNKNOWN_AGE) return words.say("age_unknown");
  const days = AGE_DAYS[age];
  return Number.isFinite(days)
    ? words.say("age_under", { n: words.unit(days, "day") })
    : words.say("age_over", { n: words.unit(AGE_DAYS[age - 1], "day") });
}

/** A text with a capital at its start. */
export const asSentence = (text: string, { locale }: Words): string => {
  const [first = "", ...rest] = text;
  return first.toLocaleUpperCase(locale) + rest.join("");
};

/** Of which time changes are told: a day, all days from one to another, or what lies between two instants. */
export function comparedText(map: MapInWords, state: Pick<State, "compare" | "date">): string {
  const { atlas: { steps }, words } = map;
  const [from, to] = comparedDates(state);
  const [a, b] = [from, to].map((step) => stepText(map, step));
  if (from === to) return words.say("on_one", { date: a });
  return words.say(isWhole(steps, from) && isWhole(steps, to) ? "between_days" : "between", { from: a, to: b });
}

/** What a date changes, in one sentence: a day from its beginning to its end, an instant from what was before. */
export function stepSentence(map: MapInWords, date: number): string {
  const { atlas, words } = map;
  const label = stepText(map, date, "full");
  if (date === 0) return `${label}: ${words.say("first_date")}`;
  const before = isWhole(atlas.steps, date) ? beginningOf(atlas.steps, date) : date - 1;
  const passages = atlas.passages(before, date);
  // What changed on it is not known yet.
  if (!passages) return label;
  const parts = passages.slice(0, 3).map((passage) => passageText(map, passage));
  return `${label}: ${parts.length ? words.list(parts) : words.say("nothing_changed")}`;
}
