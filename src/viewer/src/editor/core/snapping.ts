// What a pointer catches: vertices and edges of borders, places, roads and rivers, found in a grid of buckets.
import type { Atlas } from "../../core/atlas";
import type { BaseShape } from "../../scene/background";
import { type Origin, worldX, worldY } from "../../scene/world";
import type { OnArc } from "./follow";
import type { Network } from "./network";
import { between, onGrid, type Point, shareAlong } from "./points";

/** What can be caught, the first before the next where several are in reach. */
export const KINDS = ["vertex", "place", "border", "other_date", "road", "river", "region"] as const;
export type Kind = (typeof KINDS)[number];

export interface Caught {
  readonly kind: Kind;
  readonly at: Point;
  /** Where on a border it lies. */
  readonly on: OnArc | null;
  /** Index of the place. */
  readonly place: number | null;
}

/** A stretch between two points in world units, and what it belongs to. */
interface Segment {
  readonly a: Point;
  readonly b: Point;
  readonly arc: number;
  readonly segment: number;
  readonly kind: Kind;
}

interface Index {
  readonly near: (x: number, y: number, reach: number) => Iterable<Segment>;
}

/** Buckets along the longer side of the map. */
const BUCKETS = 256;
const LINES: Readonly<Record<string, Kind>> = { road: "road", river: "river", governorate: "region" };

/** Puts segments into buckets of equal size. */
function indexOf(segments: readonly Segment[]): Index {
  const size = bucketSize(segments);
  const buckets = new Map<string, Segment[]>();
  const cell = (value: number) => Math.floor(value / size);
  for (const one of segments) {
    const [west, east] = [cell(Math.min(one.a[0], one.b[0])), cell(Math.max(one.a[0], one.b[0]))];
    const [north, south] = [cell(Math.min(one.a[1], one.b[1])), cell(Math.max(one.a[1], one.b[1]))];
    for (let x = west; x <= east; x++)
      for (let y = north; y <= south; y++) {
        const key = `${x} ${y}`;
        const bucket = buckets.get(key);
        if (bucket) bucket.push(one);
        else buckets.set(key, [one]);
      }
  }
  return {
    *near(x, y, reach) {
      // What is far out of scale with the buckets would ask for all of them: then each of those there is looked at.
      if ((2 * reach) / size > BUCKETS) {
        yield* segments;
        return;
      }
      for (let column = cell(x - reach); column <= cell(x + reach); column++)
        for (let row = cell(y - reach); row <= cell(y + reach); row++) yield* buckets.get(`${column} ${row}`) ?? [];
    },
  };
}

function bucketSize(segments: readonly Segment[]): number {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { a, b } of segments) {
    west = Math.min(west, a[0], b[0]);
    east = Math.max(east, a[0], b[0]);
    north = Math.min(north, a[1], b[1]);
    south = Math.max(south, a[1], b[1]);
  }
  return Math.max(east - west, south - north, 1e-6) / BUCKETS;
}

function arcSegments({ history: { arcs, grid } }: Atlas): Segment[] {
  const found: Segment[] = [];
  const world = (i: number): Point => [worldX(arcs.xy[2 * i] * grid), worldY(arcs.xy[2 * i + 1] * grid)];
  for (let arc = 0; arc < arcs.count; arc++)
    for (let i = arcs.first[arc]; i < arcs.first[arc + 1] - 1; i++)
      found.push({ a: world(i), b: world(i + 1), arc, segment: i - arcs.first[arc], kind: "border" });
  return found;
}

function lineSegments(shapes: readonly BaseShape[], { x, y }: Origin): Segment[] {
  return shapes.flatMap(({ kind, feature, parts }) => {
    const caught = LINES[kind];
    if (!caught || feature.shape === "point") return [];
    return parts.flatMap((part) =>
      Array.from({ length: part.length / 2 - 1 }, (_, i): Segment => {
        const point = (k: number): Point => [part[2 * k] + x, part[2 * k + 1] + y];
        return { a: point(i), b: point(i + 1), arc: -1, segment: i, kind: caught };
      }),
    );
  });
}

export interface Snapping {
  /** What is caught within `reach` world units of a point; null: nothing of these kinds. */
  catch(point: Point, reach: number, network: Network, kinds: ReadonlySet<Kind>): Caught | null;
}

/** Make ready what can be caught on a map. */
export function snappingOf(atlas: Atlas, shapes: readonly BaseShape[], origin: Origin): Snapping {
  const borders = indexOf(arcSegments(atlas));
  const lines = indexOf(lineSegments(shapes, origin));
  const places = atlas.header.places.map(({ lon, lat }): Point => [worldX(lon), worldY(lat)]);
  return {
    catch(point, reach, network, kinds) {
      const [x, y] = [worldX(point[0]), worldY(point[1])];
      const best = new Map<Kind, { readonly far: number; readonly caught: () => Caught }>();
      const offer = (kind: Kind, far: number, caught: () => Caught) => {
        if (kinds.has(kind) && far <= reach && far < (best.get(kind)?.far ?? Infinity)) best.set(kind, { far, caught });
      };
      for (const one of borders.near(x, y, reach)) offerArc(offer, atlas, network, one, [x, y]);
      for (const one of lines.near(x, y, reach)) {
        const at = between(one.a, one.b, shareAlong([x, y], one.a, one.b));
        offer(one.kind, apart([x, y], at), () => ({ kind: one.kind, at: lonLat(at, atlas), on: null, place: null }));
      }
      places.forEach((at, place) => {
        const { lon, lat } = atlas.header.places[place];
        const caught = (): Caught => ({ kind: "place", at: onGrid([lon, lat], atlas.history.grid), on: null, place });
        offer("place", apart([x, y], at), caught);
      });
      const kind = KINDS.find((one) => best.has(one));
      return kind ? best.get(kind)!.caught() : null;
    },
  };
}

type Offer = (kind: Kind, far: number, caught: () => Caught) => void;

function offerArc(offer: Offer, atlas: Atlas, network: Network, one: Segment, at: Point): void {
  const now = network.isBorder[one.arc] === 1;
  const share = shareAlong(at, one.a, one.b);
  const edge = between(one.a, one.b, share);
  const on = (point: Point): OnArc => ({ arc: one.arc, segment: one.segment, at: point });
  const caughtAt = (kind: Kind, point: Point): Caught => ({ kind, at: point, on: now ? on(point) : null, place: null });
  if (now)
    [one.a, one.b].forEach((end, i) =>
      offer("vertex", apart(at, end), () => caughtAt("vertex", vertexOf(atlas, one.arc, one.segment + i))),
    );
  const kind = now ? "border" : "other_date";
  offer(kind, apart(at, edge), () => caughtAt(kind, share === 0 || share === 1 ? vertexOf(atlas, one.arc, one.segment + share) : lonLat(edge, atlas)));
}

const apart = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** A vertex of an arc, exactly as the map has it. */
function vertexOf({ history: { arcs, grid } }: Atlas, arc: number, index: number): Point {
  const i = 2 * (arcs.first[arc] + index);
  return onGrid([arcs.xy[i] * grid, arcs.xy[i + 1] * grid], grid);
}

/** From world units back to the ground, on the map's grid. */
function lonLat([x, y]: Point, { history: { grid } }: Atlas): Point {
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 256))) * 180) / Math.PI;
  return onGrid([(x / 256 - 0.5) * 360, lat], grid);
}
