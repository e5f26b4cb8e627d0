// The picture's legend: what each mark on it means, no more and no less than it shows.
import { areasAt, isNobody } from "../core/atlas";
import { CERTAINTIES, type Unknown, unknownOf } from "../core/certainty";
import { comparisonOf, passageDates, sideDates } from "../core/choices";
import { EVENT_GROUPS, type EventGroup, groupOfKind } from "../core/eventKinds";
import { shownEvents } from "../core/events";
import { frontArcs } from "../core/fronts";
import { snapshotAt } from "../core/history";
import { passagesBetween } from "../core/measure";
import type { Certainty, ToldState } from "../core/model";
import { disputesOf } from "../core/reports";
import { type Filling, fillingOf, passageFilling } from "../scene/filling";
import { frontLine } from "../scene/fronts";
import type { MapScene } from "../scene/mapScene";
import { type Hatch, ownHatch, stripedAt, type Style, type Texture, TEXTURES } from "../scene/styles";
import type { Words } from "../strings";
import { actorName, actorShort, ageText, certaintyMeans, holdAt, outsideText, placeTitle, sinceText } from "../strings/describe";
import { FADED } from "./controlPicture";

export type Mark =
  | { readonly kind: "ground"; readonly filling: Filling; readonly opacity: number; readonly texture?: Texture | null }
  | { readonly kind: "line"; readonly colour: string; readonly widthPx: number }
  | { readonly kind: "pin"; readonly shape: EventGroup }
  | { readonly kind: "ring"; readonly dashes?: string };

export interface Key {
  readonly mark: Mark;
  readonly text: string;
}

/** What of a scene the keys tell of. */
type Keyed = Pick<MapScene, "atlas" | "words" | "state" | "theme" | "dates">;

/** The keys of what is shown: changes first, then who holds what, signs, fronts, events, the chosen place. */
export function keysOf(scene: Keyed): Key[] {
  return [
    ...changeKeys(scene),
    ...actorKeys(scene),
    ...signKeys(scene),
    ...frontKeys(scene),
    ...eventKeys(scene),
    ...disputeKeys(scene),
    ...placeKeys(scene),
  ];
}

/** The dates shown, the one on the left first. */
export function datesShown({ atlas: { steps }, state, dates }: Pick<Keyed, "atlas" | "state" | "dates">): number[] {
  if (dates) return [...new Set([dates[0], dates[dates.length - 1]])];
  const kind = comparisonOf(state);
  if (kind === "none") return [state.date];
  return kind === "sides" ? sideDates(steps, state) : passageDates(steps, state);
}

const fadedIn = ({ state }: Keyed): number => (comparisonOf(state) === "changes" ? FADED : 1);

/** The dates whose control is drawn: both of them side by side, else the slider's. */
const drawnDates = (scene: Keyed): readonly number[] =>
  scene.dates ?? (comparisonOf(scene.state) === "sides" ? datesShown(scene) : [scene.state.date]);

function changeKeys(scene: Keyed): Key[] {
  const { atlas, words, state, theme } = scene;
  if (comparisonOf(state) !== "changes") return [];
  return passagesBetween(atlas.history, atlas.states, ...passageDates(atlas.steps, state)).map((passage) => {
    const [from, to] = [passage.from, passage.to].map((actor) => actorShort(scene, actor));
    return {
      mark: { kind: "ground", filling: passageFilling(passage, atlas.header.actors, theme), opacity: 1 },
      text: `${words.say("passed", { from, to })} · ${words.areaKm2(passage.areaM2)}`,
    };
  });
}

function actorKeys(scene: Keyed): Key[] {
  const { atlas, words, state } = scene;
  const areas = drawnDates(scene).map((date) => areasAt(atlas, date));
  const holding = atlas.present.filter((actor) => !state.hidden.has(actor) && areas.some((one) => one[actor] > 0));
  const striped = [...stripedAt(atlas, drawnDates(scene), state)].filter((actor) => !holding.includes(actor));
  const key = (actor: number, said: string): Key => ({
    mark: ground(actorStyle(atlas, actor), scene),
    text: [actorName(scene, actor), said].filter(Boolean).join(" · "),
  });
  return [
    ...holding.map((actor) => key(actor, areasText(words, areas.map((one) => one[actor])))),
    // No ground is theirs alone.
    ...striped.map((actor) => key(actor, "")),
  ];
}

const actorStyle = ({ header, filtered }: Keyed["atlas"], actor: number): Style =>
  actor === filtered
    ? { controller: 0, hatch: "filtered", other: null }
    : { controller: actor, hatch: ownHatch(actor, header.actors), other: null };

