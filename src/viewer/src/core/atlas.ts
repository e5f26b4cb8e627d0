// One map in memory: the header, the history, and what is worked out from them once.
import { once } from "../lib/once";
import { LEAST_OF_ALL } from "./certainty";
import { isoOf, type Known, knownOf, minutesOf } from "./civil";
import { asKnownOn } from "./editions";
import { type Between, extentOf, type Flows, flowTurnsM2, isAnyNewlyKnown, flowsByStep, flowSeriesM2, flowsIn } from "./flows";
import { type FrontChanges, frontChangesIn } from "./frontChanges";
import { type History, readHistory, spellAt, spellsOf } from "./history";
import { type LeftTold, tellLeft, tellLeftByFlows } from "./left";
import { cellFinder } from "./locate";
import { areaSeriesM2, greatestM2, knownIn, newlyKnownM2, type Passage, passagesBetween, passagesByStep, TURNS, type Turns, turnsIn, turnsM2 } from "./measure";
import type { Actor, Certainty, ControlState, Header, Place, Texts, ToldState } from "./model";
import type { Payload } from "./payload";
import { type Ground, groundsIn, groundsOf } from "./regions";
import { type States, statesFrom, statesOf } from "./states";
import { beginningOf, isWhole, type Steps, stepCalled, stepsOf } from "./steps";

/**
 * How much of a map an atlas has: the whole; of one in tiles its figures without ground, before what is told of regions and
 * places is there and after; or one tile, exact, to be asked about points in it.
 */
export type Reach = "whole" | "outline" | "figures" | "tile";

export interface Atlas {
  readonly reach: Reach;
  readonly header: Header;
  readonly history: History;
  readonly states: States;
  /** The states in which some ground is at some date, 0 where some has no record. */
  readonly shown: ReadonlySet<number>;
  /** Index of the controller that stands for records less sure than wanted; -1 where all count. */
  readonly filtered: number;
  /** The same map with an actor more, who holds what is less sure. */
  readonly filteredBy: (least: Certainty, actor: Actor) => Atlas;
  /** What the slider goes through; a date, wherever one is asked for, is the index of a step. */
  readonly steps: Steps;
  /** The instant with which each step begins, for machines; people are told what `steps` know of it. */
  readonly dates: readonly string[];
  /** Civil minutes of each step, and of the end of the period. */
  readonly minutes: Float64Array;
  readonly endMinutes: number;
  /** m² by controller, a run of values for each change: see `areasAt`. */
  readonly series: Float64Array;
  /** Controllers that hold ground at some date; nobody comes last. */
  readonly present: readonly number[];
  /** m² that passed at each step, by what became of it. */
  readonly turns: Turns<Float64Array>;
  /** m² by controller at a step of what nobody is known to hold when the map begins: it was not gained. Null: that is not there yet. */
  readonly newlyKnown: (step: number) => Float64Array | null;
  readonly extentM2: number;
  /** Ground that passed after one step, up to another, the largest first; null: of a map in tiles, what it takes is not there yet. */
  readonly passages: (step: number, later: number) => Passage[] | null;
  /** The same for each step on the way at which ground passed. */
  readonly passagesByStep: (step: number, later: number) => Map<number, Passage[]>;
  /** How long fronts are, where that is told without their borders. */
  readonly frontChanges: FrontChanges | null;
  readonly cellAt: (lon: number, lat: number) => number;
  /** A longitude as the map counts it: within half the way round of its middle. */
  readonly turn: (lon: number) => number;
  /** Cell of each of the gazetteer's places, in `ofPlaces`; -1: outside. */
  readonly placeCells: Int32Array;
  /** The map with cells that are exact for places: of a map in tiles these have no ground. */
  readonly ofPlaces: Atlas;
  /** What figures are told by: the map's regions, or else its layers. */
  readonly grounds: readonly Ground[];
  readonly base: { readonly lengths: Float64Array; readonly deltas: Float64Array };
}

/**
 * Put a payload in the shape that the page asks for, as it was known at the end of a day, or now; what the first picture
 * does without waits until it is asked for. Cells are found by point through `find`, where they have no ground of their own.
 */
