// What a picture of the map is made from.
import type { Atlas } from "../core/atlas";
import { svg } from "../dom";
import type { BaseShape } from "../map/basePainter";
import type { Filling } from "../map/fill";
import type { Ground } from "../map/groups";
import type { Label } from "../map/labels";
import { hatchPattern } from "../map/patterns";
import type { Theme } from "../map/theme";
import type { Origin } from "../map/world";
import type { State } from "../state";
import type { Words } from "../strings";
import type { Screen } from "./paths";

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
  readonly zoom: number;
  /** Where the handle between two dates stands, 0 to 1. */
  readonly split: number;
}

/** A group with a name, so that whoever edits the picture finds the map's layers. */
export const layer = (id: string, ...parts: SVGElement[]): SVGElement => svg("g", { id }, ...parts);

/** A shape filled with a colour and a hatch; the hatch's id is made from `id`. */
export function filled(
  shape: (fill: string) => SVGElement,
  { colour, hatch, hatchColour }: Filling,
  id: string,
): SVGElement[] {
  const pattern = hatchPattern(hatch, hatchColour, `cm-hatch-${id}`);
  return [shape(colour), ...(pattern ? [pattern, shape(`url(#cm-hatch-${id})`)] : [])];
}
