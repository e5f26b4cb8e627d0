// The second date on the map: changed ground over a faded map, or both dates side by side.
import type * as L from "leaflet";
import type { Atlas } from "../core/atlas";
import { comparisonOf, type State } from "../state";
import type { Words } from "../strings";
import { changesPaint } from "./changesPainter";
import { controlPainter } from "./controlPainter";
import { boundsOf, type Ground } from "./groups";
import { currentCanvasIn, paneOf } from "./panes";
import { createSwipe, type Swipe } from "./swipe";
import type { Theme } from "./theme";
import type { Origin } from "./world";

export interface Comparison {
  show(state: State, theme: Theme, words: Words): void;
  /** How far across the map the handle between two dates stands, 0 to 1. */
  split(): number;
}

/** Whether a choice concerns the comparison. */
export const comparisonChanged = (state: State, before: State): boolean =>
  state.compare !== before.compare ||
  state.swipe !== before.swipe ||
  (state.compare !== null && state.date !== before.date);

/** What a comparison adds to the map; nothing while no second date is chosen. */
export function createComparison(map: L.Map, atlas: Atlas, ground: Ground, origin: Origin): Comparison {
  const changes = createChanges(map, atlas, ground, origin);
  const sides = createSides(map, atlas, ground, origin);
  return {
    split: sides.split,
    show(state, theme, words) {
      const kind = comparisonOf(state);
      if (kind === "changes") changes.show(state, theme);
      else changes.hide();
      if (kind === "sides") sides.show(state, theme, words);
      else sides.hide();
    },
  };
}

/** Changed ground over a faded map. */
function createChanges(map: L.Map, atlas: Atlas, ground: Ground, origin: Origin) {
  const layer = currentCanvasIn(map, "cm-changes", origin, { bounds: boundsOf(ground) });
  const fade = (faded: boolean) => map.getContainer().classList.toggle("cm-comparing", faded);
  return {
    show({ compare, date }: State, theme: Theme) {
      layer.show(changesPaint(atlas, ground, Math.min(compare!, date), Math.max(compare!, date), theme));
      fade(true);
    },
    hide() {
      layer.hide();
      fade(false);
    },
  };
}

/** Both dates side by side. What stands stays while the slider moves: the earlier picture, and the handle in a hand. */
function createSides(map: L.Map, atlas: Atlas, ground: Ground, origin: Origin) {
  const layer = currentCanvasIn(map, "cm-before", origin, { bounds: boundsOf(ground) });
  let drawn: unknown[] = [];
  let swipe: { readonly of: Swipe; readonly words: Words } | null = null;
  let share = 0.5;
  const dropHandle = () => {
    share = swipe?.of.share() ?? share;
    swipe?.of.remove();
    swipe = null;
  };
  return {
    split: () => swipe?.of.share() ?? share,
    show(state: State, theme: Theme, words: Words) {
      const { compare, date, hidden, confirmedOnly } = state;
      const look = [compare, hidden, confirmedOnly, theme];
      if (look.some((one, i) => one !== drawn[i])) {
        layer.show(controlPainter(atlas, ground, theme, state, compare!).paint);
        drawn = look;
      }
      // Time runs with the script, as it does on the slider.
      const inOrder = <T>(before: T, now: T): [T, T] => (words.rightToLeft ? [now, before] : [before, now]);
      if (swipe?.words !== words) {
        dropHandle();
        const panes = inOrder(paneOf(map, "cm-before"), paneOf(map, "cm-control"));
        swipe = { of: createSwipe(map, panes, { label: words.say("swipe_handle"), share }), words };
      }
      swipe!.of.name(...inOrder(words.instant(atlas.dates[compare!]), words.instant(atlas.dates[date])));
    },
    hide() {
      layer.hide();
      drawn = [];
      dropHandle();
    },
  };
}
