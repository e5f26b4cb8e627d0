// What a picture of the map is made from: all that the reader sees of it.
import type { Atlas } from "../core/atlas";
import type { State } from "../core/choices";
import type { Words } from "../strings";
import type { BaseShape } from "./background";
import type { Ground } from "./ground";
import type { Label } from "./labels";
import type { Screen } from "./screen";
import type { Theme } from "./theme";
import type { Origin } from "./world";

export interface MapScene {
  readonly atlas: Atlas;
  readonly ground: Ground;
  readonly shapes: readonly BaseShape[];
  readonly labels: readonly Label[];
  readonly origin: Origin;
  readonly theme: Theme;
  readonly words: Words;
  readonly state: State;
  readonly screen: Screen;
  /** Latitude of the middle. */
  readonly lat: number;
  /** Where the handle between two dates stands, 0 to 1. */
  readonly split: number;
  /** The dates of several maps on one sheet, whose legend is of all of them. */
  readonly dates?: readonly number[];
  /** Drawn as while the slider moves: textures end sharply, with their ground; at rest their edges are soft. */
  readonly sharp?: boolean;
}
