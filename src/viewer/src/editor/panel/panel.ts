// The editor's tab: what is drawn, what is said of it, what it does, and the button that writes it.
import type { App } from "../../controls/app";
import { h } from "../../lib/element";
import type { Desk } from "../desk";
import type { Seeing } from "../map/join";
import type { Session } from "../session";
import { sayIn } from "../strings";
import { applyBar } from "./applyBar";
import { benchOf } from "./bench";
import { chosenCard } from "./chosenCard";
import { draftCard } from "./draftCard";
import { effectCard } from "./effectCard";
import { formCard } from "./formCard";
import { lists } from "./lists";
import { status } from "./status";

/** Makes the panel; each new one ends what the one before heard. */
export function panelMaker(desk: Desk, seen: Seeing, session: () => Session): (app: App) => HTMLElement {
  let ending = new AbortController();
  // What is unfolded stays so in the panel of another version: the log along which somebody goes step by step.
  const unfolded = new Set<string>();
  let hasFocus = false;
  return (app) => {
    ending.abort();
    ending = new AbortController();
    const say = sayIn(app.words.language, app.atlas.header);
    const bench = benchOf({ app, desk, seen, session: session(), say }, ending.signal);
    const parts = [status, draftCard, chosenCard, formCard, effectCard, applyBar, lists];
    const panel = h("div", { class: "cm-editor", tabindex: -1 }, ...parts.map((make) => make(bench)));
    for (const one of panel.querySelectorAll("details")) if (unfolded.has(one.className)) one.open = true;
    const note = ({ target }: Event) => target instanceof HTMLDetailsElement && target.className && unfolded[target.open ? "add" : "delete"](target.className);
    panel.addEventListener("toggle", note, { capture: true });
    // Who pressed a button of the panel that was goes on in this one, not at the top of the page.
    if (hasFocus) requestAnimationFrame(() => document.activeElement === document.body && panel.focus({ preventScroll: true }));
    panel.addEventListener("focusin", () => (hasFocus = true));
    panel.addEventListener("focusout", ({ relatedTarget }) => (hasFocus = !relatedTarget || panel.contains(relatedTarget as Node)));
    return panel;
  };
}
