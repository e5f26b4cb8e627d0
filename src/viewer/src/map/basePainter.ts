// The embedded background: land under the control layer; water, roads and borders over it.
import { type BaseShape, beyond, type Borders, edgeOfShapes, fillOf, GROUND, LINES, lineWidth, type Look } from "../scene/background";
import type { Theme } from "../scene/theme";
import { boxInPixels } from "../scene/world";
import { type Frame, usePixels, useWorldUnits } from "./canvasLayer";

interface BasePath {
  readonly kind: string;
  readonly rank: number;
  readonly path: Path2D;
  /** Its lines, where these are not all of its outline. */
  readonly lines: Path2D | null;
}

export interface BasePainter {
  /** Land, what of it the map covers, and towns; whether there is any. */
  paintGround(context: CanvasRenderingContext2D, frame: Frame, theme: Theme, covered: Path2D): boolean;
  paintLines(context: CanvasRenderingContext2D, frame: Frame, theme: Theme): boolean;
}

/** A painter that keeps one path for each kind and rank. */
export function basePainter(shapes: readonly BaseShape[]): BasePainter {
  const { edge, bordersOf } = edgeOfShapes(shapes);
  const paths = pathsByKind(shapes, bordersOf);
  const paint =
    (looks: Readonly<Record<string, Look>>) =>
    (context: CanvasRenderingContext2D, frame: Frame, theme: Theme, covered?: Path2D) => {
      useWorldUnits(context, frame);
      for (const [kind, look] of Object.entries(looks)) {
        if (kind === "covered" && covered) {
          context.fillStyle = theme.covered;
          context.fill(covered);
        }
        for (const base of paths) if (base.kind === kind) paintPath(context, frame, theme, base, look);
      }
      context.setLineDash([]);
      usePixels(context, frame);
      return covered !== undefined || paths.some(({ kind }) => kind in looks);
    };
  const [paintLand, paintLines] = [paint(GROUND), paint(LINES)];
  const paintGround: BasePainter["paintGround"] = (context, frame, theme, covered) => {
    context.fillStyle = theme.beyond;
    for (const [left, top, right, bottom] of beyond(boxInPixels(edge, frame), [0, 0, frame.width, frame.height])) context.fillRect(left, top, right - left, bottom - top);
    return paintLand(context, frame, theme, covered);
  };
  return { paintGround, paintLines };
}

function paintPath(
  context: CanvasRenderingContext2D,
  { scale, zoom }: Frame,
  theme: Theme,
  { path, lines, rank }: BasePath,
  look: Look,
): void {
  if (look.fill) {
    context.fillStyle = theme[fillOf(look, rank)!];
    // Not even-odd: where two waters overlap there would be land.
    context.fill(path);
  }
  if (look.line) {
    context.strokeStyle = theme[look.line];
    context.lineWidth = lineWidth(look, rank, zoom) / scale;
    context.setLineDash((look.dash ?? []).map((length) => length / scale));
    context.stroke(lines ?? path);
  }
}

function pathsByKind(shapes: readonly BaseShape[], bordersOf: (shape: BaseShape) => Borders): BasePath[] {
  const found = new Map<string, BasePath>();
  for (const shape of shapes) {
    const { kind, feature, parts } = shape;
    if (feature.shape === "point") continue;
    const borders = bordersOf(shape);
    const rank = feature.rank ?? 1;
    const key = `${kind} ${rank}`;
    if (!found.has(key)) found.set(key, { kind, rank, path: new Path2D(), lines: borders && new Path2D() });
    const { path, lines } = found.get(key)!;
    for (const part of parts) addPart(path, part, feature.shape === "polygon");
    for (const run of borders ?? []) addPart(lines!, run, false);
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
