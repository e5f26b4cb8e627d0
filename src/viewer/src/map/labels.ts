// Names of settlements, the important ones first, none over another. The canvas shapes Arabic itself.
import type { Place, Texts } from "../core/payload";
import type { BaseShape } from "./basePainter";
import type { Frame } from "./canvasLayer";
import { type Origin, worldX, worldY } from "./world";
import { type Theme, withAlpha } from "./theme";

export interface Label {
  readonly x: number;
  readonly y: number;
  readonly rank: number;
  readonly name: Texts;
}

export const FONT =
  '"Segoe UI", system-ui, Roboto, "Noto Sans", "Noto Sans Arabic", "Geeza Pro", Tahoma, sans-serif';

/** From which zoom a rank is shown; rank 0 are countries. */
const FIRST_ZOOM = [0, 0, 7, 8, 9.5, 11, 12];
const SIZE_PX = [12.5, 15, 13.5, 12.5, 12, 11.5, 11.5];
const last = FIRST_ZOOM.length - 1;

/** The settlements of a background, by rank. */
export function labelsOf(shapes: readonly BaseShape[]): Label[] {
  return shapes
    .flatMap(({ kind, feature, parts }) => {
      if (kind !== "settlement" || feature.shape !== "point" || !feature.name || !parts[0]?.length) return [];
      return [
        {
          x: parts[0][0],
          y: parts[0][1],
          rank: Math.min(last, Math.max(1, feature.rank ?? last)),
          name: feature.name,
        },
      ];
    })
    .sort((a, b) => a.rank - b.rank);
}

type Rectangle = readonly [number, number, number, number];
const overlap = (a: Rectangle, b: Rectangle) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

const GAZETTEER_RANK: Readonly<Record<string, number>> = {
  city: 4,
  town: 5,
  airport: 5,
  village: 6,
  neighbourhood: 6,
  base: 6,
  site: 6,
};

/** The gazetteer's places that no settlement of the background names, for large maps. */
export function gazetteerLabels(places: readonly Place[], origin: Origin, known: readonly Label[]): Label[] {
  const names = new Set(known.flatMap(({ name }) => Object.values(name)));
  return places
    .filter(
      ({ kind, name }) => kind in GAZETTEER_RANK && !Object.values(name).some((text) => names.has(text)),
    )
    .map(({ kind, name, lon, lat }) => ({
      x: worldX(lon) - origin.x,
      y: worldY(lat) - origin.y,
      rank: GAZETTEER_RANK[kind],
      name,
    }));
}

/** The names of countries, each in the middle of its largest part's box. */
export function countryLabels(shapes: readonly BaseShape[]): Label[] {
  return shapes.flatMap(({ kind, feature, parts }) => {
    if (kind !== "country" || !feature.name || feature.class || !parts.length) return [];
    const [west, north, east, south] = parts.map(boxOf).reduce((a, b) => (sizeOf(b) > sizeOf(a) ? b : a));
    return [{ x: (west + east) / 2, y: (north + south) / 2, rank: 0, name: feature.name }];
  });
}

function boxOf(points: Float32Array): Rectangle {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    [west, east] = [Math.min(west, points[i]), Math.max(east, points[i])];
    [north, south] = [Math.min(north, points[i + 1]), Math.max(south, points[i + 1])];
  }
  return [west, north, east, south];
}

const sizeOf = ([west, north, east, south]: Rectangle): number => (east - west) * (south - north);

export interface PlacedLabel {
  readonly text: string;
  readonly rank: number;
  /** The settlement, in CSS pixels. */
  readonly x: number;
  readonly y: number;
  /** Where the text begins. */
  readonly start: number;
}

export const labelSize = (rank: number): number => SIZE_PX[rank];
export const labelWeight = (rank: number): number => (rank > 0 && rank <= 2 ? 600 : 500);
const labelFont = (rank: number): string => `${labelWeight(rank)} ${labelSize(rank)}px ${FONT}`;

/** The part of a frame that placing needs. */
export type LabelFrame = Pick<Frame, "scale" | "x" | "y" | "width" | "height" | "zoom">;

/** Choose the labels that fit; `nameOf` gives the reader's language. */
export function placeLabels(
  context: CanvasRenderingContext2D,
  frame: LabelFrame,
  labels: readonly Label[],
  nameOf: (name: Texts) => string,
  rightToLeft: boolean,
): PlacedLabel[] {
  const taken: Rectangle[] = [];
  return labels.flatMap((label) => {
    if (frame.zoom < FIRST_ZOOM[label.rank]) return [];
    const [x, y] = [label.x * frame.scale + frame.x, label.y * frame.scale + frame.y];
    if (x < -60 || y < -10 || x > frame.width + 60 || y > frame.height + 10) return [];
    const text = nameOf(label.name);
    context.font = labelFont(label.rank);
    const width = context.measureText(text).width;
    const side = rightToLeft ? -1 : 1;
    const start = label.rank === 0 ? x - (side * width) / 2 : x + 6 * side;
    const half = SIZE_PX[label.rank] * 0.7;
    const box: Rectangle = rightToLeft
      ? [start - width - 4, y - half, x + 5, y + half]
      : [x - 5, y - half, start + width + 4, y + half];
    if (taken.some((other) => overlap(other, box))) return [];
    taken.push(box);
    return [{ text, rank: label.rank, x, y, start }];
  });
}

/** Radius of a settlement's dot in CSS pixels. */
export const dotRadius = (rank: number): number => (rank <= 1 ? 3.2 : rank <= 3 ? 2.4 : 1.8);

/** Draw the labels that fit. */
export function paintLabels(
  context: CanvasRenderingContext2D,
  frame: Frame,
  theme: Theme,
  labels: readonly Label[],
  nameOf: (name: Texts) => string,
  rightToLeft: boolean,
): void {
  context.lineJoin = "round";
  context.textBaseline = "middle";
  context.textAlign = rightToLeft ? "right" : "left";
  context.direction = rightToLeft ? "rtl" : "ltr";
  for (const label of placeLabels(context, frame, labels, nameOf, rightToLeft))
    paintLabel(context, theme, label);
}

function paintLabel(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { text, rank, x, y, start }: PlacedLabel,
): void {
  context.font = labelFont(rank);
  if (rank === 0) {
    context.fillStyle = withAlpha(theme.ink, 0.62);
    context.fillText(text, start, y);
    return;
  }
  context.beginPath();
  context.arc(x, y, dotRadius(rank), 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = theme.halo;
  context.stroke();
  context.fillStyle = theme.ink;
  context.fill();
  context.lineWidth = 3.2;
  context.strokeText(text, start, y);
  context.fillText(text, start, y);
}
