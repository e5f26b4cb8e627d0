// How we know: what the map says of itself, how far it agrees with its reports, where they disagree, all sources, what was
// corrected, and how it is cited.
import { type Cited, citedInBibtex, citedInCsl, citedInWords, citedParts } from "../core/citation";
import { isoOf, knownOf, minutesOf } from "../core/civil";
import { creditsOf } from "../core/credits";
import { unplacedDisputes } from "../core/disputes";
import type { Correction, Header, LeftOut, Report, Source, UnplacedReport } from "../core/model";
import { agreementOf, disputesOf, reportsOf, restingOn } from "../core/reports";
import { stepCalled } from "../core/steps";
import { h } from "../lib/element";
import { actorName, actorShort } from "../strings/describe";
import type { Key } from "../strings/en";
import { instantText, knownText, writtenText } from "../strings/when";
import type { App } from "./app";
import { areWordsToCome, comingWords } from "./coming";
import { knownParts } from "./known";
import { saying } from "./sayings";
import { choosePlace } from "./search";
import { copyButton } from "./sharePanel";
import { issuedText, publisherOf, titleLink, titleOf } from "./sources";
import { type Column, folded, sortable } from "./sortable";

export function sourcesPanel(app: App): HTMLElement {
  const { whole: { header }, words } = app;
  const paragraphs = (text: string) => text.split(/\n\s*\n/).map((part) => h("p", { dir: "auto" }, part.replace(/\s*\n\s*/g, " ")));
  const description = words.text(header.description);
  return h(
    "div",
    { class: "cm-about cm-know" },
    h("h2", {}, words.say("know")),
    ...(description ? paragraphs(description) : []),
    ...(header.about ?? []).map(({ title, text }, i) =>
      h("details", { open: i === 0 }, h("summary", { dir: "auto" }, words.text(title)), ...paragraphs(words.text(text))),
    ),
    ...heldBackParts(app),
    areWordsToCome(app) && comingWords(app),
    ...agreementParts(app),
    ...disputeParts(app),
    header.sources.length > 0 && folded(words.say("all_sources", { n: words.number(sourcesIn(header).length) }), () => sourceTable(app)),
    ...correctionParts(app),
    ...knownParts(app),
    ...citeParts(app),
    h("h2", {}, words.say("attribution")),
    h("ul", {}, ...creditsOf(header, words.text).map((line) => h("li", { dir: "auto" }, line))),
    header.licence ? h("p", { dir: "auto" }, `${words.say("licence")}: ${header.licence}`) : null,
    h("p", {}, words.say("time_zone", { zone: zoneName(words.locale, header) })),
    header.known_on ? h("p", {}, knownText(app)) : null,
    header.digest ? h("p", { class: "cm-small cm-digest" }, words.say("digest"), " ", h("code", { dir: "ltr" }, header.digest)) : null,
    h("p", { class: "cm-quiet" }, words.say("made_with", { generator: header.generator })),
  );
}

function heldBackParts({ words, whole: { header } }: App): HTMLElement[] {
  const { held_back } = header;
  if (!held_back) return [];
  const { delay_hours, coarse, kinds } = held_back;
  const sizes = [...new Set(coarse.map(([, km]) => km))];
  const layers = (size: number) => words.list(coarse.filter(([, km]) => km === size).map(([layer]) => words.text(header.layers[layer].name)));
  return [
    h("h2", {}, words.say("held_back")),
    ...(delay_hours ? [h("p", {}, words.say("held_delay", { hours: words.number(delay_hours) }))] : []),
    ...sizes.map((km) => h("p", {}, words.say("held_coarse", { km: words.number(km), layers: layers(km) }))),
    ...(kinds.length ? [h("p", {}, words.say("held_kinds", { kinds: words.list(kinds.map(words.kind)) }))] : []),
  ];
}

