// What the embedded background looks like.
import type { Atlas } from "../core/atlas";
import { runningSum, undelta } from "../core/history";
import type { BaseFeature } from "../core/model";
import { EVERYWHERE } from "./boxes";
import { bordersIn, edgeOf } from "./edge";
import type { Theme } from "./theme";
import { type Box, type Origin, projectAll } from "./world";

/** A feature of the background with its parts in world units from the origin. */
export interface BaseShape {
  readonly kind: string;
  readonly feature: BaseFeature;
  readonly parts: readonly Float32Array[];
}

/** What of an area's outline is drawn, as open runs; null: all of it, closed. */
export type Borders = readonly Float32Array[] | null;

/** The box in which land and sea are known, in world units, and the borders of a country in it: where the data were cut there is none. */
export function edgeOfShapes(shapes: readonly BaseShape[]): { readonly edge: Box; readonly bordersOf: (shape: BaseShape) => Borders } {
  const edge = edgeOf(shapes.flatMap(({ kind, feature, parts }) => (kind === "country" && feature.shape === "polygon" ? parts : [])));
  const bordersOf = ({ kind, feature, parts }: BaseShape) =>
    edge === EVERYWHERE || kind !== "country" || feature.shape !== "polygon" ? null : parts.flatMap((part) => bordersIn(part, edge));
  return { edge, bordersOf };
}

/** What lies beyond the edge within a box, as boxes; nothing where the edge lies outside. */
export function beyond(edge: Box, [left, top, right, bottom]: Box): Box[] {
  const [west, north, east, south] = [Math.max(edge[0], left), Math.max(edge[1], top), Math.min(edge[2], right), Math.min(edge[3], bottom)];
  const around: Box[] = [[left, top, right, north], [left, south, right, bottom], [left, north, west, south], [east, north, right, south]];
  return around.filter(([x0, y0, x1, y1]) => x1 > x0 && y1 > y0);
}

/** Cut the background's coordinates into features. */
export function baseShapes({ header, base }: Atlas, origin: Origin): BaseShape[] {
  const points = projectAll(undelta(base.deltas), header.base_grid, origin);
  const first = runningSum(base.lengths);
  let part = 0;
  return header.base.flatMap(({ kind, features }) =>
    features.map((feature) => {
      const parts = Array.from({ length: feature.parts }, (_, i) =>
        points.subarray(2 * first[part + i], 2 * first[part + i + 1]),
      );
      part += feature.parts;
      return { kind, feature, parts };
    }),
  );
}

export interface Look {
  readonly fill?: keyof Theme;
  readonly line?: keyof Theme;
  readonly width?: number;
  readonly dash?: readonly number[];
}

/** What lies under the control layer, in drawing order. */
export const GROUND: Readonly<Record<string, Look>> = {
  country: { fill: "land" },
  /** The ground of the map, of whatever base it is. */
  covered: { fill: "covered" },
  urban: { fill: "urban" },
};

/** What lies over it. */
export const LINES: Readonly<Record<string, Look>> = {
  water: { fill: "water" },
  river: { line: "river", width: 1.1 },
  road: { line: "road", width: 0.9 },
  line: { line: "road", width: 0.8, dash: [2, 3] },
  governorate: { line: "governorate", width: 0.9, dash: [5, 3] },
  country: { line: "border", width: 1.2 },
};

/** What lies under all: the sea where the background tells of land, else ground that nothing is said of. */
export const backdropOf = ({ base }: Atlas["header"], theme: Theme): string =>
  base.some(({ kind }) => kind === "country") ? theme.sea : theme.land;

/** Whether some of the map's own land is not covered by it: more than slivers along its border. */
export function hasUncovered({ header, extentM2, base }: Atlas): boolean {
  const own = ownLandM2(header, base);
  return own > 0 && extentM2 < 0.95 * own;
}

/** m² of the map's own land, roughly: on a sphere, by the shoelace in an equal-area projection (Lambert's cylinder). */
function ownLandM2(header: Atlas["header"], { lengths, deltas }: Atlas["base"]): number {
  const xy = undelta(deltas);
  const first = runningSum(lengths);
  const radians = (units: number) => (units * header.base_grid * Math.PI) / 180;
  let [part, twice] = [0, 0];
  for (const { kind, features } of header.base) {
    for (const { rank, parts, shape } of features) {
      if (kind === "country" && shape === "polygon" && (rank ?? 1) === 1) {
        for (let i = part; i < part + parts; i++) {
          let ring = 0;
          for (let v = first[i]; v + 1 < first[i + 1]; v++)
            ring +=
              (radians(xy[2 * v + 2]) - radians(xy[2 * v])) *
              (Math.sin(radians(xy[2 * v + 1])) + Math.sin(radians(xy[2 * v + 3])));
          twice += Math.abs(ring);
        }
      }
      part += parts;
    }
  }
  return (twice / 2) * 6_371_008.8 ** 2;
}

/** Colour of an area: land of rank 2 and more is abroad. */
export const fillOf = ({ fill }: Look, rank: number): keyof Theme | undefined =>
  fill === "land" && rank > 1 ? "abroad" : fill;

/** Width of a line in CSS pixels: important ones are wider, all are on large maps. */
export const lineWidth = ({ width = 1 }: Look, rank: number, zoom: number): number =>
  width * Math.max(0.6, 1.3 - 0.15 * rank) * (zoom >= 10 ? 1.4 : 1);
