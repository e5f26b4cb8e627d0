// The events of the date, in words.
import { type App, actorShort } from "../app";
import type { MapEvent } from "../core/payload";
import { h, refill } from "../dom";
import { eventsAt } from "../map/eventMarkers";
import type { State } from "../state";
import { sourceList } from "./sources";

/** The list of the date's events; it follows the date. */
export function eventsPanel(app: App): HTMLElement {
  const list = h("div", { class: "cm-events" });
  const show = ({ date }: State) => {
    const events = eventsAt(app.atlas, date);
    refill(list, ...(events.length ? events.map((event) => eventCard(app, event)) : [h("p", { class: "cm-quiet" }, app.words.say("no_events"))]));
  };
  let stale = true;
  const showIfSeen = (state: State) => {
    if (!stale || state.tab !== "events") return;
    show(state);
    stale = false;
  };
  showIfSeen(app.store.get());
  app.on((state, before) => {
    stale ||= state.date !== before.date;
    showIfSeen(state);
  });
  return list;
}

/** One event: when, where, what, how many, who says so. */
export function eventCard(app: App, event: MapEvent): HTMLElement {
  const { words, view } = app;
  const place = words.text(event.place);
  const go = () => event.lon !== null && event.lat !== null && view.show(event.lon, event.lat);
  return h("article", { class: "cm-event-card" },
    h("h3", { dir: "auto" }, event.lon === null ? place : h("button", { type: "button", class: "cm-plain", onclick: go }, place || words.say("event"))),
    h("p", { class: "cm-quiet" }, [words.instant(event.date), kindText(event.kind), actorText(app, event)].filter(Boolean).join(" · ")),
    h("p", { dir: "auto" }, words.text(event.statement)),
    casualties(app, event),
    event.note ? h("p", { class: "cm-note", dir: "auto" }, words.text(event.note)) : null,
    sourceList(app, event.sources),
  );
}

const kindText = (kind: string): string => kind.replace(/_/g, " ");

function actorText(app: App, { actor }: MapEvent): string {
  if (!actor) return "";
  const index = app.atlas.header.actors.findIndex(({ id }) => id === actor);
  return app.words.say("opposed", { actor: index < 0 ? actor : actorShort(app, index) });
}

function casualties({ words }: App, event: MapEvent): HTMLElement | null {
  const counts = ([["killed", event.killed], ["killed_children", event.killed_children], ["injured", event.injured]] as const)
    .flatMap(([key, n]) => (n === null || n === undefined ? [] : [words.say(key, { n: words.number(n) })]));
  if (!counts.length) return null;
  const who = event.reported_by ? `, ${words.say("reported_by", { who: event.reported_by })}` : "";
  return h("p", { class: "cm-casualties" }, counts.join(", ") + who);
}
