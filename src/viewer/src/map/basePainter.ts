// The embedded background: land under the control layer; water, roads and borders over it.
import { runningSum, undelta } from "../core/history";
import type { Atlas } from "../core/atlas";
import type { BaseFeature } from "../core/payload";
import { type Frame, usePixels, useWorldUnits } from "./canvasLayer";
import type { Theme } from "./theme";
import { type Origin, projectAll } from "./world";

interface BasePath {
  readonly kind: string;
  readonly rank: number;
  readonly path: Path2D;
}

export interface BasePainter {
  paintGround(context: CanvasRenderingContext2D, frame: Frame, theme: Theme): void;
  paintLines(context: CanvasRenderingContext2D, frame: Frame, theme: Theme): void;
}

/** A feature of the background with its parts in world units from the origin. */
export interface BaseShape {
  readonly kind: string;
  readonly feature: BaseFeature;
  readonly parts: readonly Float32Array[];
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

/** A painter that keeps one path for each kind and rank. */
export function basePainter(shapes: readonly BaseShape[]): BasePainter {
  const paths = pathsByKind(shapes);
  const paint =
    (looks: Readonly<Record<string, Look>>): BasePainter["paintGround"] =>
    (context, frame, theme) => {
      useWorldUnits(context, frame);
      for (const [kind, look] of Object.entries(looks)) {
        for (const base of paths) if (base.kind === kind) paintPath(context, frame, theme, base, look);
      }
      context.setLineDash([]);
      usePixels(context, frame);
    };
  return { paintGround: paint(GROUND), paintLines: paint(LINES) };
}

/** Colour of an area: land of rank 2 and more is abroad. */
export const fillOf = ({ fill }: Look, rank: number): keyof Theme | undefined =>
  fill === "land" && rank > 1 ? "abroad" : fill;

/** Width of a line in CSS pixels: important ones are wider, all are on large maps. */
export const lineWidth = ({ width = 1 }: Look, rank: number, zoom: number): number =>
  width * Math.max(0.6, 1.3 - 0.15 * rank) * (zoom >= 10 ? 1.4 : 1);

function paintPath(
  context: CanvasRenderingContext2D,
  { scale, zoom }: Frame,
  theme: Theme,
  { path, rank }: BasePath,
  look: Look,
): void {
  if (look.fill) {
    context.fillStyle = theme[fillOf(look, rank)!];
    context.fill(path, "evenodd");
  }
  if (look.line) {
    context.strokeStyle = theme[look.line];
    context.lineWidth = lineWidth(look, rank, zoom) / scale;
    context.setLineDash((look.dash ?? []).map((length) => length / scale));
    context.stroke(path);
  }
}

function pathsByKind(shapes: readonly BaseShape[]): BasePath[] {
  const found = new Map<string, BasePath>();
  for (const { kind, feature, parts } of shapes) {
    if (feature.shape === "point") continue;
    const rank = feature.rank ?? 1;
    const key = `${kind} ${rank}`;
    if (!found.has(key)) found.set(key, { kind, rank, path: new Path2D() });
    const { path } = found.get(key)!;
    for (const part of parts) addPart(path, part, feature.shape === "polygon");
  }
  return [...found.values()];
}

function addPart(path: Path2D, part: Float32Array, closed: boolean): void {
  for (let i = 0; i < part.length; i += 2) {
    if (i === 0) path.moveTo(part[0], part[1]);
    else path.lineTo(part[i], part[i + 1]);
  }
  if (closed) path.closePath();
}
