// Where names stand: the important ones first, none over another or under a pin. The canvas shapes Arabic itself.
import type { Words } from "../strings";
import type { Frame } from "./canvasLayer";
import type { Label } from "./labels";
import { pinBox } from "./pins";
import { type Theme, withAlpha } from "./theme";
import type { Box } from "./world";

export const FONT =
  '"Segoe UI", system-ui, Roboto, "Noto Sans", "Noto Sans Arabic", "Geeza Pro", Tahoma, sans-serif';

/** From which zoom a rank is shown, and how large; rank 0 are countries. */
const FIRST_ZOOM = [0, 0, 7, 8, 9.5, 11, 12];
const SIZE_PX = [12.5, 15, 13.5, 12.5, 12, 11.5, 11.5];

export interface PlacedLabel {
  readonly text: string;
  readonly rank: number;
  /** The settlement, in CSS pixels. */
  readonly x: number;
  readonly y: number;
  /** Where the text begins, and the height of its middle. */
  readonly start: number;
  readonly middle: number;
}

export const labelSize = (rank: number): number => SIZE_PX[rank];
export const labelWeight = (rank: number): number => (rank > 0 && rank <= 2 ? 600 : 500);
const labelFont = (rank: number): string => `${labelWeight(rank)} ${labelSize(rank)}px ${FONT}`;

/** Radius of a settlement's dot in CSS pixels. */
export const dotRadius = (rank: number): number => (rank <= 1 ? 3.2 : rank <= 3 ? 2.4 : 1.8);

/** The part of a frame that placing needs. */
export type LabelFrame = Pick<Frame, "scale" | "x" | "y" | "width" | "height" | "zoom">;
type Point = Pick<Label, "x" | "y">;
type Speech = Pick<Words, "text" | "rightToLeft">;
type Measure = Pick<CanvasRenderingContext2D, "font" | "measureText">;

/** Choose the labels that fit around pins, and a spot for each. */
export function placeLabels(
  context: Measure,
  frame: LabelFrame,
  labels: readonly Label[],
  words: Speech,
  pins: readonly Point[],
): PlacedLabel[] {
  const pixel = ({ x, y }: Point): [number, number] => [x * frame.scale + frame.x, y * frame.scale + frame.y];
  const pinned = pins.map((pin) => pinBox(...pixel(pin)));
  const taken: Box[] = [];
  return labels.flatMap((label) => {
    const { rank, name } = label;
    const [x, y] = pixel(label);
    if (frame.zoom < FIRST_ZOOM[rank] || !inSight(x, y, frame)) return [];
    const dot: Box = [x - 4, y - 4, x + 4, y + 4];
    if (rank > 0 && meets(dot, taken)) return [];
    const text = words.text(name);
    context.font = labelFont(rank);
    const { width } = context.measureText(text);
    const spot = spotsOf(rank, x, y, width, words.rightToLeft).find(
      ({ box }) => !meets(box, taken) && !meets(box, pinned),
    );
    if (!spot) return [];
    taken.push(spot.box, ...(rank > 0 ? [dot] : []));
    const start = words.rightToLeft ? spot.left + width : spot.left;
    return [{ text, rank, x, y, start, middle: spot.middle }];
  });
}

const inSight = (x: number, y: number, { width, height }: LabelFrame): boolean =>
  x > -60 && y > -10 && x < width + 60 && y < height + 10;

const meets = (box: Box, others: readonly Box[]): boolean =>
  others.some((one) => box[0] < one[2] && one[0] < box[2] && box[1] < one[3] && one[1] < box[3]);

interface TextSpot {
  readonly left: number;
  readonly middle: number;
  readonly box: Box;
}

/** Where a text may stand, the best first: after its dot in the direction of reading, before, under, over it. */
function spotsOf(rank: number, x: number, y: number, width: number, rightToLeft: boolean): TextSpot[] {
  const half = SIZE_PX[rank] * 0.7;
  const [east, west, middle] = [x + 6, x - 6 - width, x - width / 2];
  const [after, before] = rightToLeft ? [west, east] : [east, west];
  const beside: [number, number][] = [
    [after, y],
    [before, y],
  ];
  const apart: [number, number][] = [
    [middle, y + half + 4],
    [middle, y - half - 4],
  ];
  return [...(rank === 0 ? [[middle, y] as const] : beside), ...apart].map(([left, at]) => ({
    left,
    middle: at,
    box: [left - 3, at - half, left + width + 3, at + half],
  }));
}

/** Draw the labels that fit. */
export function paintLabels(
  context: CanvasRenderingContext2D,
  frame: Frame,
  theme: Theme,
  labels: readonly Label[],
  words: Speech,
  pins: readonly Point[],
): void {
  const { rightToLeft } = words;
  context.lineJoin = "round";
  context.textBaseline = "middle";
  context.textAlign = rightToLeft ? "right" : "left";
  context.direction = rightToLeft ? "rtl" : "ltr";
  for (const label of placeLabels(context, frame, labels, words, pins)) paintLabel(context, theme, label);
}

function paintLabel(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { text, rank, x, y, start, middle }: PlacedLabel,
): void {
  context.font = labelFont(rank);
  if (rank === 0) {
    context.fillStyle = withAlpha(theme.ink, 0.62);
    context.fillText(text, start, middle);
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
  context.strokeText(text, start, middle);
  context.fillText(text, start, middle);
}
