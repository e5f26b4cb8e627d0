// The picture's legend: what each mark on it means, no more and no less than it shows.
import { type App, actorName, actorShort } from "../app";
import { areasAt } from "../core/atlas";
import { snapshotAt } from "../core/history";
import { passagesBetween } from "../core/measure";
import type { ControlState } from "../core/payload";
import { ageText, holdAt, placeTitle, sinceText } from "../describe";
import { passageFilling } from "../map/changesPainter";
import { fillingOf } from "../map/controlPainter";
import type { Filling } from "../map/fill";
import { frontArcs, frontLine } from "../map/frontsPainter";
import { FAR_KM, type Hatch, isUnsure, type Style } from "../map/styles";
import type { Theme } from "../map/theme";
import { shownEvents } from "../shownEvents";
import { comparisonOf } from "../state";
import type { Words } from "../strings";
import { FADED } from "./controlPicture";

export type Mark =
  | { readonly kind: "ground"; readonly filling: Filling; readonly opacity: number }
  | { readonly kind: "line"; readonly colour: string; readonly widthPx: number }
  | { readonly kind: "pin" | "ring" };

export interface Key {
  readonly mark: Mark;
  readonly text: string;
}

/** The keys of what is shown: changes first, then who holds what, signs, fronts, events, the chosen place. */
export function keysOf(app: App, theme: Theme): Key[] {
  return [
    ...changeKeys(app, theme),
    ...actorKeys(app, theme),
    ...signKeys(app, theme),
    ...frontKeys(app, theme),
    ...eventKeys(app),
    ...placeKeys(app),
  ];
}

/** The dates shown, the one on the left first. */
export function datesShown({ store }: Pick<App, "store">): number[] {
  const state = store.get();
  const { compare, date } = state;
  const kind = comparisonOf(state);
  if (kind === "none") return [date];
  return kind === "sides" ? [compare!, date] : [Math.min(compare!, date), Math.max(compare!, date)];
}

const fadedIn = ({ store }: App): number => (comparisonOf(store.get()) === "changes" ? FADED : 1);

/** The dates whose control is drawn: both of them side by side, else the slider's. */
const drawnDates = (app: App): number[] =>
  comparisonOf(app.store.get()) === "sides" ? datesShown(app) : [app.store.get().date];

function changeKeys(app: App, theme: Theme): Key[] {
  const { atlas, words, store } = app;
  if (comparisonOf(store.get()) !== "changes") return [];
  const [date, later] = datesShown(app);
  return passagesBetween(atlas.history, atlas.states, date, later).map((passage) => {
    const [from, to] = [passage.from, passage.to].map((actor) => actorShort(app, actor));
    return {
      mark: { kind: "ground", filling: passageFilling(passage, atlas.header.actors, theme), opacity: 1 },
      text: `${words.say("passed", { from, to })} · ${words.areaKm2(passage.areaM2)}`,
    };
  });
}

function actorKeys(app: App, theme: Theme): Key[] {
  const { atlas, words, store } = app;
  const { actors } = atlas.header;
  const areas = drawnDates(app).map((date) => areasAt(atlas, date));
  return atlas.present.flatMap((actor) => {
    if (store.get().hidden.has(actor) || areas.every((one) => one[actor] === 0)) return [];
    const hatch = actor === 0 ? "unknown" : actors[actor].pattern;
    return [
      {
        mark: ground({ controller: actor, strength: "full", hatch, other: null }, app, theme),
        text: `${actorName(app, actor)} · ${areasText(words, areas.map((one) => one[actor]))}`,
      },
    ];
  });
}

const areasText = (words: Words, [from, to]: readonly number[]): string =>
  to === undefined ? words.areaKm2(from) : words.say("passed", { from: words.areaKm2(from), to: words.areaKm2(to) });

const ground = (style: Style, app: App, theme: Theme): Mark => ({
  kind: "ground",
  filling: fillingOf(style, app.atlas.header.actors, theme),
  opacity: fadedIn(app),
});

/** The states on the map that are drawn in their own look. */
function statesShown(app: App): ControlState[] {
  const { atlas, store } = app;
  const { hidden, confirmedOnly } = store.get();
  const seen = new Set(drawnDates(app).flatMap((date) => [...snapshotAt(atlas.history, date)]));
  return [...seen]
    .map((state) => atlas.states.at(state))
    .filter(
      ({ controller, certainty }) =>
        controller > 0 && !hidden.has(controller) && (!confirmedOnly || certainty === "confirmed"),
    );
}

function signKeys(app: App, theme: Theme): Key[] {
  const { words } = app;
  const states = statesShown(app);
  const sign = (state: ControlState | undefined, look: Partial<Style>, text: string): Key[] => {
    if (!state) return [];
    const style = { controller: state.controller, strength: "full", hatch: "none", other: null, ...look } as const;
    return [{ mark: ground(style, app, theme), text }];
  };
  const status = (name: "contested" | "joint" | "besieged") => {
    const state = states.find((one) => one.status === name);
    const other = name === "besieged" ? null : (state?.others[0] ?? null);
    return sign(state, { hatch: name satisfies Hatch, other }, words.say(`sign_${name}`));
  };
  return [
    ...status("contested"),
    ...status("joint"),
    ...status("besieged"),
    ...sign(
      states.find((one) => (one.evidence_km ?? 0) > FAR_KM),
      { strength: "faint" },
      words.say("sign_faint", { distance: words.distance(FAR_KM) }),
    ),
    ...sign(states.find(isUnsure), { strength: "light" }, words.say("sign_light")),
  ];
}

function frontKeys(app: App, theme: Theme): Key[] {
  const { atlas, words, store } = app;
  const { fronts, date } = store.get();
  if (fronts === "off") return [];
  const byAge = fronts === "age";
  return frontArcs(atlas, date, byAge).flatMap((arcs, age) => {
    if (!arcs.length) return [];
    const text = byAge ? `${words.say("fronts")}: ${ageText(words, age)}` : words.say("fronts");
    return [{ mark: { kind: "line", ...frontLine(age, byAge, theme) }, text }];
  });
}

function eventKeys({ atlas, words, store }: App): Key[] {
  const state = store.get();
  if (!state.events || !shownEvents(atlas, state).some(({ lon }) => lon !== null)) return [];
  return [{ mark: { kind: "pin" }, text: `${words.say("tab_events")} · ${words.say(`window_${state.eventWindow}`)}` }];
}

/** The chosen place with who holds it, and since when. */
function placeKeys(app: App): Key[] {
  const { atlas, store, words } = app;
  const { place, date } = store.get();
  if (!place) return [];
  const cell = atlas.cellAt(place.lon, place.lat);
  const [title] = placeTitle(app, place);
  if (cell < 0) return [{ mark: { kind: "ring" }, text: `${title} · ${words.say("outside")}` }];
  const hold = holdAt(app, cell, date);
  return [{ mark: { kind: "ring" }, text: [title, actorName(app, hold.controller), sinceText(app, hold)].join(" · ") }];
}