export function atlasOf(whole: Payload, knownOn: string | null = null, reach: Reach = "whole", find?: Atlas["cellAt"], between: Between | null = null): Atlas {
  const payload = asKnownOn(whole, knownOn);
  const { header, sections } = payload;
  // What is worked out later holds on to no more of the payload than it needs: a large map's is most of a page's memory.
  const { region_counts, region_cells, region_areas, place_stories } = sections;
  const ofRegions = { region_counts, region_cells, region_areas };
  const { ground_numbers, ground_dates, ground_looks, ground_areas } = sections;
  const ofGrounds = { ground_numbers, ground_dates, ground_looks, ground_areas };
  const steps = stepsOnce(header);
  const flows = flowsIn(sections, steps.ofChange);
  const { states, history } = leftTold(statesOf(header.states), readHistory(payload, steps.ofChange), reach, flows);
  const finder = once(() => find ?? cellFinder(history));
  const turn = turnFor(header.view);
  const cellAt: Atlas["cellAt"] = (lon, lat) => finder()(turn(lon), lat);
  const placeCells = once(() =>
    place_stories ? Int32Array.from(place_stories, (one) => one - 1) : Int32Array.from(header.places, ({ lon, lat }) => cellAt(lon, lat)),
  );
  const ground: GroundOf = {
    reach,
    flows,
    between,
    history,
    steps,
    dates: once(() => Array.from(steps.minutes, (minutes) => isoOf(minutes, minutes % 1440 ? "minute" : "day"))),
    minutes: steps.minutes,
    endMinutes: minutesOf(header.period[1]),
    extentM2: flows ? extentOf(flows) : history.cellAreaM2.reduce((sum, area) => sum + area, 0),
    frontChanges: frontChangesIn(sections, steps.ofChange),
    cellAt,
    turn,
    shown: once(() => new Set(flows ? Array.from(flows.to) : history.spellStates)),
    placeCells,
    grounds: once(() => (ground_numbers ? groundsIn(header, ofGrounds, steps.changeOf) : groundsOf(header, ofRegions, history))),
    base: { lengths: sections.base_lengths, deltas: sections.base_xy },
  };
  return told(ground, header, states, -1);
}

/** The states with whether they were left. Where other ground than this is counted by them, they stay as they are counted. */
const leftTold = (states: States, history: History, reach: Reach, flows: Flows | null): LeftTold =>
  reach === "whole" || reach === "tile"
    ? tellLeft(states, history)
    : { history, states: flows ? tellLeftByFlows(states, flows) : states };

/** The steps of a header's dates, which all atlases of one map have in common. */
function stepsOnce(header: Header): Steps {
  let steps = knownSteps.get(header.dates);
  if (!steps) knownSteps.set(header.dates, (steps = stepsOf(header)));
  return steps;
}
const knownSteps = new WeakMap<Header["dates"], Steps>();

type GroundOf = Omit<Atlas, "header" | "states" | "filtered" | "filteredBy" | "series" | "present" | "turns" | "newlyKnown" | "passages" | "passagesByStep" | "placeCells" | "ofPlaces" | "dates" | "grounds" | "shown"> & {
  readonly shown: () => ReadonlySet<number>;
  readonly placeCells: () => Int32Array;
  readonly grounds: () => readonly Ground[];
  readonly dates: () => readonly string[];
  /** What passes from whom to whom, where that is told for all cells together. */
  readonly flows: Flows | null;
  /** What passes between two dates, where that is told without cells. */
  readonly between: Between | null;
};

