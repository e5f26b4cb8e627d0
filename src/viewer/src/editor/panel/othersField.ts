// Further actors of ground that is contested or joint, as buttons.
import { h, refill } from "../../lib/element";
import { actorShort } from "../../strings/describe";
import type { DeskState } from "../desk";
import type { Bench } from "./bench";

/** How ground is held, and with or against whom, wherever that is said. */
interface Said {
  readonly of: (state: DeskState) => { readonly status: string; readonly others: readonly string[] };
  readonly put: (others: readonly string[]) => void;
}

/** With or against whom; nothing where that says nothing. */
export function othersField({ app, say, watch }: Bench, { of, put }: Said): HTMLElement {
  const list = h("div", { class: "cm-chips", role: "group", "aria-label": say("with_whom") });
  const box = h("div", { class: "cm-field" }, h("span", {}, say("with_whom")), list);
  const chip = (others: readonly string[]) => ({ id }: { readonly id: string }, actor: number) => {
    const on = others.includes(id);
    const toggle = () => put(on ? others.filter((one) => one !== id) : [...others, id]);
    return h("button", { type: "button", class: "cm-chip", "aria-pressed": String(on), onclick: toggle }, actorShort(app, actor));
  };
  watch(
    (state) => [of(state).others, of(state).status],
    (state) => {
      const { status, others } = of(state);
      box.hidden = !["contested", "joint"].includes(status);
      refill(list, ...app.atlas.header.actors.map(chip(others)));
    },
  );
  return box;
}
