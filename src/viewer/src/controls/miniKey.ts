// On a phone the legend is behind a tab: who has which colour stays in sight, in small, over the map's edge.
import { areasAt, foremost } from "../core/atlas";
import type { State } from "../core/choices";
import { h, refill } from "../lib/element";
import { once } from "../lib/once";
import { stripedAt } from "../scene/styles";
import { actorShort } from "../strings/describe";
import type { App } from "./app";
import { swatch } from "./swatch";

/** More names than these would cover the map that they explain. */
const MOST = 60;

/** Swatches and short names of those who hold or share ground at the date; of very many, those who ever hold most. */
export function miniKey(app: App): HTMLElement {
  const list = h("ul", { class: "cm-mini-key", "aria-label": app.words.say("actors"), tabindex: 0 });
  // Who only shares ground has no row among those who hold most, but stripes on the map.
  const named = once(() => foremost(app.atlas, MOST));
  let told = "";
  const show = ({ date, hidden }: State) => {
    const held = areasAt(app.atlas, date);
    const striped = stripedAt(app.atlas, [date], { hidden });
    const holding = named().filter((actor) => held[actor] > 0 && !hidden.has(actor));
    const shown = [...new Set([...holding, ...striped])];
    if (told === (told = shown.join())) return;
    refill(list, ...shown.map((actor) => h("li", { class: "cm-pair" }, swatch(app, actor), h("span", { dir: "auto" }, actorShort(app, actor)))));
  };
  // What stands over it on the map keeps its distance.
  new ResizeObserver(() => list.parentElement?.style.setProperty("--key", `${list.offsetHeight}px`)).observe(list);
  app.later(() => app.watch(["date", "hidden"], show));
  return list;
}