/** Ground, and who is told to hold it. */
function told({ shown, placeCells, dates, grounds, flows, between, ...ground }: GroundOf, header: Header, states: States, filtered: number): Atlas {
  const { history, steps } = ground;
  const { actors } = header;
  const isNobodyHere = (actor: number) => isNobody(actor, { filtered });
  const series = once(() =>
    flows ? flowSeriesM2(flows, states, actors.length, steps) : areaSeriesM2(history, states, actors.length, steps.changeOf),
  );
  const present = once(() =>
    [...actors.keys()].filter((i) => holdsGround(series(), actors.length, i)).sort(nobodyLast),
  );
  const atlas: Atlas = {
    ...ground,
    header,
    states,
    filtered,
    get shown() {
      return shown();
    },
    get dates() {
      return dates();
    },
    get series() {
      return series();
    },
    get present() {
      return present();
    },
    newlyKnown(step) {
      const since = between?.(states, 0, step);
      if (since) return knownIn(since, actors.length, isNobodyHere);
      if (flows) return isAnyNewlyKnown(flows, states, step, isNobodyHere) ? null : new Float64Array(actors.length);
      return newlyKnownM2(history, states, actors.length, step, isNobodyHere);
    },
    turns: flows ? flowTurnsM2(flows, states, steps.count, isNobodyHere) : turnsM2(history, states, steps.count, isNobodyHere),
    passages: (step, later) => (between ? between(states, step, later) : passagesBetween(history, states, step, later)),
    passagesByStep: (step, later) => (flows ? flowsByStep(flows, states, step, later) : passagesByStep(history, states, step, later)),
    filteredBy: (least, actor) => told({ ...ground, shown, placeCells, dates, grounds, flows, between }, { ...header, actors: [...actors, actor] }, statesFrom(states, least, actors.length), actors.length),
    get placeCells() {
      return placeCells();
    },
    get grounds() {
      return grounds();
    },
    get ofPlaces() {
      return atlas;
    },
  };
  return atlas;
}

/** Gives a map as it is when only records of some certainty count; what was given before is kept. */
export function atLeast(atlas: Atlas, filteredName: Texts): (least: Certainty) => Atlas {
  const actor = { id: FILTERED, name: filteredName, colour: "#8a8f92", pattern: "none" } as const;
  const known = new Map<Certainty, Atlas>([[LEAST_OF_ALL, atlas]]);
  return (least) => {
    let seen = known.get(least);
    if (!seen) {
      known.set(least, (seen = atlas.filteredBy(least, actor)));
    }
    return seen;
  };
}

/** Stands as controller for records that are less sure than the reader wants. */
const FILTERED = "not_sure_enough";

/** Whether an index stands for no holder that is told. */
export const isNobody = (actor: number, { filtered }: Pick<Atlas, "filtered">): boolean =>
  actor === 0 || actor === filtered;
const turnFor = ([west, , east]: Header["view"]) => {
  const first = (west + east) / 2 - 180;
  return (lon: number): number => (east > 180 ? lon - 360 * Math.floor((lon - first) / 360) : lon);
};

const holdsGround = (series: Float64Array, actorCount: number, actor: number): boolean =>
  series.some((area, i) => area > 0 && i % actorCount === actor);

/** Orders controllers by index, nobody last. */
export const nobodyLast = (a: number, b: number): number => (a || Infinity) - (b || Infinity);

/** m² by controller at a step. */
export const areasAt = ({ series, steps, header: { actors } }: Atlas, date: number): Float64Array =>
  series.subarray(steps.changeOf[date] * actors.length, (steps.changeOf[date] + 1) * actors.length);

/** Of those who hold ground at some date, as many as asked for: who ever held most, in their order, and nobody. */
export function foremost(atlas: Atlas, count: number): readonly number[] {
  const { present, series, header } = atlas;
  if (present.length <= count) return present;
  const greatest = greatestM2(series, header.actors.length);
  const first = new Set([...present].sort((a, b) => greatest[b] - greatest[a]).slice(0, count));
  return present.filter((actor) => first.has(actor) || isNobody(actor, atlas));
}

/** m² that passed at a step, whatever became of it. */
export const changedAt = ({ turns }: Atlas, step: number): number => TURNS.reduce((sum, turn) => sum + turns[turn][step], 0);

/** What became of ground with what a step shows, none where that is not known yet: with a whole day between its beginning and its end, as its changes are told. */
export function turnsAt(atlas: Atlas, step: number): Turns<number> {
  const { passages, steps, turns: { taken, known, left } } = atlas;
  if (steps.first[step] === step || !isWhole(steps, step)) return { taken: taken[step], known: known[step], left: left[step] };
  return turnsAmong(atlas, passages(beginningOf(steps, step), step) ?? []);
}

/** What became of ground that passed, as the map is seen. */
export const turnsAmong = (atlas: Atlas, passages: readonly Passage[]): Turns<number> => turnsIn(passages, (actor) => isNobody(actor, atlas));

