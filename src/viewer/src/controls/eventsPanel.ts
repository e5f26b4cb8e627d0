// The events of the date or of a stretch of time, in words.
import { type EventWindow, type State, toggled } from "../core/choices";
import { EVENT_GROUPS, type EventGroup, groupOfKind } from "../core/eventKinds";
import { eventsChanged, shownEvents } from "../core/events";
import type { MapEvent } from "../core/model";
import { h, refill, svg } from "../lib/element";
import { SHAPES } from "../scene/pins";
import { actorShort } from "../strings/describe";
import { instantText } from "../strings/when";
import type { App } from "./app";
import { areWordsToCome, comingWords } from "./coming";
import { sourceList } from "./sources";

const WINDOWS: readonly EventWindow[] = ["day", "until", "range"];

/** Filters and the list of events; it follows the date. */
export function eventsPanel(app: App): HTMLElement {
  if (areWordsToCome(app)) return comingWords(app);
  const list = h("div", { class: "cm-events" });
  const show = (state: State) => {
    const events = shownEvents(app.atlas, state);
    refill(
      list,
      ...(events.length
        ? events.map((event) => eventCard(app, event))
        : [h("p", { class: "cm-quiet" }, app.words.say("no_events"))]),
    );
  };
  let stale = true;
  const showIfSeen = (state: State) => {
    if (!stale || state.tab !== "events") return;
    show(state);
    stale = false;
  };
  showIfSeen(app.store.get());
  app.on((state, before) => {
    stale ||= eventsChanged(state, before);
    showIfSeen(state);
  });
  return h("div", {}, filters(app), h("p", { class: "cm-quiet cm-small" }, app.words.say("not_added")), list);
}

function filters(app: App): HTMLElement {
  const { store, words, atlas } = app;
  const window_ = h(
    "select",
    {
      "aria-label": words.say("event_window"),
      onchange: () => store.set({ eventWindow: window_.value as EventWindow }),
    },
    ...WINDOWS.map((name) => h("option", { value: name }, words.say(`window_${name}`))),
  );
  const present = EVENT_GROUPS.filter((group) =>
    atlas.header.events.some(({ kind }) => groupOfKind(kind) === group),
  );
  const boxes = present.map((group) => {
    const box = h("input", {
      type: "checkbox",
      onchange: () => store.set({ hiddenGroups: toggled(store.get().hiddenGroups, group) }),
    });
    return {
      group,
      box,
      label: h("label", { class: "cm-check" }, box, groupMark(group), h("span", {}, words.say(`group_${group}`))),
    };
  });
  const show = (state: State) => {
    window_.value = state.eventWindow;
    for (const { group, box } of boxes) box.checked = !state.hiddenGroups.has(group);
  };
  app.watch(["eventWindow", "hiddenGroups"], show);
  return h(
    "div",
    { class: "cm-filters" },
    window_,
    h(
      "div",
      { class: "cm-groups", role: "group", "aria-label": words.say("event_kinds") },
      ...boxes.map(({ label }) => label),
    ),
  );
}

/** The mark of a group on the map. */
const groupMark = (group: EventGroup): SVGElement =>
  svg(
    "svg",
    { class: "cm-shape", viewBox: "-9 -9 18 18", "aria-hidden": "true" },
    svg("path", { d: SHAPES[group], fill: "none", stroke: "currentColor", "stroke-width": 1.5, "stroke-linejoin": "round" }),
  );

/** One event: when, where, what, how many, who says so. */
export function eventCard(app: App, event: MapEvent): HTMLElement {
  const { words, view } = app;
  const place = words.text(event.place) || words.say("event");
  const go = () => event.lon !== null && event.lat !== null && view.show(event.lon, event.lat);
  const about = [instantText(words, event.date, event.precision), words.kind(event.kind), actorText(app, event)];
  return h(
    "article",
    { class: "cm-event-card" },
    h(
      "h2",
      { dir: "auto" },
      event.lon === null ? place : h("button", { type: "button", class: "cm-plain", onclick: go }, place),
    ),
    h("p", { class: "cm-quiet", dir: "auto" }, about.filter(Boolean).join(" · ")),
    h("p", { dir: "auto" }, words.text(event.statement)),
    casualties(app, event),
    words.own(event.note) ? h("p", { class: "cm-note", dir: "auto" }, words.own(event.note)) : null,
    sourceList(app, event.sources),
  );
}

function actorText(app: App, { actor }: MapEvent): string {
  if (!actor) return "";
  const index = app.atlas.header.actors.findIndex(({ id }) => Object.values(actor).includes(id));
  return app.words.say("opposed", { actor: index < 0 ? app.words.text(actor) : actorShort(app, index) });
}

const BASES = ["incident", "aggregate", "cumulative", "claim"] as const;

/** Counts as reported, with what they count: they are shown one by one and never added up. */
function casualties({ words }: App, event: MapEvent): HTMLElement | null {
  const counts = (
    [
      ["killed", event.killed],
      ["killed_children", event.killed_children || null],
      ["injured", event.injured],
    ] as const
  ).flatMap(([key, n]) => (n === null || n === undefined ? [] : [words.say(key, { n: words.number(n) })]));
  const basis = BASES.find((one) => one === event.count_basis);
  const who = event.reported_by ? words.say("reported_by", { who: words.text(event.reported_by) }) : "";
  if (!counts.length) return who ? h("p", { class: "cm-small cm-quiet", dir: "auto" }, who) : null;
  return h(
    "p",
    { class: "cm-casualties", dir: "auto" },
    counts.join(words.say("comma")),
    h("small", {}, ` (${[basis ? words.say(`basis_${basis}`) : "", who].filter(Boolean).join(words.say("semicolon"))})`),
  );
}
