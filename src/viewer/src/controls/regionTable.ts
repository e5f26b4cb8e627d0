// The map in text: km² by actor and region at the date.
import type { State } from "../core/choices";
import { h, refill } from "../lib/element";
import { actorShort } from "../strings/describe";
import type { App } from "./app";
import { comingFigures } from "./coming";

export function regionTable(app: App): HTMLElement {
  const { store, words } = app;
  const table = h("table", { class: "cm-matrix", "aria-label": words.say("regions") });
  const box = h(
    "details",
    { class: "cm-regions" },
    h("summary", {}, words.say("regions")),
    h("div", { class: "cm-scroll", tabindex: 0, role: "region", "aria-label": words.say("regions") }, table),
  );
  const show = ({ date }: State) => {
    if (!box.open) return;
    if (app.atlas.reach === "outline") refill(table, h("caption", {}, comingFigures(app)));
    else refill(table, ...tableParts(app, date));
  };
  box.addEventListener("toggle", () => show(store.get()));
  app.watch(["date"], show);
  return box;
}

function tableParts(app: App, date: number): HTMLElement[] {
  const {
    atlas: { states, header, present, grounds },
    words,
  } = app;
  const regions = grounds.map((ground) => ({
    name: words.text(ground.name),
    areas: ground.areasM2(states, header.actors.length, date),
    uncovered: ground.uncoveredM2,
  }));
  const km2 = (m2: number) => (m2 > 0 ? words.km2(m2) : "–");
  const row = (name: string, values: readonly number[]) =>
    h("tr", {}, h("th", { scope: "row" }, name), ...values.map((m2) => h("td", { class: "cm-number" }, km2(m2))));
  const uncovered = regions.map((region) => region.uncovered);
  return [
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("td", {}, words.say("unit_km2")),
        ...regions.map(({ name }) => h("th", { scope: "col", class: "cm-number" }, name)),
      ),
    ),
    h(
      "tbody",
      {},
      ...present
        .filter((i) => regions.some(({ areas }) => areas[i] > 0))
        .map((actor) => row(actorShort(app, actor), regions.map(({ areas }) => areas[actor]))),
      uncovered.some((m2) => m2 > 0) ? row(words.say("not_on_map"), uncovered) : null,
    ),
  ];
}