/** The gazetteer's places that lie in some cells, the most populous first, then by kind. */
export function placesIn({ header, placeCells }: Atlas, cells: readonly number[]): Place[] {
  const wanted = new Set(cells);
  return greatestFirst(header.places.filter((_, i) => wanted.has(placeCells[i])));
}

/** Of the same, those that passed from one controller to another between two steps. */
export function placesPassed({ header, placeCells, ofPlaces: { history, states } }: Atlas, { from, to }: Pick<Passage, "from" | "to">, [step, later]: readonly [number, number]): Place[] {
  const holder = (cell: number, at: number) => states.controller[history.spellStates[spellAt(history, cell, at)]];
  const passed = (cell: number) => cell >= 0 && holder(cell, step) === from && holder(cell, later) === to;
  return greatestFirst(header.places.filter((_, i) => passed(placeCells[i])));
}

const greatestFirst = (places: Place[]): Place[] => places.sort((a, b) => (b.population ?? 0) - (a.population ?? 0) || kindRank(a.kind) - kindRank(b.kind));

const KINDS = ["city", "town", "airport", "base", "neighbourhood", "site", "village", "district", "road"];
const kindRank = (kind: string): number => (KINDS.includes(kind) ? KINDS.indexOf(kind) : KINDS.length);

/** Index of the date that a map opens on: the one that it names, else the first. */
export const openingDate = (atlas: Atlas): number => (atlas.header.opens ? stepCalled(atlas.steps, atlas.header.opens) : 0);

/** The state of a cell at a date's index. */
export function stateOf(atlas: Atlas, cell: number, date: number): ToldState {
  return atlas.states.at(atlas.history.spellStates[spellAt(atlas.history, cell, date)]);
}

/**
 * A stretch of time in which all that is told of one cell stays; `to` null: to the end of the map. Where states
 * that tell the same follow upon each other, `state` is the first of them.
 */
export interface Spell {
  readonly date: number;
  readonly end: number | null;
  readonly from: string;
  readonly fromKnown: Known;
  readonly to: string | null;
  readonly toKnown: Known;
  readonly state: ToldState;
}

/** The whole history of one cell. */
export function historyOf(atlas: Atlas, cell: number): Spell[] {
  const spells = spellsOf(atlas.history, cell).map(({ state, ...spell }) => ({ ...spell, state: atlas.states.at(state) }));
  const begun = spells.flatMap(({ state }, i) => (i > 0 && saidOf(state) === saidOf(spells[i - 1].state) ? [] : [i]));
  const known = (spell: number) => knownAt(atlas.dates[spells[spell].date], spells[spell - 1]?.state, spells[spell].state);
  return begun.map((first, i) => {
    const { date, state } = spells[first];
    const { end } = spells[(begun[i + 1] ?? spells.length) - 1];
    return {
      date,
      end,
      from: atlas.dates[date],
      fromKnown: known(first),
      to: end === null ? null : atlas.dates[end],
      toKnown: end === null ? "day" : known(begun[i + 1]),
      state,
    };
  });
}

/** The states that are told as one spell with what a cell shows at a date. */
export function statesTold({ history, states }: Atlas, cell: number, date: number): ToldState[] {
  const shown = (spell: number) => states.at(history.spellStates[spell]);
  const said = (spell: number) => saidOf(shown(spell));
  let [first, end] = [spellAt(history, cell, date), spellAt(history, cell, date) + 1];
  while (first > history.firstSpell[cell] && said(first - 1) === said(first)) first--;
  while (end < history.firstSpell[cell + 1] && said(end) === said(first)) end++;
  return Array.from({ length: end - first }, (_, i) => shown(first + i));
}

/** What a state tells of its ground, other than which it is, and when. */
const saidOf = ({ controller, status, others, certainty, sources, evidence_km, area, note }: ControlState): string =>
  JSON.stringify([controller, status, others, certainty, sources, evidence_km, area, note]);

/** How precisely it is known when one state followed another: as the new one says, else the old. */
function knownAt(iso: string, before: ControlState | undefined, after: ControlState): Known {
  if (after.from === iso) return knownOf(iso, after.from_precision);
  return knownOf(iso, before?.to === iso ? before.to_precision : null);
}
