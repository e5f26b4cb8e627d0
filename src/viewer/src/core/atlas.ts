// One map in memory: the header, the history, and what is worked out from them once.
import { once } from "../lib/once";
import { LEAST_OF_ALL } from "./certainty";
import { lastNotAfter, minutesOf } from "./civil";
import { type History, readHistory, spellAt, spellsOf } from "./history";
import { cellFinder } from "./locate";
import { areaSeriesM2, changedM2 } from "./measure";
import type { Certainty, ControlState, Header, Place, Texts } from "./model";
import type { Payload } from "./payload";
import { type States, statesFrom, statesOf } from "./states";

export interface Atlas {
  readonly header: Header;
  readonly history: History;
  readonly states: States;
  /** Index of the controller that stands for records less sure than wanted; -1 where all count. */
  readonly filtered: number;
  readonly dates: readonly string[];
  /** Civil minutes of each date, and of the end of the period. */
  readonly minutes: readonly number[];
  readonly endMinutes: number;
  /** m² by controller, a run of values for each date: see `areasAt`. */
  readonly series: Float64Array;
  /** Controllers that hold ground at some date; nobody comes last. */
  readonly present: readonly number[];
  /** m² that changed hands at each date. */
  readonly changed: Float64Array;
  readonly extentM2: number;
  readonly cellAt: (lon: number, lat: number) => number;
  /** Cell of each of the gazetteer's places; -1: outside. */
  readonly placeCells: Int32Array;
  readonly base: { readonly lengths: Float64Array; readonly deltas: Float64Array };
}

/** Put a payload in the shape that the page asks for; what the first picture does without waits until it is asked for. */
export function atlasOf(payload: Payload): Atlas {
  const { header, sections } = payload;
  const history = readHistory(payload);
  const finder = once(() => cellFinder(history));
  const cellAt: Atlas["cellAt"] = (lon, lat) => finder()(lon, lat);
  const placeCells = once(() => Int32Array.from(header.places, ({ lon, lat }) => cellAt(lon, lat)));
  const ground: GroundOf = {
    history,
    dates: header.dates,
    minutes: header.dates.map(minutesOf),
    endMinutes: minutesOf(header.period[1]),
    extentM2: history.cellAreaM2.reduce((sum, area) => sum + area, 0),
    cellAt,
    placeCells,
    base: { lengths: sections.base_lengths, deltas: sections.base_xy },
  };
  return told(ground, header, statesOf(header.states), -1);
}

type GroundOf = Omit<Atlas, "header" | "states" | "filtered" | "series" | "present" | "changed" | "placeCells"> & {
  readonly placeCells: () => Int32Array;
};

/** Ground, and who is told to hold it. */
function told({ placeCells, ...ground }: GroundOf, header: Header, states: States, filtered: number): Atlas {
  const { history, dates } = ground;
  const { actors } = header;
  const series = once(() => areaSeriesM2(history, states, actors.length, dates.length));
  const present = once(() =>
    [...actors.keys()].filter((i) => holdsGround(series(), actors.length, i)).sort(nobodyLast),
  );
  return {
    ...ground,
    header,
    states,
    filtered,
    get series() {
      return series();
    },
    get present() {
      return present();
    },
    changed: changedM2(history, states, dates.length),
    get placeCells() {
      return placeCells();
    },
  };
}

/** Gives a map as it is when only records of some certainty count; what was given before is kept. */
export function atLeast(atlas: Atlas, filteredName: Texts): (least: Certainty) => Atlas {
  const { header } = atlas;
  const actor = { id: FILTERED, name: filteredName, colour: "#8a8f92", pattern: "none" } as const;
  const known = new Map<Certainty, Atlas>([[LEAST_OF_ALL, atlas]]);
  return (least) => {
    let seen = known.get(least);
    if (!seen) {
      const filtered = header.actors.length;
      const ground = { ...atlas, placeCells: () => atlas.placeCells };
      const states = statesFrom(atlas.states, least, filtered);
      known.set(least, (seen = told(ground, { ...header, actors: [...header.actors, actor] }, states, filtered)));
    }
    return seen;
  };
}

