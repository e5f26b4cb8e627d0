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

/** The API of one map. */
export function createApi(
  atlas: Atlas,
  store: Store,
  textOf: (state: ControlState) => Pick<PublicState, "area" | "note">,
  ready: Promise<void>,
): ControlMapApi {
  const { header, steps } = atlas;
  const index = (iso?: string) => (iso === undefined ? store.get().date : stepCalled(steps, iso));
  const publicState = (state: ControlState): PublicState => ({
    id: state.id,
    layer: state.layer === null ? null : (header.layers[state.layer]?.id ?? null),
    ...recordOf(header, state),
    ...textOf(state),
  });
  return {
    version: header.version,
    dates: Array.from(steps.ofChange, (step) => nameOfStep(steps, step)),
    get date() {
      return nameOfStep(steps, store.get().date);
    },
    ready,
    goTo: (iso) => store.set({ date: stepCalled(steps, iso), playing: false }),
    at(lon, lat, iso) {
      const cell = atlas.cellAt(lon, lat);
      return cell < 0 ? null : publicState(stateOf(atlas, cell, index(iso)));
    },
    spells(lon, lat) {
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
      const row = areasAt(atlas, index(iso));
      return Object.fromEntries(
        header.actors.flatMap(({ id }, i) => (row[i] > 0 ? [[id, row[i] / 1e6]] : [])),
      );
    },
  };
}

/** Put the API at `window.controlmap`; the answer waits until the page is complete. */
export async function publish(
  atlas: Atlas,
  store: Store,
  app: () => App,
  complete: Promise<void>,
): Promise<ControlMapApi> {
  const textOf: Parameters<typeof createApi>[2] = ({ area, note }) => {
    const { words } = app();
    return { area: words.text(area) || null, note: words.text(note) || null };
  };
  window.controlmap = createApi(atlas, store, textOf, complete);
  await complete;
  return window.controlmap;
}
