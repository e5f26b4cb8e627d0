// The thin lines of the control layer: between two holders, and at the edge of what is shown.
import type { Ground } from "./ground";
import type { StyleTable } from "./styles";
import { type Theme, withAlpha } from "./theme";

/** Opacity in the colour of fronts, and width in CSS pixels. */
const EDGE = { alpha: 0.35, widthPx: 0.8 } as const;
const FRONT = { alpha: 0.8, widthPx: 1.3 } as const;

export interface BorderLine {
  readonly arcs: readonly number[];
  readonly colour: string;
  readonly widthPx: number;
}

/** The lines of a snapshot, in drawing order; cells that are not `near` do not matter. */
export function borderLines(
  { arcs }: Ground,
  { holder }: StyleTable,
  snapshot: Int32Array,
  theme: Theme,
  near: (cell: number) => boolean = () => true,
): BorderLine[] {
  const edges: number[] = [];
  const fronts: number[] = [];
  const holderOf = (cell: number) => (cell < 0 ? -1 : holder[snapshot[cell]]);
  for (let arc = 0; arc < arcs.count; arc++) {
    const [left, right] = [arcs.left[arc], arcs.right[arc]];
    if (!near(left) && !near(right)) continue;
    const [one, other] = [holderOf(left), holderOf(right)];
    if (one !== other) (one < 0 || other < 0 ? edges : fronts).push(arc);
  }
  const line = (which: readonly number[], { alpha, widthPx }: typeof EDGE | typeof FRONT): BorderLine => ({
    arcs: which,
    colour: withAlpha(theme.front, alpha),
    widthPx,
  });
  return [line(edges, EDGE), line(fronts, FRONT)];
}
