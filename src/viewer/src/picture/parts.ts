// Parts of SVG pictures.
import { svg } from "../lib/element";
import type { Filling } from "../scene/filling";
import { hatchPattern } from "../scene/patterns";

/** A part of a sheet; parts stand under each other. */
export interface Block {
  readonly height: number;
  readonly parts: readonly SVGElement[];
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
