// What stands on the map as SVG elements: names, pins of events, the ring around the chosen place.
import type { Cluster } from "../core/clusters";
import type { EventGroup } from "../core/eventKinds";
import { shownEvents } from "../core/events";
import type { Spot } from "../core/model";
import { disputesOf } from "../core/reports";
import { svg } from "../lib/element";
import { isArea } from "../scene/labels";
import type { MapScene } from "../scene/mapScene";
import { obstaclesOf, pinParts, pinsOf, pinText, RING, shapeOf } from "../scene/pins";
import { areaInk, dotRadius, FONT, labelSize, labelWeight, type PlacedLabel, placeLabels } from "../scene/placing";
import { pixelOf } from "../scene/screen";
import type { Theme } from "../scene/theme";
import { type Box, fromOrigin } from "../scene/world";
import { layer } from "./parts";

/** Pins of the events shown. */
const clustersOf = ({ atlas, state, screen }: MapScene): Cluster[] =>
  state.events ? pinsOf(shownEvents(atlas, state), screen.zoom) : [];

const placeOf = ({ origin, screen }: MapScene, spot: Spot): [number, number] =>
  pixelOf(screen, fromOrigin(spot, origin));

/** The ring around the chosen place and the pins, from the ground up. */
export function markParts(scene: MapScene): SVGElement[] {
  const { place } = scene.state;
  const pins = clustersOf(scene).map((cluster) => {
    const [x, y] = placeOf(scene, cluster);
    return pin(x, y, shapeOf(cluster), pinText(cluster, scene.words), scene.theme);
  });
  return [
    ...(scene.state.disputes ? [layer("disputes", ...disputedPlaces(scene))] : []),
    ...(place ? [layer("chosen", ring(...placeOf(scene, place), RING.radius))] : []),
    ...(pins.length ? [layer("events", ...pins)] : []),
  ];
}

/** Rings of dashes at the places of which reports contradict each other. */
const disputedPlaces = (scene: MapScene): SVGElement[] =>
  disputesOf(scene.atlas).map(([{ place }]) => ring(...placeOf(scene, scene.atlas.header.places[place]), 9, "3 4"));

/** A ring that is seen on any ground. */
export const ring = (cx: number, cy: number, r: number, dashes?: string): SVGElement =>
  svg(
    "g",
    { fill: "none" },
    svg("circle", { cx, cy, r, stroke: "#fff", "stroke-width": 5.5 }),
    svg("circle", { cx, cy, r, stroke: "#111", "stroke-width": dashes ? 2.5 : 3, "stroke-dasharray": dashes }),
  );

/** A pin whose tip is at a point, with the number of its events if they are many. */
export const pin = (x: number, y: number, shape: EventGroup | "many", text: string, { ink, covered }: Theme): SVGElement =>
  svg("g", { transform: `translate(${x} ${y})` }, ...pinParts(shape, text, { ink, paper: covered }));

/** The names that fit around the pins and beside what covers the map. */
export function labelParts(scene: MapScene, covered: readonly Box[]): SVGElement[] {
  const { labels, words, screen } = scene;
  const context = document.createElement("canvas").getContext("2d")!;
  const obstacles = obstaclesOf(clustersOf(scene), scene.state.place, scene.origin);
  return placeLabels(context, { ...screen, sight: [0, 0, screen.width, screen.height], covered }, labels, words, obstacles).flatMap((label) =>
    labelPart(scene, label),
  );
}

function labelPart({ theme, words }: MapScene, { text, rank, x, y, start, middle }: PlacedLabel): SVGElement[] {
  const name = haloText(theme, words.direction, {
    x: start,
    y: middle + labelSize(rank) * 0.34,
    "font-size": labelSize(rank),
    "font-weight": labelWeight(rank),
    "fill-opacity": isArea(rank) ? areaInk(rank) : 1,
  }, text);
  if (isArea(rank)) return [name];
  const dot = { cx: x, cy: y, r: dotRadius(rank), fill: theme.ink, stroke: theme.halo, "stroke-width": 1 };
  return [svg("circle", dot), name];
}

/** A text that is read on any ground. */
export const haloText = (
  theme: Theme,
  direction: "ltr" | "rtl",
  place: Readonly<Record<string, number>>,
  text: string,
): SVGElement =>
  svg(
    "text",
    {
      ...place,
      direction,
      "font-family": FONT,
      fill: theme.ink,
      "text-anchor": "start",
      stroke: theme.halo,
      "stroke-width": 3,
      "paint-order": "stroke",
      "stroke-linejoin": "round",
    },
    text,
  );
