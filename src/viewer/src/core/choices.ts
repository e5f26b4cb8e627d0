// What the reader has chosen: one immutable value, and who wants to hear of a new one.
import { type Watched, watched } from "../lib/watched";
import { LEAST_OF_ALL } from "./certainty";
import type { EventGroup } from "./eventKinds";
import type { Certainty } from "./model";
import { beginningOf, type Steps } from "./steps";
import type { Stretch } from "./stretch";

export type Tab = "edit" | "story" | "map" | "place" | "changes" | "events" | "sources" | "about";

/** The chart over the slider: none, or in which unit. */
export type Chart = "off" | "km2" | "share";

/** How fronts are drawn: as thin borders only, as lines, or as lines by age. */
export type Fronts = "off" | "lines" | "age";

/** Which stretch of time events are shown for. */
export type EventWindow = "day" | "until" | "range";

export interface ChosenPlace {
  readonly lon: number;
  readonly lat: number;
  /** The gazetteer's id, if it was found by name. */
  readonly id: string | null;
}

export interface State {
  /** The step shown. */
  readonly date: number;
  readonly language: string;
  /** Actors that are not shown, by index. */
  readonly hidden: ReadonlySet<number>;
  readonly place: ChosenPlace | null;
  /** The step to compare with; null: no comparison. The same step: all that happened on that day. */
  readonly compare: number | null;
  /** Whether nobody chose to compare: it came with a look at the changes. */
  readonly glance: boolean;
  /** Whether the two dates are shown side by side. */
  readonly swipe: boolean;
  readonly tab: Tab;
  /** Whether the bottom sheet is open on a phone. */
  readonly open: boolean;
  /** The dates among which the slider steps and plays; null: all. */
  readonly stretch: Stretch | null;
  readonly playing: boolean;
  /** Steps a second. */
  readonly speed: number;
  readonly chart: Chart;
  readonly fronts: Fronts;
  readonly events: boolean;
  readonly eventWindow: EventWindow;
  /** Groups of kinds of events that are not shown. */
  readonly hiddenGroups: ReadonlySet<EventGroup>;
  readonly tiles: boolean;
  /** Records that are less sure are not shown. */
  readonly least: Certainty;
  /** Whether places are marked of which reports contradict each other. */
  readonly disputes: boolean;
  readonly graticule: boolean;
  /** Whether playing begins again at the end. */
  readonly loop: boolean;
  /** What the link asked for that the map does not have, in its words, until the reader chooses something. */
  readonly unfollowed: readonly string[];
}

/** The choices before the reader makes any. */
export const FIRST: Omit<State, "language"> = {
  date: 0,
  hidden: new Set(),
  place: null,
  compare: null,
  glance: false,
  swipe: false,
  tab: "map",
  open: false,
  stretch: null,
  playing: false,
  speed: 2,
  chart: "off",
  fronts: "off",
  events: true,
  eventWindow: "day",
  hiddenGroups: new Set(),
  tiles: false,
  least: LEAST_OF_ALL,
  disputes: false,
  graticule: false,
  loop: false,
  unfollowed: [],
};

/** How a second date is shown: not at all, as changed ground, or beside the first one. */
export const comparisonOf = ({ compare, swipe }: Pick<State, "compare" | "swipe">): "none" | "changes" | "sides" =>
  compare === null ? "none" : swipe ? "sides" : "changes";

/** The two dates that are compared, the earlier first. */
export const comparedDates = ({ compare, date }: Pick<State, "compare" | "date">): [number, number] =>
  [Math.min(compare ?? date, date), Math.max(compare ?? date, date)];

/** The maps before and after all that happened from one of the compared dates to the other, both included. */
export function passageDates(steps: Steps, state: Pick<State, "compare" | "date">): [number, number] {
  const [from, to] = comparedDates(state);
  return [beginningOf(steps, from), to];
}

/** The maps that stand side by side: those of the dates compared, and of one date what was before beside it. */
export const sideDates = (steps: Steps, { compare, date }: Pick<State, "compare" | "date">): [number, number] =>
  [compare === date ? beginningOf(steps, date) : (compare ?? date), date];

/** Choose a place and look at its panel. */
export const placeChosen = (place: ChosenPlace): Partial<State> => ({ place, tab: "place", open: true });

/** A set with or without one more member. */
export function toggled<T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(member)) next.add(member);
  return next;
}

export type Listener = (state: State, before: State) => void;

export type Store = Watched<State>;

/** A store of one value. */
export function createStore(first: State): Store {
  const store = watched(first);
  return { ...store, set: (patch) => store.set({ unfollowed: FIRST.unfollowed, ...afterGlance(store.get(), patch) }) };
}

/** Comparing that came with a look at the changes ends with the look; whoever says what to compare, or how, has chosen it. */
function afterGlance({ glance }: State, patch: Partial<State>): Partial<State> {
  if (!glance) return patch;
  if (patch.tab && patch.tab !== "changes") return { compare: null, ...patch, glance: false };
  return "compare" in patch || "swipe" in patch ? { ...patch, glance: false } : patch;
}
