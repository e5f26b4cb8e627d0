// What every control gets: the map's data, the reader's choices and language.
import type * as L from "leaflet";
import type { Around, Box } from "../core/around";
import type { Atlas } from "../core/atlas";
import type { Listener, State, Store, Tab } from "../core/choices";
import type { Spot } from "../core/model";
import type { MapActions } from "../map/mapView";
import type { Words } from "../strings";
import type { Failure } from "../tiled/file";

/** What a page has that the reader's page has not. */
export interface Extension {
  /** A tab of its own, before the others. */
  readonly tab: Tab;
  readonly panel: (app: App) => HTMLElement;
  /** Controls on map and slider, made anew in each language; the answer takes them away. */
  readonly join: (map: L.Map, app: App) => () => void;
}

export interface App {
  /** The map as far as it is as sure as the reader wants; the controls are made anew for each choice. */
  readonly atlas: Atlas;
  /** All of the map. */
  readonly whole: Atlas;
  readonly store: Store;
  readonly words: Words;
  /** Like `store.on`, until the controls are made anew in another language. */
  on(listener: Listener): void;
  /** Show the choices now, and again whenever one of these changes. */
  watch(choices: readonly (keyof State)[], show: (state: State) => void): void;
  /** Do something once the first picture of the map is on the screen; at once if it is. */
  later(work: () => void): void;
  /** By a panel's id, which of its details stood open before the controls were made anew. */
  readonly unfolded: ReadonlyMap<string, readonly boolean[]>;
  readonly extension: Extension | null;
  /** The map, for the controls. */
  readonly view: MapActions;
  /** Show the map as it was known at the end of a day, or as it is known now; null where it was never another. */
  readonly knownOn: ((day: string | null) => void) | null;
  /** What is exactly known of a point: an atlas to ask, why it cannot be had, or null while it is asked for; then the place is chosen anew. */
  about(spot: Spot): Atlas | Failure | null;
  /** The same of all ground in a box, together; null too where it cannot be had. It may take so many bytes, else it is too much, and none comes. */
  around(box: Box, most: number): Around | "too_much" | null;
  /** Ask for figures of regions and places, and of what passed between two steps, where they are not there yet; the controls are made anew when they are. */
  wantFigures(between?: readonly [number, number]): void;
  /** The same for the lengths of fronts. */
  wantFronts(): void;
  /** The same for sources, reports and events. */
  wantWords(): void;
  /** The page's address for what the reader sees now, embedded or not; the address bar follows a moment later. */
  address(embed: boolean): string;
}
