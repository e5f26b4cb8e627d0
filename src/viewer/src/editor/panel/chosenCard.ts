// The records that were chosen on the map: what they say, and what can be done with them.
import { h, refill } from "../../lib/element";
import { dateOfStep } from "../core/begins";
import { type Shape } from "../core/draft";
import { take } from "../desk";
import type { RecordedState } from "../server/client";
import { instantText } from "../../strings/when";
import { actorById, dateText } from "../words";
import { type Bench, button } from "./bench";

const ACTS: readonly { readonly shape: Shape & ("correct" | "split" | "merge" | "retract"); readonly least: number; readonly most: number }[] = [
  { shape: "correct", least: 1, most: Infinity },
  { shape: "split", least: 1, most: 1 },
  { shape: "merge", least: 2, most: Infinity },
  { shape: "retract", least: 1, most: Infinity },
];

/** A card of what is chosen; nothing while something is drawn. */
export function chosenCard(bench: Bench): HTMLElement {
  const { app, desk, say } = bench;
  const box = h("section", { class: "cm-part cm-chosen-card" });
  bench.watch(
    ({ chosen, drawing, project }) => [chosen, drawing?.now.id, project],
    ({ chosen, drawing, project }) => {
      const ids = drawing?.now.states ?? chosen;
      box.hidden = !ids.length;
      if (box.hidden) return;
      const date = dateOfStep(app.atlas.steps, app.store.get().date);
      const acts = ACTS.filter(({ least, most }) => ids.length >= least && ids.length <= most);
      refill(
        box,
        h("h2", {}, say("chosen")),
        ...ids.map((id) => record(bench, project?.states.find((one) => one.id === id) ?? null, id)),
        !drawing && h("p", { class: "cm-quiet cm-small" }, say("chosen_hint")),
        !drawing && h("div", { class: "cm-chips" }, ...acts.map(({ shape }) => button(say(`act_${shape}`), () => take(desk, shape, date, { states: ids })))),
      );
    },
  );
  return box;
}

function record(bench: Bench, state: RecordedState | null, id: string): HTMLElement {
  const { app, say } = bench;
  const { words } = app;
  if (!state) return h("p", {}, h("code", {}, id));
  const period = [
    state.valid_from && words.say("since", { date: instantText(words, state.valid_from, state.precision) }),
    state.valid_to && words.say("until", { date: dateText(app, state.valid_to) }),
  ];
  const certainty = state.certainty ? words.say(`certainty_${state.certainty}` as "certainty_confirmed") : "";
  return h(
    "div",
    { class: "cm-record" },
    h("strong", { dir: "auto" }, actorById({ app, say }, state.controller)),
    " ",
    h("span", { dir: "auto" }, state[`area_${words.language}`] || words.text(state.area)),
    h("p", { class: "cm-small" }, [...period, certainty].filter(Boolean).join(" · ")),
    h("p", { class: "cm-quiet cm-small" }, h("code", {}, id), state.sources.length ? ` ${state.sources.join(words.say("comma"))}` : ""),
  );
}
