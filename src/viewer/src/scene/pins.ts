// Where events are pinned on the map, gathered where their pins would lie on each other; what names keep off.
import { type Cluster, clusterEvents } from "../core/clusters";
import type { MapEvent, Spot } from "../core/model";
import type { Words } from "../strings";
import { type Box, fromOrigin, type Origin, worldX, worldY } from "./world";

/** A pin's head in CSS pixels, and how high its top stands over the point that it marks. */
export const PIN = { size: 24, height: 29 } as const;

const REACH_PX = 26;

/** The pins of some events at a zoom. */
export const pinsOf = (events: readonly MapEvent[], zoom: number): Cluster[] =>
  clusterEvents(events, (lon, lat) => ({ x: worldX(lon) * 2 ** zoom, y: worldY(lat) * 2 ** zoom }), REACH_PX);

/** What is written on a pin: the number of its events if they are many. */
export const pinText = ({ events }: Cluster, words: Pick<Words, "number">): string =>
  events.length > 1 ? words.number(events.length) : "";

/** A mark that names keep off: a pin, or the ring around the chosen place, in world units from the origin. */
export interface Obstacle {
  readonly kind: "pin" | "ring";
  readonly x: number;
  readonly y: number;
}

/** The marks of pins and of the chosen place. */
export const obstaclesOf = (pins: readonly Spot[], place: Spot | null, origin: Origin): Obstacle[] => [
  ...pins.map((pin) => ({ kind: "pin" as const, ...fromOrigin(pin, origin) })),
  ...(place ? [{ kind: "ring" as const, ...fromOrigin(place, origin) }] : []),
];

/** Radius of the ring around the chosen place, in CSS pixels, and of what it covers. */
export const RING = { radius: 8, reach: 10 } as const;

/** What the ring around a point covers, in CSS pixels. */
export const ringBox = (x: number, y: number): Box => [x - RING.reach, y - RING.reach, x + RING.reach, y + RING.reach];

/** What the head of a point's pin covers, in CSS pixels. */
export const pinHead = (x: number, y: number): Box => [
  x - PIN.size / 2,
  y - PIN.height,
  x + PIN.size / 2,
  y - PIN.height + PIN.size,
];

/** What its tip covers. */
export const pinTip = (x: number, y: number): Box => [x - 4, y - PIN.height + PIN.size, x + 4, y];
