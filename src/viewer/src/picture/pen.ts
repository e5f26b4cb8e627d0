// SVG path data from points in world units: rounded, cut to what is in sight.
import type { Pen } from "../scene/ground";
import type { Screen } from "../scene/screen";
import { boxOf } from "../scene/world";

/** A pen that writes path data, and leaves out steps too short to be seen. */
export function svgPen({ scale, x, y }: Screen): Pen & { text(): string } {
  const parts: string[] = [];
  let last = [Number.NaN, Number.NaN];
  const at = (px: number, py: number) => [
    Math.round((px * scale + x) * 10) / 10,
    Math.round((py * scale + y) * 10) / 10,
  ];
  return {
    move(px, py) {
      last = at(px, py);
      parts.push(`M${last[0]} ${last[1]}`);
    },
    line(px, py) {
      const next = at(px, py);
      if (Math.abs(next[0] - last[0]) < 0.6 && Math.abs(next[1] - last[1]) < 0.6) return;
      last = next;
      parts.push(`L${next[0]} ${next[1]}`);
    },
    end: (closed) => void (closed && parts.push("Z")),
    text: () => parts.join(""),
  };
}

/** Path data of a run of points; empty if none of it is in sight. */
export function runPath(points: Float32Array, screen: Screen, closed: boolean): string {
  if (!inSight(points, screen)) return "";
  const one = svgPen(screen);
  for (let i = 0; i < points.length; i += 2) {
    if (i === 0) one.move(points[0], points[1]);
    else one.line(points[i], points[i + 1]);
  }
  one.end(closed);
  return one.text();
}

/** Whether a run of points may be in sight. */
export function inSight(points: Float32Array, { scale, x, y, width, height }: Screen): boolean {
  const [west, north, east, south] = boxOf(points);
  return (
    east * scale + x > 0 && west * scale + x < width && south * scale + y > 0 && north * scale + y < height
  );
}
