// What reports and events say of one place, in order of time.
import { minutesOf } from "../core/civil";
import { kmBetween } from "../core/geodesy";
import type { ControlState, MapEvent, Report, Spot, UnplacedReport } from "../core/model";
import { reportsAt, reportsBehind } from "../core/reports";
import { h } from "../lib/element";
import { actorColour } from "../scene/theme";
import { actorName, statusText } from "../strings/describe";
import type { Key } from "../strings/en";
import { instantText } from "../strings/when";
import type { App } from "./app";
import { eventCard } from "./eventsPanel";
import { folded } from "./sortable";
import { sourceList } from "./sources";

/** Events this near to a place are told with it. */
const NEAR_KM = 2;

/** One report: when, whom it names, in what words, on whose word. */
export function saying(app: App, report: Report | UnplacedReport): HTMLElement {
  const { words } = app;
  const dot = h("span", { class: "cm-dot" });
  if (report.controller > 0) dot.style.background = actorColour(app, report.controller);
  const status = statusText(app, report);
  return h(
    "article",
    { class: "cm-saying" },
    h("p", {}, dot, " ", h("b", { dir: "auto" }, actorName(app, report.controller)), status && ` ${status}`, ` · ${instantText(words, report.date, report.precision)}`),
    h("p", { dir: "auto" }, words.text(report.statement)),
    words.text(report.note) ? h("p", { class: "cm-note", dir: "auto" }, words.text(report.note)) : null,
    h("details", {}, h("summary", {}, words.say("sources")), sourceList(app, report.sources)),
  );
}

/** All that is said of a place, those who contradict each other side by side. */
export function sayings(app: App, cell: number, id: string | null, spot: Spot): HTMLElement[] {
  const { whole, words } = app;
  const reports = reportsAt(whole, cell, id);
  const near = ({ lon, lat }: MapEvent) => lon !== null && lat !== null && kmBetween(lon, lat, spot.lon, spot.lat) <= NEAR_KM;
  const events = whole.header.events.filter(near);
  if (!reports.length && !events.length) return [];
  const groups = new Map<string, Report[]>();
  for (const report of reports) groups.set(report.date, [...(groups.get(report.date) ?? []), report]);
  const open = reports.some(({ disputed, verdict }) => disputed || (verdict !== null && verdict !== "agrees"));
  const items = [
    ...[...groups].map(([date, list]) => ({
      at: minutesOf(date),
      item: h("li", { class: list.length > 1 ? "cm-beside" : "" }, ...list.map((report) => told(app, report))),
    })),
    ...events.map((event) => ({ at: minutesOf(event.date), item: h("li", {}, eventCard(app, event)) })),
  ].sort((a, b) => a.at - b.at);
  return [
    h("details", { class: "cm-said", open }, h("summary", {}, words.say("said_here", { n: words.number(items.length) })), h("ol", { class: "cm-sayings" }, ...items.map(({ item }) => item))),
  ];
}

/** All that sources of a state say of its holders, wherever, the nearest first; made when it is opened. */
export function behindParts(app: App, state: ControlState, spot: Spot): HTMLElement[] {
  const { whole, words } = app;
  const { places } = whole.header;
  const km = ({ place }: Report) => kmBetween(places[place].lon, places[place].lat, spot.lon, spot.lat);
  const reports = reportsBehind(whole, state).sort((a, b) => km(a) - km(b));
  if (!reports.length) return [];
  const item = (report: Report) => {
    const where = words.say("said_away", { place: words.text(places[report.place].name), distance: words.distance(km(report)) });
    return h("li", {}, h("p", { class: "cm-small cm-quiet", dir: "auto" }, where), saying(app, report));
  };
  const fill = () => ({ element: h("ol", { class: "cm-sayings" }, ...reports.map(item)), show: () => {} });
  return [folded(words.say("said_by_sources", { n: words.number(reports.length) }), fill)];
}

/** A report, and that it speaks against the map or against another, or agrees with the map on the holder only. */
function told(app: App, report: Report): HTMLElement {
  const one = saying(app, report);
  const { disputed, verdict, differs } = report;
  const keys: (Key | null)[] = [disputed ? "disputed" : verdict !== null && verdict !== "agrees" ? "against_map" : null, differs ? `agrees_but_${differs}` : null];
  for (const key of keys) if (key) one.append(h("p", { class: "cm-quiet cm-small" }, app.words.say(key)));
  return one;
}
