// The map in text: km² by region and actor at the date.
import { type App, actorShort } from "../app";
import { snapshotAt } from "../core/history";
import { areasM2 } from "../core/measure";
import { h, refill } from "../dom";
import type { State } from "../state";

export function regionTable(app: App): HTMLElement {
  const { store, words } = app;
  const table = h("table", { class: "cm-matrix", "aria-label": words.say("regions") });
  const box = h(
    "details",
    { class: "cm-regions" },
    h("summary", {}, words.say("regions")),
    h("div", { class: "cm-scroll", tabindex: 0, role: "region", "aria-label": words.say("regions") }, table),
  );
  const show = ({ date }: State) => box.open && refill(table, ...tableParts(app, date));
  box.addEventListener("toggle", () => show(store.get()));
  app.watch(["date"], show);
  return box;
}

function tableParts(app: App, date: number): HTMLElement[] {
  const {
    atlas: { history, states, header },
    words,
  } = app;
  const snapshot = snapshotAt(history, date);
  const rows = header.layers.map((_, layer) =>
    areasM2(history, states, header.actors.length, snapshot, (cell) => history.cellLayer[cell] === layer),
  );
  const actors = header.actors.map((_, i) => i).filter((i) => rows.some((row) => row[i] > 0));
  const km2 = (m2: number) => (m2 > 0 ? words.number(m2 / 1e6, m2 < 1e7 ? 1 : 0) : "–");
  return [
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, `${words.say("region")} (${words.say("unit_km2")})`),
        ...actors.map((i) => h("th", { scope: "col" }, actorShort(app, i))),
      ),
    ),
    h(
      "tbody",
      {},
      ...rows.map((row, layer) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, words.text(header.layers[layer].name)),
          ...actors.map((i) => h("td", { class: "cm-number" }, km2(row[i]))),
        ),
      ),
    ),
  ];
}
