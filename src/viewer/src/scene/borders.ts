// The thin lines of the control layer: between two holders, and at the edge of what is shown. A front fades where nobody
// reported from near it: a line as sharp as elsewhere would say more than is known.
import type { Atlas } from "../core/atlas";
import { evidenceOf } from "../core/evidence";
import type { Walk } from "../core/rings";
import type { Ground } from "./ground";
import type { StyleTable } from "./styles";
import { type Theme, withAlpha } from "./theme";

/** Opacity in the colour of fronts, and width in CSS pixels. */
interface LineLook {
  readonly alpha: number;
  readonly widthPx: number;
}

const EDGE: LineLook = { alpha: 0.3, widthPx: 0.8 };

/** How fronts look up to so many km from the nearest report. */
export const FADING: readonly (LineLook & { readonly km: number })[] = [
  { km: 4, alpha: 0.85, widthPx: 1.4 },
  { km: 8, alpha: 0.5, widthPx: 1.3 },
  { km: 16, alpha: 0.26, widthPx: 1.2 },
  { km: Infinity, alpha: 0.12, widthPx: 1.2 },
];

export interface BorderLine {
  /** Arcs, each walked with the same of its two holders on the left: so they follow each other. */
  readonly walks: readonly Walk[];
  readonly colour: string;
  readonly widthPx: number;
}

/** The lines of a snapshot among some arcs, or all, in drawing order. */
export function borderLines(
  atlas: Atlas,
  { arcs }: Ground,
  { holder }: StyleTable,
  snapshot: Int32Array,
  date: number,
  theme: Theme,
  among: readonly number[] = [...Array(arcs.count).keys()],
): BorderLine[] {
  const evidence = evidenceOf(atlas);
  const edges: Walk[] = [];
  const fronts: Walk[][] = FADING.map(() => []);
  const holderOf = (cell: number) => (cell < 0 ? -1 : holder[snapshot[cell]]);
  // By index: a step asks for tens of thousands, and an iterator leaves as many answers behind.
  for (let i = 0; i < among.length; i++) {
    const arc = among[i];
    const one = holderOf(arcs.left[arc]);
    const other = holderOf(arcs.right[arc]);
    if (one === other) continue;
    const km = evidence && one >= 0 && other >= 0 ? evidence.kmOfArc(arc, date) : 0;
    (one < 0 || other < 0 ? edges : fronts[FADING.findIndex((look) => km <= look.km)]).push(one < other ? arc : ~arc);
  }
  const line = (walks: readonly Walk[], { alpha, widthPx }: LineLook): BorderLine => ({
    walks,
    colour: withAlpha(theme.front, alpha),
    widthPx,
  });
  return [line(edges, EDGE), ...fronts.map((which, i) => line(which, FADING[i])).reverse()];
}
