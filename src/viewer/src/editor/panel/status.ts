// What is to be known at once: whether the server is there, whether drafts are kept, what was just done, which date is meant.
import { h, refill } from "../../lib/element";
import { stepText } from "../../strings/when";
import { dateOfStep } from "../core/begins";
import { draftOf, type DeskState, redate } from "../desk";
import { undo } from "../map/keys";
import type { EditorKey } from "../strings/en";
import { beginningText, commandText } from "../words";
import { type Bench, button } from "./bench";

/** Messages, and the question of the date. */
export function status(bench: Bench): HTMLElement {
  const line = h("div", { class: "cm-status", role: "status" });
  const { app, say } = bench;
  const saidText = ({ key, values = {} }: NonNullable<DeskState["said"]>) =>
    say(key as EditorKey, "command" in values ? { ...values, command: commandText(app.words.language, String(values.command)) } : values);
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
      said && h("p", { class: "cm-said" }, saidText(said)),
    );
  };
  bench.watch(({ online, unkept, said }) => [online, unkept, said], show);
  return h("div", {}, line, question(bench), farQuestion(bench));
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
function question({ app, desk, say, watch }: Bench): HTMLElement {
  const box = h("div", { role: "group", class: "cm-question" });
  watch(
    ({ otherDate, drawing, form }) => [otherDate, drawing?.now.date, form.precision],
    (state) => {
      const draft = draftOf(state);
      box.hidden = state.otherDate !== "ask" || !draft;
      if (box.hidden || !draft) return;
      const { date: step } = app.store.get();
      const [shown, date] = [stepText(app, step), beginningText(app, draft, state.form)];
      const take = () => {
        redate(desk, dateOfStep(app.atlas.steps, app.store.get().date));
        desk.set({ otherDate: "no" });
      };
      refill(
        box,
        h("p", {}, say("date_asked", { now: shown, date })),
        h(
          "div",
          { class: "cm-chips" },
          button(say("date_keep", { date }), () => desk.set({ otherDate: "kept" })),
          button(say("date_take", { date: shown }), take),
        ),
      );
    },
  );
  return box;
}
