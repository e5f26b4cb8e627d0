import { h } from "../lib/element";
import type { App } from "./app";

/** Says, while the map shows confirmed ground only, that the figures beside it do not. */
export function allGroundNote(app: App): HTMLElement {
  const note = h("p", { class: "cm-small cm-quiet cm-all-ground" }, app.words.say("all_ground"));
  app.watch(["confirmedOnly"], ({ confirmedOnly }) => note.toggleAttribute("hidden", !confirmedOnly));
  return note;
}
