// Who held how much over time, as on the page's chart: from each change to the next nothing happens, so areas are steps.
import { areasAt } from "../core/atlas";
import { svg } from "../lib/element";
import type { MapScene } from "../scene/mapScene";
import { actorColour } from "../scene/theme";
import { dayText } from "../strings/when";
import { type Block, layer } from "./parts";

const TALL = 84;
const UNDER = 20;

/** The chart, as wide as the map, with a line at each date shown and the first and the last date under it. */
export function chartBlock(scene: MapScene): Block {
  const { screen: { width }, theme, state, atlas: { steps }, dates = [state.date] } = scene;
  const place = placeIn(scene);
  const lines = dates.map((date) => {
    const [from, to] = [place(steps.ticks[date]), place(tickAfter(scene, date))];
    return svg("path", { d: `M${((from + to) / 2).toFixed(1)} -4V${TALL + 4}`, stroke: theme.ink, "stroke-width": 1.6 });
  });
  const frame = svg("rect", { width, height: TALL, fill: "none", stroke: theme.ink, "stroke-opacity": 0.35 });
  return { height: TALL + UNDER + 12, parts: [layer("chart", ...bands(scene), frame, ...lines, ...endTexts(scene))] };
}

/** x of an instant: time runs as the sheet is read. */
function placeIn({ atlas: { steps, endMinutes }, screen: { width }, words }: MapScene): (minutes: number) => number {
  return (at) => {
    const share = (at - steps.ticks[0]) / (endMinutes - steps.ticks[0]);
    return width * (words.rightToLeft ? 1 - share : share);
  };
}

const tickAfter = ({ atlas: { steps, endMinutes } }: MapScene, step: number): number => steps.ticks[step + 1] ?? endMinutes;

/** A band for each actor, from the bottom of the stack to its top; nobody's ground comes last. */
function bands(scene: MapScene): SVGElement[] {
  const { atlas, theme, state } = scene;
  const { ofChange, ticks } = atlas.steps;
  const place = placeIn(scene);
  const order = atlas.present.filter((actor) => !state.hidden.has(actor));
  const paths = new Map<number, string>(order.map((actor) => [actor, ""]));
  ofChange.forEach((step, change) => {
    const areas = areasAt(atlas, step);
    const [from, to] = [place(ticks[step]), place(ticks[ofChange[change + 1]] ?? atlas.endMinutes)];
    let bottom = TALL;
    for (const actor of order) {
      const tall = (areas[actor] / atlas.extentM2) * TALL;
      if (tall > 0) paths.set(actor, `${paths.get(actor)}M${from.toFixed(1)} ${bottom.toFixed(1)}H${to.toFixed(1)}v${(-tall).toFixed(2)}H${from.toFixed(1)}Z`);
      bottom -= tall;
    }
  });
  return order.map((actor) => {
    const look = actor === 0 ? { fill: theme.unknown, "fill-opacity": 0.3 } : { fill: actorColour(scene, actor), "fill-opacity": 0.8 };
    return svg("path", { d: paths.get(actor), ...look });
  });
}

function endTexts(scene: MapScene): SVGElement[] {
  const { atlas: { steps }, screen: { width }, words, theme } = scene;
  const [start, end] = words.rightToLeft ? [width, 0] : [0, width];
  const text = (x: number, step: number, anchor: string) =>
    svg("text", { x, y: TALL + 16, fill: theme.ink, "font-size": 11, "text-anchor": anchor }, dayText(scene, step));
  return [text(start, 0, "start"), text(end, steps.count - 1, "end")];
}
