// What reports and events say of one place, in order of time.
import { minutesOf } from "../core/civil";
import { kmBetween } from "../core/geodesy";
import type { ControlState, MapEvent, Report, Spot, UnplacedReport } from "../core/model";
import { reportsAt, testimonyOf } from "../core/reports";
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

/** What ground rests on, the nearest first, and what else its sources say of its holders; made when it is opened. */
export function evidenceParts(app: App, states: readonly ControlState[], spot: Spot): HTMLElement[] {
  const { behind, others } = testimonyOf(app.whole, states);
  return [...reportList(app, "said_by_sources", behind, spot), ...reportList(app, "said_else", others, spot)];
}

function reportList(app: App, key: Key, reports: readonly (Report | UnplacedReport)[], spot: Spot): HTMLElement[] {
  const { whole, words } = app;
  const { places } = whole.header;
  const km = ({ place }: Report | UnplacedReport) =>
    typeof place === "number" ? kmBetween(places[place].lon, places[place].lat, spot.lon, spot.lat) : Infinity;
  if (!reports.length) return [];
  const where = (report: Report | UnplacedReport) =>
    typeof report.place === "number"
      ? words.say("said_away", { place: words.text(places[report.place].name), distance: words.distance(km(report)) })
      : `${words.text(report.place)} · ${words.say("without_point")}`;
  const item = (report: Report | UnplacedReport) =>
    h("li", {}, h("p", { class: "cm-small cm-quiet", dir: "auto" }, where(report)), saying(app, report));
  const nearest = [...reports].sort((a, b) => (km(a) < km(b) ? -1 : Number(km(a) > km(b))));
  const fill = () => ({ element: h("ol", { class: "cm-sayings" }, ...nearest.map(item)), show: () => {} });
  return [folded(words.say(key, { n: words.number(reports.length) }), fill)];
}

/** A report, and that it speaks against the map or against another, or agrees with the map on the holder only. */
function told(app: App, report: Report): HTMLElement {
  const one = saying(app, report);
  const { disputed, verdict, differs } = report;
  const keys: (Key | null)[] = [disputed ? "disputed" : verdict !== null && verdict !== "agrees" ? "against_map" : null, differs ? `agrees_but_${differs}` : null];
  for (const key of keys) if (key) one.append(h("p", { class: "cm-quiet cm-small" }, app.words.say(key)));
  return one;
}
