// The second date on the map: changed ground over a faded map, or both dates side by side.
import type * as L from "leaflet";
import type { Atlas } from "../core/atlas";
import { comparisonOf, type State } from "../state";
import type { Words } from "../strings";
import type { CanvasLayer } from "./canvasLayer";
import { changesPaint } from "./changesPainter";
import { controlPainter } from "./controlPainter";
import type { Ground } from "./groups";
import { canvasIn, paneOf } from "./panes";
import { createSwipe, type Swipe } from "./swipe";
import type { Theme } from "./theme";
import type { Origin } from "./world";

export interface Comparison {
  show(state: State, theme: Theme, words: Words): void;
  /** How far across the map the handle between two dates stands, 0 to 1. */
  split(): number;
  remove(): void;
}

/** Whether a choice concerns the comparison. */
export const comparisonChanged = (state: State, before: State): boolean =>
  state.compare !== before.compare ||
  state.swipe !== before.swipe ||
  (state.compare !== null && state.date !== before.date);

/** What a comparison adds to the map; nothing while no second date is chosen. */
export function createComparison(map: L.Map, atlas: Atlas, ground: Ground, origin: Origin): Comparison {
  let layer: CanvasLayer | null = null;
  let swipe: Swipe | null = null;
  let share = 0.5;
  const remove = () => {
    layer?.remove();
    share = swipe?.share() ?? share;
    swipe?.remove();
    [layer, swipe] = [null, null];
    map.getContainer().classList.remove("cm-comparing");
  };
  return {
    remove,
    split: () => swipe?.share() ?? share,
    show(state, theme, words) {
      remove();
      const { compare, date } = state;
      const kind = comparisonOf(state);
      if (compare === null || kind === "none") return;
      if (kind === "sides") {
        const painter = controlPainter(atlas, ground, theme, state, compare);
        layer = canvasIn(map, "cm-before", origin, painter.paint).addTo(map);
        const sides = [
          { pane: paneOf(map, "cm-before"), name: words.instant(atlas.dates[compare]) },
          { pane: paneOf(map, "cm-control"), name: words.instant(atlas.dates[date]) },
        ];
        // Time runs with the script, as it does on the slider.
        const [left, right] = words.rightToLeft ? sides.reverse() : sides;
        swipe = createSwipe(map, left, right, { label: words.say("swipe_handle"), share });
      } else {
        const paint = changesPaint(atlas, ground, Math.min(compare, date), Math.max(compare, date), theme);
        layer = canvasIn(map, "cm-changes", origin, paint).addTo(map);
        map.getContainer().classList.add("cm-comparing");
      }
    },
  };
}