function agreementParts(app: App): HTMLElement[] {
  const { words, whole } = app;
  const { agreeing, compared, otherwise, inPart } = agreementOf(whole);
  if (!compared) return [];
  const told = words.say("agreement", { n: words.number(agreeing), all: words.number(compared), reports: words.number(reportsOf(whole).length) });
  const why = (report: Report) =>
    report.differs ? words.say(`agrees_but_${report.differs}`) : words.say("map_otherwise", { why: words.say(`verdict_${report.verdict}` as Key) });
  const item = (report: Report) => h("li", {}, placeButton(app, report), saying(app, report), h("p", { class: "cm-quiet cm-small" }, why(report)));
  const list = (key: Key, reports: readonly Report[]) =>
    reports.length ? [h("details", {}, h("summary", {}, words.say(key, { n: words.number(reports.length) })), h("ol", { class: "cm-sayings" }, ...reports.map(item)))] : [];
  return [
    h("h2", {}, words.say("agreement_title")),
    h("p", {}, told),
    ...leftOutParts(app),
    ...list("not_agreeing", otherwise),
    ...list("agreeing_in_part", inPart),
  ];
}

/** How far the map foretells reports that are left out of it. */
function leftOutParts({ words, whole: { header } }: App): HTMLElement[] {
  const { left_out: rows = [] } = header;
  if (!rows.length) return [];
  const item = ({ km, trials, foretold, between: [low, high] }: LeftOut) =>
    h(
      "li",
      {},
      words.say(km ? "left_out_within" : "left_out_place", {
        km: words.number(km),
        n: words.number(foretold),
        all: words.number(trials),
        share: words.percent(foretold / trials),
        low: words.percent(low),
        high: words.percent(high),
      }),
    );
  return [h("p", {}, words.say("left_out")), h("ul", { class: "cm-left-out" }, ...rows.map(item))];
}

function disputeParts(app: App): (HTMLElement | false)[] {
  const { words, whole, store } = app;
  const disputes = disputesOf(whole);
  const unplaced = unplacedDisputes(whole.header);
  if (!reportsOf(whole).length && !unplaced.length) return [];
  if (!disputes.length && !unplaced.length) return [h("h2", {}, words.say("disputes_title")), h("p", {}, words.say("disputes_none"))];
  const box = h("input", { type: "checkbox", onchange: () => store.set({ disputes: box.checked }) });
  app.watch(["disputes"], ({ disputes: shown }) => void (box.checked = shown));
  const item = (where: Element, reports: readonly (Report | UnplacedReport)[]) =>
    h("li", {}, where, h("div", { class: "cm-beside" }, ...reports.map((report) => saying(app, report))));
  const items = [
    ...disputes.map((reports) => item(placeButton(app, reports[0]), reports)),
    ...unplaced.map((reports) => item(placeAlone(app, reports[0]), reports)),
  ];
  return [
    h("h2", {}, words.say("disputes_title")),
    disputes.length > 0 && h("label", { class: "cm-check" }, box, h("span", {}, words.say("disputes_show"))),
    h("details", {}, h("summary", {}, words.say("disputes_list", { n: words.number(items.length) })), h("ol", { class: "cm-sayings" }, ...items)),
  ];
}

function placeButton(app: App, report: Report): HTMLElement {
  const place = app.whole.header.places[report.place];
  const onclick = () => {
    app.store.set({ date: stepCalled(app.whole.steps, report.date), playing: false });
    choosePlace(app, place);
  };
  return h("button", { type: "button", class: "cm-plain", onclick }, app.words.text(place.name));
}

/** A place that nobody can go to: no point of it is known. */
const placeAlone = ({ words }: App, { place }: UnplacedReport): HTMLElement =>
  h("p", {}, h("b", { dir: "auto" }, words.text(place)), ` · ${words.say("without_point")}`);

