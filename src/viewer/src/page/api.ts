// `window.controlmap`: what embedders and tests may ask of the page. See README.md.
import type { App } from "../controls/app";
import { areasAt, type Atlas, historyOf, stateOf } from "../core/atlas";
import type { Store } from "../core/choices";
import { isoOf, minutesOf } from "../core/civil";
import type { ControlState } from "../core/model";
import { recordOf, type StateRecord } from "../core/record";
import { nameOfStep, stepCalled } from "../core/steps";

/** A control state as embedders see it, its texts in the language shown. */
export interface PublicState extends Omit<StateRecord, "area" | "note"> {
  readonly id: string | null;
  readonly layer: string | null;
  readonly area: string | null;
  readonly note: string | null;
}

export interface ControlMapApi {
  readonly version: number;
  readonly dates: readonly string[];
  readonly date: string;
  readonly ready: Promise<void>;
  /** Go to a date, a month or year at its end, or to an instant, as an address names them. */
  goTo(iso: string): void;
  /** The control state of a point, by default at the date shown; null outside. */
  at(lon: number, lat: number, iso?: string): PublicState | null;
  /** All control states of a point in order; `to` is null for the last. */
  spells(lon: number, lat: number): ({ from: string; to: string | null } & PublicState)[];
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
): ControlMapApi {
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
    at(lon, lat, iso) {
      const { atlas } = shown();
      const cell = atlas.cellAt(lon, lat);
      return cell < 0 ? null : publicState(stateOf(atlas, cell, index(iso)));
    },
    spells(lon, lat) {
      const { atlas } = shown();
      const cell = atlas.cellAt(lon, lat);
      return cell < 0
        ? []
        : historyOf(atlas, cell).map(({ from, fromKnown, to, toKnown, state }) => ({
            from: isoOf(minutesOf(from), fromKnown),
            to: to && isoOf(minutesOf(to), toKnown),
            ...publicState(state),
          }));
    },
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
export async function publish(shown: () => Shown & { app(): App }, complete: Promise<void>): Promise<ControlMapApi> {
  const textOf: Parameters<typeof createApi>[1] = ({ area, note }) => {
    const { words } = shown().app();
    return { area: words.text(area) || null, note: words.text(note) || null };
  };
  window.controlmap = createApi(shown, textOf, complete);
  await complete;
  return window.controlmap;
}
