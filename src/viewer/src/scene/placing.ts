// Where names stand: the important ones first, none over another or under a pin.
import type { Words } from "../strings";
import { DISPUTED, HOLDER, isArea, type Label } from "./labels";
import { type Obstacle, PIN, pinHead, pinTip, ringBox } from "./pins";
import { pixelOf, type Screen } from "./screen";
import type { Box, Origin } from "./world";

export const FONT =
  '"Segoe UI", system-ui, Roboto, "Noto Sans", "Noto Sans Arabic", "Geeza Pro", Tahoma, sans-serif';

/** From which zoom a rank is shown, and how large. */
const FIRST_ZOOM = [0, 0, 6, 8, 9.5, 11, 12, 8.5, 0];
const SIZE_PX = [12.5, 15, 13.5, 12.5, 12, 11.5, 11.5, 11, 12];

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

/** Opacity of an area's name, which is read on any colour: that of who holds it more than a country's. */
export const areaInk = (rank: number): number => (rank === HOLDER ? 0.95 : 0.85);

export const labelSize = (rank: number): number => SIZE_PX[rank];
export const labelWeight = (rank: number): number => (rank === 1 || rank === 2 || rank === HOLDER ? 600 : 500);
export const labelFont = (rank: number): string => `${labelWeight(rank)} ${labelSize(rank)}px ${FONT}`;

/** Radius of a settlement's dot in CSS pixels. */
export const dotRadius = (rank: number): number => (rank <= 1 ? 3.2 : rank <= 3 ? 2.4 : 1.8);

/** Where names are placed. */
export interface LabelFrame extends Screen {
  /** The part that is looked at, in pixels: no name lies across its edge. */
  readonly sight?: Box;
  /** What lies over the map, in pixels: no name goes under it. */
  readonly covered?: readonly Box[];
}
type Speech = Pick<Words, "text" | "rightToLeft">;
type Measure = Pick<CanvasRenderingContext2D, "font" | "measureText">;

/** Choose the labels that fit around the marks on the map, and a spot for each. */
export function placeLabels(
  context: Measure,
  frame: LabelFrame,
  labels: readonly Label[],
  words: Speech,
  obstacles: readonly Obstacle[],
): PlacedLabel[] {
  const pixel = (point: Origin) => pixelOf(frame, point);
  const spots = (kind: Obstacle["kind"]) => obstacles.filter((one) => one.kind === kind).map(pixel);
  const heads = spots("pin").map((spot) => pinHead(...spot));
  const tips = spots("pin").map((spot) => pinTip(...spot));
  const marks = [...heads, ...tips, ...spots("ring").map((spot) => ringBox(...spot))];
  const taken: Box[] = [...(frame.covered ?? [])];
  return labels.flatMap((label) => {
    const { rank, name } = label;
    const [x, y] = pixel(label);
    if (frame.zoom < FIRST_ZOOM[rank] || !inSight(x, y, frame)) return [];
    const dot: Box = [x - 4, y - 4, x + 4, y + 4];
    if (!isArea(rank) && (meets(dot, taken) || (rank > 2 && meets([x, y, x, y], heads)))) return [];
    const lines = linesOf(words.text(name), rank);
    context.font = labelFont(rank);
    const widths = lines.map((line) => context.measureText(line).width);
    const width = Math.max(...widths);
    const step = labelSize(rank) * 1.4;
    if (label.room && (width > 0.95 * label.room[0] * frame.scale || 1.6 * step > label.room[1] * frame.scale)) return [];
    const spot = spotsOf(rank, x, y, [width, lines.length * step], words.rightToLeft).find(
      ({ box }) => !meets(box, taken) && !meets(box, marks) && staysWith([x, y], box, frame),
    );
    if (!spot) return [];
    taken.push(spot.box, ...(isArea(rank) ? [] : [dot]));
    return lines.map((text, i) => ({
      text,
      rank,
      x,
      y,
      start: spot.left + (width + (words.rightToLeft ? widths[i] : -widths[i])) / 2,
      middle: spot.middle + (i - (lines.length - 1) / 2) * step,
    }));
  });
}

/** A name's lines: two of about the same length for ground in dispute, whose name is long and room small. */
function linesOf(text: string, rank: number): string[] {
  const words = text.split(" ");
  if (rank !== DISPUTED || words.length < 2) return [text];
  const breaks = words.slice(1).map((_, i) => [words.slice(0, i + 1).join(" "), words.slice(i + 1).join(" ")]);
  const longest = (lines: readonly string[]) => Math.max(...lines.map(({ length }) => length));
  return breaks.reduce((a, b) => (longest(b) < longest(a) ? b : a));
}

const inSight = (x: number, y: number, { width, height }: LabelFrame): boolean =>
  x > -60 && y > -10 && x < width + 60 && y < height + 10;

/** Whether a name is whole in sight if its dot is, else out of sight like it. */
const staysWith = ([x, y]: readonly [number, number], box: Box, { sight }: LabelFrame): boolean =>
  !sight || (isInside([x, y, x, y], sight) ? isInside(box, sight) : !meets(box, [sight]));

const isInside = (box: Box, [left, top, right, bottom]: Box): boolean =>
  box[0] >= left && box[1] >= top && box[2] <= right && box[3] <= bottom;

const meets = (box: Box, others: readonly Box[]): boolean =>
  others.some((one) => box[0] < one[2] && one[0] < box[2] && box[1] < one[3] && one[1] < box[3]);

interface TextSpot {
  readonly left: number;
  readonly middle: number;
  readonly box: Box;
}

/** Where a text may stand, the best first: beside its dot, aslant, under or over it, then clear of a pin on it. */
function spotsOf(
  rank: number,
  x: number,
  y: number,
  [width, height]: readonly [number, number],
  rightToLeft: boolean,
): TextSpot[] {
  const half = height / 2;
  const middle = x - width / 2;
  // The side in the direction of reading comes first.
  const sides = (gap: number, at: number): [number, number][] => {
    const [east, west]: [number, number][] = [
      [x + gap, at],
      [x - gap - width, at],
    ];
    return rightToLeft ? [west, east] : [east, west];
  };
  const [under, over] = [y + half + 4, y - half - 4];
  const asSpot = (left: number, at: number): TextSpot => ({ left, middle: at, box: [left - 3, at - half, left + width + 3, at + half] });
  const beside: [number, number][] = isArea(rank) ? [[middle, y]] : sides(6, y);
  // Who holds ground is named on it or not at all.
  if (rank === HOLDER) return [asSpot(middle, y), asSpot(middle, under), asSpot(middle, over)];
  return [
    ...beside,
    [middle, under],
    [middle, over],
    ...sides(1, under),
    ...sides(PIN.size / 2 + 4, y),
    [middle, y - PIN.height - half - 1],
    [middle, under + 16],
  ].map(([left, at]) => asSpot(left, at));
}
