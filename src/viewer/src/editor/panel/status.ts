// What is to be known at once: whether the server is there, whether drafts are kept, what was just done, which date is meant.
import { h, refill } from "../../lib/element";
import { amend, draftOf, type DeskState } from "../desk";
import { undo } from "../map/keys";
import type { EditorKey } from "../strings/en";
import { type Bench, button } from "./bench";

/** Messages, and the question of the date. */
export function status(bench: Bench): HTMLElement {
  const line = h("div", { class: "cm-status", role: "status" });
  const { app, say } = bench;
  const show = (state: DeskState) => {
    const { online, unkept, said } = state;
    const both = unkept.has("browser") && unkept.has("server");
    const warnings = [
      !online && say("offline"),
      both ? say("unkept_both") : unkept.has("browser") ? say("unkept_browser") : unkept.has("server") && online && say("unkept_server"),
    ];
    refill(
      line,
      ...warnings.map((text) => text && h("p", { class: "cm-warning" }, text)),
      said && h("p", { class: "cm-said" }, say(said.key as EditorKey, said.values)),
    );
  };
  bench.watch(({ online, unkept, said }) => [online, unkept, said], show);
  return h("div", {}, line, question(bench, (iso) => app.words.instant(iso)), farQuestion(bench));
}

/** Asked once in a draft: whether a point was meant to go so far. */
function farQuestion({ desk, say, watch }: Bench): HTMLElement {
  const box = h("div", { role: "group", class: "cm-question" });
  const answered = (keeps: boolean) => () => {
    if (!keeps) undo(desk);
    desk.set({ far: keeps ? "kept" : "no" });
  };
  refill(
    box,
    h("p", {}, say("far_asked")),
    h("div", { class: "cm-chips" }, button(say("far_keep"), answered(true)), button(say("far_back"), answered(false))),
  );
  watch(({ far }) => [far], ({ far }) => (box.hidden = far !== "ask"));
  return box;
}

/** Asked once in a draft: which date is meant. */
function question({ app, desk, say, watch }: Bench, instant: (iso: string) => string): HTMLElement {
  const box = h("div", { role: "group", class: "cm-question" });
  watch(
    ({ otherDate, drawing }) => [otherDate, drawing?.now.date],
    (state) => {
      const draft = draftOf(state);
      box.hidden = state.otherDate !== "ask" || !draft;
      if (box.hidden || !draft) return;
      const shown = app.atlas.dates[app.store.get().date];
      const take = () => {
        amend(desk, { date: app.atlas.dates[app.store.get().date] });
        desk.set({ otherDate: "no" });
      };
      refill(
        box,
        h("p", {}, say("date_asked", { now: instant(shown), date: instant(draft.date) })),
        h(
          "div",
          { class: "cm-chips" },
          button(say("date_keep", { date: instant(draft.date) }), () => desk.set({ otherDate: "kept" })),
          button(say("date_take", { date: instant(shown) }), take),
        ),
      );
    },
  );
  return box;
}
