// What the map is made of: parts that each draw one thing.
import type { State } from "../core/choices";
import type { MapScene } from "../scene/mapScene";

/** What the parts draw, and how: words and theme are those of the moment. */
export interface Drawn extends Omit<MapScene, "state" | "screen" | "lat" | "split"> {
  /** Whether the embedded background is drawn too. */
  readonly background: boolean;
  /** The reader's choices now. */
  state(): State;
}

/** One thing on the map; it draws itself anew when it is told of what concerns it. */
export interface Part {
  /** Stand on the map. */
  start?(state: State): void;
  /** After a choice of the reader's. */
  follow?(state: State, before: State): void;
  /** In another language. */
  speak?(state: State): void;
  /** On other ground: that of other tiles. */
  reground?(state: State): void;
  /** In another theme. */
  recolour?(state: State): void;
}

/** Whether the embedded background is shown: not with tiles in its place. */
export const showsBackground = ({ background, state }: Drawn): boolean => background && !state().tiles;