function sourceTable(app: App) {
  const { whole, words } = app;
  const resting = restingOn(whole);
  const lean = ({ lean: id }: Source) => {
    const actor = whole.header.actors.findIndex((one) => one.id === id);
    return actor < 0 ? "" : actorShort(app, actor);
  };
  const index = new Map(whole.header.sources.map((source, i) => [source, i]));
  const rests = (source: Source) => resting[index.get(source)!];
  const columns: Column<Source>[] = [
    { title: words.say("outlet"), text: (source) => publisherOf(words, source) },
    { title: words.say("source_title"), text: (source) => titleOf(words, source), cell: (source) => titleLink(app, source) },
    { title: words.say("issued"), text: (source) => source.issued ?? "", cell: ({ issued }) => (issued ? issuedText(words, issued) : "") },
    { title: words.say("lean"), text: lean },
    { title: words.say("resting"), text: (source) => String(rests(source)), cell: (source) => words.number(rests(source)), by: rests },
  ];
  return sortable(app, words.say("sources"), columns, () => sourcesIn(whole.header));
}

/** The sources; of a map as it was known on a day those that were published by then. */
const sourcesIn = ({ sources, known_on, view_name }: Header): readonly Source[] =>
  known_on && !view_name ? sources.filter(({ issued }) => !issued || issued <= known_on) : sources;

function correctionParts(app: App): HTMLElement[] {
  const { words, whole } = app;
  const corrections = whole.header.corrections ?? [];
  if (!corrections.length) return whole.header.editions || whole.header.known_on ? [h("p", { class: "cm-quiet" }, words.say("not_corrected"))] : [];
  const columns: Column<Correction>[] = [
    { title: words.say("corrected_on"), text: (one) => one.superseded_at, cell: (one) => writtenText(words, one.superseded_at) },
    { title: words.say("tab_place"), text: (one) => words.text(one.area) || words.text(whole.header.layers[one.layer].name) },
    { title: words.say("said_before"), text: (one) => actorName(app, one.controller) },
    { title: words.say("held_since"), text: (one) => isoOf(minutesOf(one.from), knownOf(one.from, one.from_precision)), cell: (one) => instantText(words, one.from, one.from_precision) },
  ];
  return [folded(words.say("corrections", { n: words.number(corrections.length) }), () => sortable(app, words.say("corrected_on"), columns, () => corrections))];
}

function citeParts(app: App): HTMLElement[] {
  const { words, whole: { header } } = app;
  const cited = (): Cited => ({
    title: words.text(header.title),
    authors: (header.author ?? []).map(words.text),
    publisher: header.publisher ? words.text(header.publisher) : "",
    issued: header.issued ?? "",
    issuedInWords: header.issued ? writtenText(words, header.issued) : "",
    address: location.protocol.startsWith("http") ? location.href.replace(/#.*/, "") : null,
    today: today(),
    seen: words.say("cited_seen", { date: writtenText(words, today()) }),
    language: words.language,
    digest: header.digest ?? "",
    edition: (version) => words.say("cited_edition", { version }),
    licence: header.licence ?? "",
  });
  return [
    h("h2", {}, words.say("cite")),
    h("p", { class: "cm-cited", dir: "auto" }, ...citedParts(cited()).flatMap((part, at) => [at ? ". " : "", unturning(part)])),
    h(
      "div",
      { class: "cm-chips" },
      copyButton(app, "cite_text", () => citedInWords(cited())),
      copyButton(app, "cite_bibtex", () => citedInBibtex(cited())),
      copyButton(app, "cite_csl", () => citedInCsl(cited())),
    ),
  ];
}

/** Signs that turn the text behind them round, or keep it from being turned. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;
/** Part of a line that turns no other; the line takes its direction from those that are not isolated. */
const unturning = (part: string): HTMLElement | string => (TURNING.test(part) ? h("bdi", {}, part) : part);

/** The reader's own day. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** The name of a map's time zone when the map begins, in the reader's language, as far as the browser knows one. */
function zoneName(locale: string, { time_zone: timeZone, period }: Header): string {
  try {
    const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "longGeneric" }).formatToParts(minutesOf(period[0]) * 60_000);
    return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
  } catch {
    return timeZone;
  }
}
