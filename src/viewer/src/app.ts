// What every control gets: the map's data, the reader's choices and language.
import type { Atlas } from "./core/atlas";
import type { MapScene } from "./picture/scene";
import { safeColour } from "./map/theme";
import type { Listener, State, Store } from "./state";
import type { Words } from "./strings";

export interface App {
  readonly atlas: Atlas;
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
  /** The map, for the controls. */
  readonly view: MapActions;
}

/** A point on the ground. */
export interface Spot {
  readonly lon: number;
  readonly lat: number;
}

/** What controls may ask of the map. */
export interface MapActions {
  /** Show `[west, south, east, north]`. */
  fit(bounds: readonly [number, number, number, number]): void;
  show(lon: number, lat: number): void;
  /** The hash of the page's address for what the reader sees now, embedded or not. */
  hash(embed: boolean): string;
  /** Keep the names off the pins that mark these points. */
  avoid(points: readonly Spot[]): void;
  /** What a picture of the present view needs, and the latitude of its middle. */
  scene(): { scene: Omit<MapScene, "words">; lat: number };
}

/** An actor's name in the reader's language. */
export const actorName = ({ atlas, words }: App, actor: number): string =>
  words.text(atlas.header.actors[actor].name) || atlas.header.actors[actor].id;

/** An actor's name as it stands inside a sentence of the reader's language. */
export const actorInText = (app: App, actor: number): string =>
  app.atlas.header.actors[actor].in_text?.[app.words.language] || actorName(app, actor);

/** An actor's short name in the reader's language. */
export const actorShort = ({ atlas, words }: App, actor: number): string =>
  words.text(atlas.header.actors[actor].short) ||
  words.text(atlas.header.actors[actor].name) ||
  atlas.header.actors[actor].id;

/** An actor's colour as it may be used in a style. */
export const actorColour = ({ atlas }: Pick<App, "atlas">, actor: number): string =>
  safeColour(atlas.header.actors[actor].colour);
