// The second date on the map: changed ground over a faded map, or both dates side by side.
import type * as L from "leaflet";
import { comparisonOf, passageDates, sideDates, type State } from "../core/choices";
import { boundsOf } from "../scene/ground";
import type { Words } from "../strings";
import { stepText } from "../strings/when";
import { changesPaint } from "./changesPainter";
import { restyled } from "./control";
import { controlPainter } from "./controlPainter";
import { currentCanvasIn, paneOf } from "./panes";
import type { Drawn, Part } from "./part";
import { createSwipe, type Swipe } from "./swipe";

export interface Comparison extends Part {
  /** How far across the map the handle between two dates stands, 0 to 1. */
  split(): number;
}

/** What a comparison adds to the map; nothing while no second date is chosen. */
export function createComparison(map: L.Map, drawn: Drawn): Comparison {
  const changes = createChanges(map, drawn);
  const sides = createSides(map, drawn);
  const show = (state: State) => {
    const kind = comparisonOf(state);
    if (kind === "changes") changes.show(state);
    else changes.hide();
    if (kind === "sides") sides.show(state);
    else sides.hide();
  };
  return {
    start: show,
    follow: (state, before) => (restyled(state, before) || comparisonChanged(state, before)) && show(state),
    speak: show,
    reground: show,
    recolour: show,
    split: sides.split,
  };
}

/** Whether a choice concerns the comparison. */
const comparisonChanged = (state: State, before: State): boolean =>
  state.compare !== before.compare ||
  state.swipe !== before.swipe ||
  (state.compare !== null && state.date !== before.date);

/** Changed ground over a faded map. */
function createChanges(map: L.Map, drawn: Drawn) {
  const layer = currentCanvasIn(map, "cm-changes", drawn.origin, { bounds: boundsOf(drawn.ground) });
  const fade = (faded: boolean) => map.getContainer().classList.toggle("cm-comparing", faded);
  return {
    show(state: State) {
      layer.show(changesPaint(drawn.atlas, drawn.ground, ...passageDates(drawn.atlas.steps, state), drawn.theme));
      fade(true);
    },
    hide() {
      layer.hide();
      fade(false);
    },
  };
}

/** Both dates side by side. What stands stays while the slider moves: the earlier picture, and the handle in a hand. */
function createSides(map: L.Map, drawn: Drawn) {
  const layer = currentCanvasIn(map, "cm-before", drawn.origin, { bounds: boundsOf(drawn.ground) });
  let looks: unknown[] = [];
  let swipe: { readonly of: Swipe; readonly words: Words } | null = null;
  let share = 0.5;
  const dropHandle = () => {
    share = swipe?.of.share() ?? share;
    swipe?.of.remove();
    swipe = null;
  };
  return {
    split: () => swipe?.of.share() ?? share,
    show(state: State) {
      const { words, theme } = drawn;
      const { hidden, least } = state;
      const [before, now] = sideDates(drawn.atlas.steps, state);
      const look = [before, hidden, least, theme, drawn.ground];
      if (look.some((one, i) => one !== looks[i])) {
        layer.show(controlPainter(drawn, state, before, true).paintAtRest);
        looks = look;
      }
      // Time runs with the script, as it does on the slider.
      const inOrder = <T>(one: T, other: T): [T, T] => (words.rightToLeft ? [other, one] : [one, other]);
      if (swipe?.words !== words) {
        dropHandle();
        const panes = inOrder(paneOf(map, "cm-before"), paneOf(map, "cm-control"));
        swipe = { of: createSwipe(map, panes, { label: words.say("swipe_handle"), share }), words };
      }
      swipe!.of.name(...inOrder(stepText(drawn, before), stepText(drawn, now)));
    },
    hide() {
      layer.hide();
      looks = [];
      dropHandle();
    },
  };
}
