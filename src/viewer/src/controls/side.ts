// The side panel: title, languages, tabs. On a phone it is a sheet at the bottom.
import type { State, Tab } from "../core/choices";
import { h } from "../lib/element";
import { once } from "../lib/once";
import { wordsFor } from "../strings";
import type { Key } from "../strings/en";
import { about } from "./about";
import type { App } from "./app";
import { changesPanel } from "./changesPanel";
import { areWordsToCome } from "./coming";
import { eventsPanel } from "./eventsPanel";
import { grip } from "./grip";
import { legend } from "./legend";
import { placePanel } from "./placePanel";
import { searchBox } from "./search";
import { sourcesPanel } from "./sourcesPanel";
import { storyPanel } from "./storyPanel";

const PANELS: Readonly<Partial<Record<Tab, (app: App) => HTMLElement>>> = {
  story: storyPanel,
  map: legend,
  place: placePanel,
  changes: changesPanel,
  events: eventsPanel,
  sources: sourcesPanel,
  about,
};

export function side(app: App): HTMLElement {
  const { words, atlas } = app;
  const { events, story = [] } = atlas.header;
  const empty = new Set<string>([...(events.length || areWordsToCome(app) ? [] : ["events"]), ...(story.length ? [] : ["story"])]);
  const own = Object.keys(PANELS).filter((tab) => !empty.has(tab)) as Tab[];
  const tabs = app.extension ? [app.extension.tab, ...own] : own;
  return h(
    "aside",
    { class: "cm-side", "aria-label": words.say("tabs") },
    h(
      "header",
      { class: "cm-head" },
      h("h1", { dir: "auto" }, words.text(atlas.header.title)),
      languageButtons(app),
      searchBox(app),
    ),
    grip(app),
    tabList(app, tabs),
    ...tabs.map((tab) => tabPanel(app, tab)),
  );
}

function languageButtons({ atlas, store, words }: App): HTMLElement | null {
  const { languages } = atlas.header;
  if (languages.length < 2) return null;
  const button = (language: string) =>
    h(
      "button",
      {
        type: "button",
        class: "cm-language",
        lang: language,
        "aria-pressed": String(language === words.language),
        onclick: () => store.set({ language }),
      },
      languageName(language, atlas.header),
    );
  return h("div", { class: "cm-languages" }, ...languages.map(button));
}

/** A language's own name for itself. */
function languageName(language: string, header: App["atlas"]["header"]): string {
  const own = wordsFor(language, header).say("language");
  if (language === "en" || own !== "English") return own;
  return new Intl.DisplayNames([language, "en"], { type: "language" }).of(language) ?? language;
}

function tabList(app: App, tabs: readonly Tab[]): HTMLElement {
  const { store, words } = app;
  const list = h("div", { class: "cm-tabs", role: "tablist", "aria-label": words.say("tabs") });
  const buttons = tabs.map((tab) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `cm-tab-${tab}`,
        "aria-controls": `cm-panel-${tab}`,
        onclick: () => openTab(app, tab),
      },
      words.say(`tab_${tab}` as Key),
    ),
  );
  list.append(...buttons);
  list.addEventListener("keydown", (event) => {
    const forward = words.rightToLeft ? "ArrowLeft" : "ArrowRight";
    const beside = (by: number) => (tabs.indexOf(store.get().tab) + by + tabs.length) % tabs.length;
    const next = { ArrowLeft: beside(-1), ArrowRight: beside(-1), [forward]: beside(1), Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    enterTab(app, tabs[next], true);
    buttons[next].focus();
    event.preventDefault();
  });
  const show = ({ tab }: State) =>
    tabs.forEach((one, i) => {
      buttons[i].setAttribute("aria-selected", String(one === tab));
      buttons[i].tabIndex = one === tab ? 0 : -1;
      if (one === tab) app.later(() => bringIntoRow(list, buttons[i]));
    });
  app.watch(["tab"], show);
  return list;
}

/** Scroll a row sideways, and nothing else, until one of its buttons is in sight. */
function bringIntoRow(row: HTMLElement, button: HTMLElement): void {
  const [box, { left, right }] = [row.getBoundingClientRect(), button.getBoundingClientRect()];
  row.scrollLeft += Math.min(0, left - box.left) + Math.max(0, right - box.right);
}

/** Open a tab; on a phone its second touch closes the sheet. */
function openTab(app: App, tab: Tab): void {
  const { tab: now, open } = app.store.get();
  enterTab(app, tab, now !== tab || !open);
}

/** Go to a tab. Who comes to the changes compares with the first date for the time of the look; who is there and stopped comparing does not. */
function enterTab({ store }: App, tab: Tab, open: boolean): void {
  const { tab: now, compare } = store.get();
  store.set({ tab, open, ...(tab === "changes" && tab !== now && compare === null ? { compare: 0, glance: true } : {}) });
}

function tabPanel(app: App, tab: Tab): HTMLElement {
  const panel = h(
    "div",
    {
      class: "cm-panel",
      role: "tabpanel",
      id: `cm-panel-${tab}`,
      "aria-labelledby": `cm-tab-${tab}`,
      tabindex: 0,
    },
  );
  const fillOnce = once(() => {
    panel.append((app.extension?.tab === tab ? app.extension.panel : PANELS[tab]!)(app));
    panel.querySelectorAll("details").forEach((one, i) => (one.open = app.unfolded.get(panel.id)?.[i] ?? one.open));
  });
  const show = (state: State) => {
    panel.toggleAttribute("hidden", state.tab !== tab);
    if (state.tab === tab) app.later(fillOnce);
  };
  app.watch(["tab"], show);
  return panel;
}
