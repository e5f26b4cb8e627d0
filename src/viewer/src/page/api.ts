// `window.controlmap`: what embedders and tests may ask of the page. See README.md.
import type { App } from "../controls/app";
import { areasAt, type Atlas, historyOf, stateOf } from "../core/atlas";
import type { Store } from "../core/choices";
import { isoOf, minutesOf } from "../core/civil";
import type { ControlState } from "../core/model";
import { recordOf, type StateRecord } from "../core/record";
import { nameOfStep, stepCalled } from "../core/steps";
import { whyOf } from "../tiled/file";
import type { TiledMap } from "./tiles";

/** A control state as embedders see it, its texts in the language shown. */
export interface PublicState extends Omit<StateRecord, "area" | "note"> {
  readonly id: string | null;
  readonly layer: string | null;
  readonly area: string | null;
  readonly note: string | null;
}

export type PublicSpell = { readonly from: string; readonly to: string | null } & PublicState;
type Later<T> = T | Promise<T>;

export interface ControlMapApi {
  readonly version: number;
  readonly dates: readonly string[];
  readonly date: string;
  readonly ready: Promise<void>;
  /** Go to a date, a month or year at its end, or to an instant, as an address names them. */
  goTo(iso: string): void;
  /** The control state of a point, by default at the date shown; null outside. Of a map in tiles it is a promise of it. */
  at(lon: number, lat: number, iso?: string): Later<PublicState | null>;
  /** All control states of a point in order; `to` is null for the last. Of a map in tiles it is a promise of them. */
  spells(lon: number, lat: number): Later<PublicSpell[]>;
  /** km² by actor, by default at the date shown. */
  areas(iso?: string): Record<string, number>;
}

/** What is asked: the page shows another map where its reader goes back to what was known. */
export interface Shown {
  readonly atlas: Atlas;
  readonly store: Store;
}

/** The API of a page. */
export function createApi(
  shown: () => Shown,
  textOf: (state: ControlState) => Pick<PublicState, "area" | "note">,
  ready: Promise<void>,
  tiled: Pick<TiledMap, "ask"> | null = null,
): ControlMapApi {
  // What is known of a point of a map in tiles has to be asked for.
  const asked = <T>(lon: number, lat: number, answer: (atlas: Atlas, cell: number) => T, outside: T): T | Promise<T> => {
    const told = (atlas: Atlas) => {
      const cell = atlas.cellAt(lon, lat);
      return cell < 0 ? outside : answer(atlas, cell);
    };
    return tiled ? tiled.ask({ lon, lat }).then(told) : told(shown().atlas);
  };
  const steps = () => shown().atlas.steps;
  const index = (iso?: string) => (iso === undefined ? shown().store.get().date : stepCalled(steps(), iso));
  const publicState = (state: ControlState): PublicState => {
    const { header } = shown().atlas;
    const layer = state.layer === null ? null : (header.layers[state.layer]?.id ?? null);
    return { id: state.id, layer, ...recordOf(header, state), ...textOf(state) };
  };
  return {
    version: shown().atlas.header.version,
    get dates() {
      return Array.from(steps().ofChange, (step) => nameOfStep(steps(), step));
    },
    get date() {
      return nameOfStep(steps(), index());
    },
    ready,
    goTo: (iso) => shown().store.set({ date: stepCalled(steps(), iso), playing: false }),
    at: (lon, lat, iso) => asked(lon, lat, (atlas, cell) => publicState(stateOf(atlas, cell, index(iso))), null),
    spells: (lon, lat) =>
      asked(
        lon,
        lat,
        (atlas, cell) =>
          historyOf(atlas, cell).map(({ from, fromKnown, to, toKnown, state }) => ({
            from: isoOf(minutesOf(from), fromKnown),
            to: to && isoOf(minutesOf(to), toKnown),
            ...publicState(state),
          })),
        [] as PublicSpell[],
      ),
    areas(iso) {
      const { atlas } = shown();
      const row = areasAt(atlas, index(iso));
      return Object.fromEntries(
        atlas.header.actors.flatMap(({ id }, i) => (row[i] > 0 ? [[id, row[i] / 1e6]] : [])),
      );
    },
  };
}

/** Put the API at `window.controlmap`; the answer waits until the page is complete. */
export async function publish(shown: () => Shown & { app(): App }, complete: Promise<void>, tiled: TiledMap | null = null): Promise<ControlMapApi> {
  const textOf: Parameters<typeof createApi>[1] = ({ area, note }) => {
    const { words } = shown().app();
    return { area: words.text(area) || null, note: words.text(note) || null };
  };
  // Whoever asks is told in words what the page says too; which of its kinds it is stays its cause.
  const inWords = (error: unknown): never => {
    throw new Error(shown().app().words.say(whyOf(error)), { cause: error });
  };
  const asked: typeof tiled = tiled && { ...tiled, ask: (spot) => tiled.ask(spot).catch(inWords) };
  window.controlmap = createApi(shown, textOf, complete, asked);
  await complete;
  return window.controlmap;
}
