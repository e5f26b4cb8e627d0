// Where events are pinned on the map, gathered where their pins would lie on each other.
import { type Cluster, clusterEvents } from "../core/clusters";
import type { MapEvent } from "../core/payload";
import { type Box, worldX, worldY } from "./world";

/** A pin's head in CSS pixels, and how high its top stands over the point that it marks. */
export const PIN = { size: 24, height: 29 } as const;

const REACH_PX = 26;

/** The pins of some events at a zoom. */
export const pinsOf = (events: readonly MapEvent[], zoom: number): Cluster[] =>
  clusterEvents(events, (lon, lat) => ({ x: worldX(lon) * 2 ** zoom, y: worldY(lat) * 2 ** zoom }), REACH_PX);

/** What the pin of a point covers, in CSS pixels. */
export const pinBox = (x: number, y: number): Box => [
  x - PIN.size / 2,
  y - PIN.height,
  x + PIN.size / 2,
  y,
];
