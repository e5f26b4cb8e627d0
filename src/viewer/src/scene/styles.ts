// How a control state looks: pure values, so that legend, map and pictures agree. One controller's ground is one shape in
// one colour; how sure that is lies over it as a texture.
import type { Atlas } from "../core/atlas";
import { surenessOf, unknownOf } from "../core/certainty";
import { snapshotAt } from "../core/history";
import type { Actor, Certainty, ToldState } from "../core/model";

/** What is drawn over the colour. */
export type Hatch =
  | "none"
  | "no_successor"
  | "no_report"
  | "filtered"
  | "contested"
  | "joint"
  | "besieged"
  | "lost"
  | "lines"
  | "cross"
  | "dots";

export interface Style {
  /** Index; 0: nobody that is known. */
  readonly controller: number;
  readonly hatch: Hatch;
  /** The second actor of contested or joint ground. */
  readonly other: number | null;
}

export interface StyleOptions {
  readonly hidden: ReadonlySet<number>;
}

/** What of a map its looks depend on. */
export type Looked = Pick<Atlas, "states" | "header" | "filtered">;

/** The look of a state; null: not drawn. */
export function styleOf(state: ToldState, atlas: Looked, { hidden }: StyleOptions): Style | null {
  if (hidden.has(state.controller)) return null;
  if (state.controller === atlas.filtered) return { controller: 0, hatch: "filtered", other: null };
  if (state.controller === 0) return { controller: 0, hatch: unknownOf(state), other: null };
  const hatch = hatchOf(state, atlas);
  const other = hatch === "contested" || hatch === "joint" ? (state.others[0] ?? null) : null;
  return { controller: state.controller, hatch, other };
}

/** Those whose colour is drawn at some dates as stripes over ground that is shared or fought for. */
export function stripedAt(atlas: Looked & Pick<Atlas, "history">, dates: readonly number[], options: StyleOptions): Set<number> {
  const shown = new Set(dates.flatMap((date) => [...snapshotAt(atlas.history, date)]));
  const others = [...shown].map((state) => styleOf(atlas.states.at(state), atlas, options)?.other ?? null);
  return new Set(others.filter((other) => other !== null));
}

/** What is drawn over an actor's colour; index 0 is nobody. */
export const ownHatch = (actor: number, actors: readonly Actor[]): Hatch =>
  actor === 0 ? "no_successor" : (actors[actor].pattern ?? "none");

/** What is drawn over the colour of a state's controller. */
export const hatchOf = (state: ToldState, { header }: Pick<Looked, "header">): Hatch =>
  state.controller === 0
    ? unknownOf(state)
    : state.status === "held"
      ? ownHatch(state.controller, header.actors)
      : state.status;

/** What lies over the colour as light and dark lines. */
export type Texture = "dots" | "stripes" | "rings";

/** The texture of each certainty; confirmed ground is solid. */
export const TEXTURES = {
  confirmed: null,
  reported: "dots",
  claimed: "stripes",
  inferred: "rings",
} as const satisfies Readonly<Record<Certainty, Texture | null>>;

export interface StyleTable {
  readonly styles: readonly Style[];
  /** Style of each state; -1: not drawn. */
  readonly ofState: Int16Array;
  /** Whose ground in each state looks; the same negative number for all that is not drawn. */
  readonly holder: Int16Array;
  /** Place among the certainties; -1: nothing to tell. */
  readonly sureness: Int8Array;
}

const HIDDEN = -2;
/** All ground that is less sure than wanted is one. */
const FILTERED = -3;

/** Number the distinct looks of all states. */
export function styleTable(atlas: Looked, options: StyleOptions): StyleTable {
  const { states, filtered } = atlas;
  const styles: Style[] = [];
  const numbers = new Map<string, number>();
  const holder = new Int16Array(states.length);
  const sureness = new Int8Array(states.length).fill(-1);
  const ofState = Int16Array.from({ length: states.length }, (_, i) => {
    const state = states.at(i);
    const style = styleOf(state, atlas, options);
    holder[i] = !style ? HIDDEN : state.controller === filtered ? FILTERED : style.controller;
    if (!style) return -1;
    if (style.controller > 0) sureness[i] = surenessOf(state);
    const key = Object.values(style).join(" ");
    if (!numbers.has(key)) numbers.set(key, styles.push(style) - 1);
    return numbers.get(key)!;
  });
  return { styles, ofState, holder, sureness };
}
