// A place's holds as one coloured strip on the time axis.
import type { Hold } from "../core/holds";
import { svg } from "../lib/element";
import { actorColour } from "../scene/theme";
import { actorName } from "../strings/describe";
import type { App } from "./app";
import { axisOf, shareOf } from "./axis";

/** The strip, with a mark at the date. */
export function storyStrip(app: App, holds: readonly Hold[], date: number): SVGElement {
  const { atlas, words } = app;
  const axis = axisOf(atlas);
  const place = (share: number) => 100 * share;
  const bars = holds.map((hold) => {
    const from = shareOf(axis, atlas.steps.ticks[hold.date]);
    const to = hold.end === null ? 1 : shareOf(axis, atlas.steps.ticks[hold.end]);
    const bar = svg("rect", {
      x: `${place(words.rightToLeft ? 1 - to : from)}%`,
      width: `${place(to - from)}%`,
      y: 3,
      height: 16,
      class: "cm-strip-bar",
    });
    if (hold.controller > 0) bar.style.fill = actorColour(app, hold.controller);
    bar.append(svg("title", {}, actorName(app, hold.controller)));
    return bar;
  });
  const share = shareOf(axis, atlas.steps.ticks[date]);
  const now = svg("rect", {
    x: `${place(words.rightToLeft ? 1 - share : share)}%`,
    width: 2,
    y: 0,
    height: 22,
    class: "cm-strip-now",
  });
  return svg("svg", { class: "cm-strip", height: 22, width: "100%", "aria-hidden": "true" }, ...bars, now);
}
