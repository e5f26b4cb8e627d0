// A story told with the map: dated views with a sentence each, gone through by buttons or by scrolling beside the map.
import type { State } from "../core/choices";
import type { StoryStep } from "../core/model";
import { stepCalled } from "../core/steps";
import { h, setText } from "../lib/element";
import { icon } from "../lib/icon";
import { dayText } from "../strings/when";
import type { App } from "./app";
import { sourceList } from "./sources";

/** The steps of the map's story; the one that is read is shown on the map. */
export function storyPanel(app: App): HTMLElement {
  const { words, atlas } = app;
  const steps = atlas.header.story ?? [];
  let at = -1;
  // A button's step scrolls the panel too: only a reader's own scrolling says what is read.
  let byHand = false;
  const count = h("span", { class: "cm-quiet", role: "status" });
  const articles = steps.map((step, i) => article(app, step, () => go(i)));
  const go = (to: number, scroll = true) => {
    if (!(to in steps)) return;
    at = to;
    show(app, steps[to]);
    articles.forEach((one, i) => one.toggleAttribute("aria-current", i === to));
    setText(count, words.say("step_of", { n: words.number(to + 1), all: words.number(steps.length) }));
    previous.setAttribute("aria-disabled", String(to === 0));
    next.setAttribute("aria-disabled", String(to === steps.length - 1));
    if (!scroll) return;
    byHand = false;
    articles[to].scrollIntoView({ block: "nearest" });
  };
  const button = (name: "previous" | "next", by: number) => {
    const label = words.say(`story_${name}`);
    return h("button", { type: "button", class: "cm-button", "aria-label": label, title: label, onclick: () => go(at + by) }, icon(name));
  };
  const [previous, next] = [button("previous", -1), button("next", 1)];
  const panel = h("div", { class: "cm-story-panel" }, h("div", { class: "cm-story-bar" }, previous, count, next), ...articles);
  // What is read is what has come to the upper part of the panel; at its end, the last.
  queueMicrotask(() => {
    const box = panel.parentElement!;
    for (const hand of ["wheel", "touchmove", "keydown", "pointerdown"])
      box.addEventListener(hand, () => (byHand = true), { passive: true, capture: true });
    box.addEventListener("scroll", () => {
      if (!byHand || app.store.get().tab !== "story") return;
      const line = box.getBoundingClientRect().top + box.clientHeight * 0.4;
      const ended = box.scrollTop + box.clientHeight >= box.scrollHeight - 2;
      const read = ended ? articles.length - 1 : articles.filter((one) => one.getBoundingClientRect().top <= line).length - 1;
      if (read !== at && read >= 0) go(read, false);
    });
  });
  setText(count, words.say("step_of", { n: words.number(0), all: words.number(steps.length) }));
  return panel;
}

function article(app: App, step: StoryStep, onclick: () => void): HTMLElement {
  const date = stepCalled(app.atlas.steps, step.date);
  return h(
    "article",
    { class: "cm-story-step" },
    h("h2", {}, h("button", { type: "button", class: "cm-plain", onclick }, dayText(app, date, "full"))),
    h("p", { dir: "auto" }, app.words.text(step.text)),
    step.sources.length ? sourceList(app, step.sources) : null,
  );
}

/** Show what a step shows. */
function show({ atlas, store, view }: App, step: StoryStep): void {
  const { steps, header } = atlas;
  const place = header.places.find(({ id }) => id === step.place);
  const choices: Partial<State> = {
    date: stepCalled(steps, step.date),
    compare: step.compare === null ? null : stepCalled(steps, step.compare),
    place: place ? { lon: place.lon, lat: place.lat, id: place.id } : null,
    playing: false,
  };
  store.set(choices);
  if (step.view) view.fit(step.view);
}
