// The button that writes: it bears the date, and says what is wanting.
import { h, refill } from "../../lib/element";
import { GIVING, isEmpty, isIn, isWorth, MOVING } from "../core/draft";
import { actOn, crossed, draftOf, type DeskState } from "../desk";
import { blocking } from "../core/form";
import { beginningText } from "../words";
import { refusedHere } from "./adding";
import type { Bench } from "./bench";

/** Apply, with the date from when; held back while the server is asked what that would do. */
export function applyBar(bench: Bench): HTMLElement {
  const { app, desk, session, say } = bench;
  const bar = h("div", { class: "cm-apply-bar" });
  const why = refusedHere(bench, "edit");
  const show = (state: DeskState) => {
    const draft = draftOf(state);
    bar.hidden = !draft || !isWorth(draft);
    if (!draft || bar.hidden) return;
    const wanting = wantingOf(bench, state);
    const date = beginningText(app, draft, state.form);
    const text = isIn(draft.shape, GIVING)
      ? say("apply_from", { date })
      : isIn(draft.shape, MOVING)
        ? say("apply_at", { scope: say(`scope_${state.form.scope}`, { date }) })
        : say("apply");
    const refused = state.preview !== null && blocking(state.preview).length > 0;
    const ready = !wanting.length && !refused && !crossed(draft).length && actOn(desk) !== null && !state.writing && !state.asking;
    const button = h("button", { type: "button", class: "cm-apply", "aria-disabled": String(!ready), onclick: () => ready && session.apply() }, state.writing ? say("writing") : text);
    refill(bar, why, button, wanting.length ? h("small", {}, say("apply_wanting", { what: app.words.list(wanting) })) : null);
  };
  bench.watch(({ drawing, form, writing, project, preview, asking }) => [drawing, form, writing, project, preview, asking], show);
  return bar;
}

/** What the edit still lacks, in words. */
function wantingOf({ desk, say }: Bench, { form }: DeskState): string[] {
  const draft = draftOf(desk.get())!;
  if (isIn(draft.shape, GIVING)) {
    const ground = actOn(desk) === null && form.to !== "" && !isEmpty(draft);
    return [!form.to && say("wanting_to"), ground && say("wanting_ground"), !form.sources.length && say("wanting_sources")].filter(
      (one): one is string => Boolean(one),
    );
  }
  return actOn(desk) === null ? [say(draft.shape === "correct" ? "wanting_change" : "wanting_ground")] : [];
}
