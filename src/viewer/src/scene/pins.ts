// Where events are pinned on the map, gathered where their pins would lie on each other; how pins look, and what names
// keep off.
import { type Cluster, clusterEvents } from "../core/clusters";
import { type EventGroup, groupOfKind } from "../core/eventKinds";
import type { MapEvent, Spot } from "../core/model";
import { svg } from "../lib/element";
import type { Words } from "../strings";
import { type Box, fromOrigin, type Origin, worldX, worldY } from "./world";

/** A pin's head in CSS pixels, and how high its top stands over the point that it marks. */
export const PIN = { size: 18, height: 23 } as const;

const REACH_PX = 24;

/** The pins of some events at a zoom. */
export const pinsOf = (events: readonly MapEvent[], zoom: number): Cluster[] =>
  clusterEvents(events, (lon, lat) => ({ x: worldX(lon) * 2 ** zoom, y: worldY(lat) * 2 ** zoom }), REACH_PX);

/** What is written on a pin: the number of its events if they are many. */
export const pinText = ({ events }: Cluster, words: Pick<Words, "number">): string =>
  events.length > 1 ? words.number(events.length) : "";

/** The outline of each group's mark, around its middle in CSS pixels: told apart by shape, not by colour. */
export const SHAPES: Readonly<Record<EventGroup | "many", string>> = {
  strikes: "M0 -7L6.6 4.6H-6.6Z",
  fighting: "M0 -7.2L7.2 0L0 7.2L-7.2 0Z",
  control: "M-5.4 -5.4H5.4V5.4H-5.4Z",
  statements: "M-6.2 0A6.2 6.2 0 1 1 6.2 0A6.2 6.2 0 1 1 -6.2 0Z",
  tolls: "M-2.3 -6.6H2.3V-2.3H6.6V2.3H2.3V6.6H-2.3V2.3H-6.6V-2.3H-2.3Z",
  other: "M-4.2 0A4.2 4.2 0 1 1 4.2 0A4.2 4.2 0 1 1 -4.2 0Z",
  many: "M-8.2 0A8.2 8.2 0 1 1 8.2 0A8.2 8.2 0 1 1 -8.2 0Z",
};

/** The shape that stands for some events. */
export const shapeOf = ({ events }: Pick<Cluster, "events">): EventGroup | "many" =>
  events.length > 1 ? "many" : groupOfKind(events[0].kind);

/** What pins are drawn in. */
export interface PinColours {
  readonly ink: string;
  readonly paper: string;
}

/** A pin whose tip is at (0, 0), with a text if it stands for many. */
export function pinParts(shape: EventGroup | "many", text: string, { ink, paper }: PinColours): SVGElement[] {
  const middle = PIN.size / 2 - PIN.height;
  const stem = { fill: "none", "stroke-linecap": "round" };
  return [
    svg("path", { ...stem, d: `M0 0V${middle}`, stroke: paper, "stroke-width": 3.4 }),
    svg("path", { ...stem, d: `M0 0V${middle}`, stroke: ink, "stroke-width": 1.4 }),
    svg("path", {
      d: SHAPES[shape],
      transform: `translate(0 ${middle})`,
      fill: paper,
      stroke: ink,
      "stroke-width": 1.5,
      "stroke-linejoin": "round",
    }),
    ...(text
      ? [svg("text", { y: middle + 3.8, fill: ink, "font-size": 11, "font-weight": 650, "text-anchor": "middle" }, text)]
      : []),
  ];
}

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

/** What its stem covers. */
export const pinTip = (x: number, y: number): Box => [x - 2, y - PIN.height + PIN.size, x + 2, y];
