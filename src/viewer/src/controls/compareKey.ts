// What the hatch of a comparison is and of which days, on the map itself: the panel that tells it may be shut, or not be there.
import type * as L from "leaflet";
import { turnsAmong } from "../core/atlas";
import { comparisonOf, passageDates, type State } from "../core/choices";
import { h, refill, setHidden } from "../lib/element";
import { steadily } from "../lib/steadily";
import { comparedText, turnsText } from "../strings/describe";
import type { App } from "./app";
import { passageSwatch } from "./swatch";

/** Show it while changed ground is drawn, until the answer is called. */
export function compareKey(map: L.Map, app: App): () => void {
  const { atlas, words } = app;
  const key = h("div", { class: "cm-swipe-date cm-compare-key", dir: words.direction });
  map.getContainer().append(key);
  const tell = steadily((state: State) => {
    if (comparisonOf(state) !== "changes") return;
    const passages = atlas.passages(...passageDates(atlas.steps, state));
    const changed = passages ? turnsText(app, turnsAmong(atlas, passages)) || words.say("nothing_changed") : "";
    refill(key, passages?.length ? passageSwatch(app, passages[0]) : null, h("span", {}, `${comparedText(app, state)} ${changed}`));
  });
  app.watch(["compare", "swipe", "date"], (state) => {
    setHidden(key, comparisonOf(state) !== "changes");
    tell(state);
  });
  return () => key.remove();
}