/** Areas at one date or two; more would not be read. */
const areasText = (words: Words, [from, to, ...more]: readonly number[]): string =>
  more.length ? "" : to === undefined ? words.areaKm2(from) : words.say("passed", { from: words.areaKm2(from), to: words.areaKm2(to) });

const ground = (style: Style, scene: Keyed, texture: Texture | null = null): Mark => ({
  kind: "ground",
  texture,
  filling: fillingOf(style, scene.atlas.header.actors, scene.theme),
  opacity: fadedIn(scene),
});

/** The states on the map that are drawn in their own look. */
function statesShown(scene: Keyed): ToldState[] {
  const { atlas, state } = scene;
  const { hidden } = state;
  const seen = new Set(drawnDates(scene).flatMap((date) => [...snapshotAt(atlas.history, date)]));
  return [...seen]
    .map((state) => atlas.states.at(state))
    .filter(
      ({ controller }) => !hidden.has(controller),
    );
}

function signKeys(scene: Keyed): Key[] {
  const { words, atlas } = scene;
  const shown = statesShown(scene);
  const states = shown.filter(({ controller }) => !isNobody(controller, atlas));
  const sign = (
    state: ToldState | undefined,
    look: Partial<Style>,
    text: string,
    texture: Texture | null = null,
  ): Key[] => {
    if (!state) return [];
    const style = { controller: state.controller, hatch: "none", other: null, ...look } as const;
    return [{ mark: ground(style, scene, texture), text }];
  };
  const certain = (certainty: Certainty) =>
    sign(
      states.find((one) => one.certainty === certainty),
      {},
      `${words.say(`certainty_${certainty}`)}: ${certaintyMeans(scene, atlas, certainty)}`,
      TEXTURES[certainty],
    );
  const unknown = (kind: Unknown) =>
    sign(
      shown.find((one) => one.controller === 0 && unknownOf(one) === kind),
      { hatch: kind },
      words.say(`sign_${kind}`),
    );
  const status = (name: "contested" | "joint" | "besieged") => {
    const state = states.find((one) => one.status === name);
    const other = name === "besieged" ? null : (state?.others[0] ?? null);
    return sign(state, { hatch: name satisfies Hatch, other }, words.say(`sign_${name}`));
  };
  return [
    ...status("contested"),
    ...status("joint"),
    ...status("besieged"),
    ...CERTAINTIES.flatMap(certain),
    ...unknown("no_successor"),
    ...unknown("no_report"),
  ];
}

function frontKeys(scene: Keyed): Key[] {
  const { atlas, words, state, theme } = scene;
  const { fronts, date } = state;
  if (fronts === "off") return [];
  const byAge = fronts === "age";
  return frontArcs(atlas, date, byAge).flatMap((arcs, age) => {
    if (!arcs.length) return [];
    const text = byAge ? `${words.say("fronts")}: ${ageText(words, age)}` : words.say("fronts");
    return [{ mark: { kind: "line", ...frontLine(age, byAge, theme) }, text }];
  });
}

function eventKeys({ atlas, words, state }: Keyed): Key[] {
  if (!state.events) return [];
  const groups = new Set(shownEvents(atlas, state).flatMap(({ lon, kind }) => (lon === null ? [] : [groupOfKind(kind)])));
  return EVENT_GROUPS.filter((group) => groups.has(group)).map((group, i) => {
    const name = words.say(`group_${group}`);
    const when = `${words.say("tab_events")} · ${words.say(`window_${state.eventWindow}`)}: `;
    return { mark: { kind: "pin", shape: group }, text: i ? name : when + name };
  });
}

const disputeKeys = ({ atlas, words, state }: Keyed): Key[] =>
  state.disputes && disputesOf(atlas).length ? [{ mark: { kind: "ring", dashes: "2 2.5" }, text: words.say("disputes_title") }] : [];

/** The chosen place with who holds it, and since when. */
function placeKeys(scene: Keyed): Key[] {
  const { atlas, state } = scene;
  const { place, date } = state;
  if (!place) return [];
  const cell = atlas.cellAt(place.lon, place.lat);
  const [title] = placeTitle(scene, place, date);
  if (cell < 0) return [{ mark: { kind: "ring" }, text: `${title} · ${outsideText(scene, place)}` }];
  const hold = holdAt(scene, cell, date);
  const text = [title, actorName(scene, hold.controller), sinceText(scene, hold)].join(" · ");
  return [{ mark: { kind: "ring" }, text }];
}