/** Stands as controller for records that are less sure than the reader wants. */
const FILTERED = "not_sure_enough";

/** Whether an index stands for no holder that is told. */
export const isNobody = (actor: number, { filtered }: Pick<Atlas, "filtered">): boolean =>
  actor === 0 || actor === filtered;

const holdsGround = (series: Float64Array, actorCount: number, actor: number): boolean =>
  series.some((area, i) => area > 0 && i % actorCount === actor);

/** Orders controllers by index, nobody last. */
export const nobodyLast = (a: number, b: number): number => (a || Infinity) - (b || Infinity);

/** m² by controller at a date's index. */
export const areasAt = ({ series, header: { actors } }: Atlas, date: number): Float64Array =>
  series.subarray(date * actors.length, (date + 1) * actors.length);

/** The gazetteer's places that lie in some cells, the most populous first, then by kind. */
export function placesIn({ header, placeCells }: Atlas, cells: readonly number[]): Place[] {
  const wanted = new Set(cells);
  return header.places
    .filter((_, i) => wanted.has(placeCells[i]))
    .sort((a, b) => (b.population ?? 0) - (a.population ?? 0) || kindRank(a.kind) - kindRank(b.kind));
}

const KINDS = ["city", "town", "airport", "base", "neighbourhood", "site", "village", "district", "road"];
const kindRank = (kind: string): number => (KINDS.includes(kind) ? KINDS.indexOf(kind) : KINDS.length);

/** Index of the last date that is not after `iso`; 0 if all are. */
export const dateIndex = (atlas: Atlas, iso: string): number => lastNotAfter(atlas.minutes, minutesOf(iso));

/** Index of the date that a map opens on: the one that it names, else the first. */
export const openingDate = (atlas: Atlas): number => (atlas.header.opens ? dateIndex(atlas, atlas.header.opens) : 0);

/** The state of a cell at a date's index. */
export function stateOf(atlas: Atlas, cell: number, date: number): ControlState {
  return atlas.states.at(atlas.history.spellStates[spellAt(atlas.history, cell, date)]);
}

/** A stretch of time in which one cell is in one state; `to` null: to the end of the map. */
export interface Spell {
  readonly date: number;
  readonly end: number | null;
  readonly from: string;
  readonly to: string | null;
  readonly state: ControlState;
}

/** The whole history of one cell. */
export function historyOf(atlas: Atlas, cell: number): Spell[] {
  return spellsOf(atlas.history, cell).map(({ date, end, state }) => ({
    date,
    end,
    from: atlas.dates[date],
    to: end === null ? null : atlas.dates[end],
    state: atlas.states.at(state),
  }));
}

/** A run of spells with one controller. */
export interface Hold {
  readonly controller: number;
  readonly from: string;
  /** Whether it began before the map does. */
  readonly before: boolean;
  readonly to: string | null;
  readonly date: number;
  readonly end: number | null;
  readonly spells: readonly Spell[];
}

/** Whether a date falls in a hold. */
export const isDuring = (hold: Hold, date: number): boolean =>
  hold.date <= date && (hold.end === null || date < hold.end);

/** Join spells of the same controller: each further hold is one change of hands. */
export function holdsOf(spells: readonly Spell[]): Hold[] {
  const runs: Spell[][] = [];
  for (const spell of spells) {
    const run = runs[runs.length - 1];
    if (run && run[0].state.controller === spell.state.controller) run.push(spell);
    else runs.push([spell]);
  }
  return runs.map((run) => {
    const [first, last] = [run[0], run[run.length - 1]];
    const { from } = first.state;
    const before = first.date === 0 && from !== null && minutesOf(from) < minutesOf(first.from);
    return {
      controller: first.state.controller,
      from: before ? from : first.from,
      before,
      to: last.to,
      date: first.date,
      end: last.end,
      spells: run,
    };
  });
}
