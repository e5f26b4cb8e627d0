// A report: who held a place on a date, as a source says. It changes no ground; where the map says otherwise, that is listed.
import { hasTime } from "../../core/civil";
import { h } from "../../lib/element";
import { once } from "../../lib/once";
import { actorShort } from "../../strings/describe";
import { dateOfStep } from "../core/begins";
import { lackedBy, NO_REPORT, type ReportForm, toldReport } from "../core/records";
import { sayOfReport } from "../desk";
import { server } from "../server/client";
import { addBar } from "./adding";
import { type Bench, field, select, textField } from "./bench";
import { othersField } from "./othersField";
import { sourcesField } from "./sourcesField";

const STATUSES = ["held", "contested", "joint", "besieged"] as const;
const CONFIDENCES = ["high", "medium", "low"] as const;
const KINDS = ["change", "held", "baseline", "context"] as const;
const NAMED = ["named", "inferred", "not_named"] as const;
const PRECISIONS = ["hour", "part_of_day", "order"] as const;

/** "2024-11-30T20:00" is said of the day. */
const dayOf = (iso: string): string => iso.split("T")[0];

/** A form for one, folded and not even made until it is wanted. */
export function reportForm(bench: Bench): HTMLElement {
  const { app, desk, say, watch } = bench;
  const box = h("details", { class: "cm-report", ontoggle: () => toggled(bench, box.open) }, h("summary", {}, say("add_report")));
  const made = once(() => box.append(...form(bench)));
  watch(
    ({ report }) => [report.open],
    ({ report }) => {
      if (report.open) made();
      box.open = report.open;
    },
  );
  // Whoever looks at another place means that one.
  app.on(({ place }, before) => {
    if (place !== before.place && place?.id && desk.get().report.open) sayOfReport(desk, { place: nameOf(bench, place.id) });
  });
  return box;
}

function form(bench: Bench): HTMLElement[] {
  const { app, say } = bench;
  const names = app.atlas.header.places.map(({ name }) => h("option", { value: app.words.text(name) }));
  const wanting = () => lackedBy(bench.desk.get().report).map((name) => say(`wanting_${name}`));
  const { bar } = addBar(bench, "report", wanting, () => send(bench));
  return [
    h("p", { class: "cm-quiet cm-small" }, say("report_hint")),
    h("div", { class: "cm-form" }, ...fields(bench)),
    h("datalist", { id: "cm-places" }, ...names),
    bar,
  ];
}

/** It begins with the place and the date that are looked at. */
function toggled(bench: Bench, open: boolean): void {
  const { app, desk } = bench;
  const { report } = desk.get();
  if (open === report.open) return;
  const { place, date } = app.store.get();
  const begun = { place: report.place || nameOf(bench, place?.id ?? ""), date: report.date || dayOf(dateOfStep(app.atlas.steps, date)) };
  sayOfReport(desk, { open, ...(open && begun) });
}

function nameOf({ app }: Bench, id: string): string {
  const place = app.atlas.header.places.find((one) => one.id === id);
  return place ? app.words.text(place.name) : "";
}

function fields(bench: Bench): HTMLElement[] {
  const { app, desk, say } = bench;
  const { report } = desk.get();
  const put = (name: keyof ReportForm) => (text: string) => sayOfReport(desk, { [name]: text });
  const actors = app.atlas.header.actors.map(({ id }, i): [string, string] => [id, actorShort(app, i)]);
  const statuses = STATUSES.map((one): [string, string] => [one, app.words.say(`status_${one}`)]);
  const confidences = CONFIDENCES.map((one): [string, string] => [one, say(`confidence_${one}`)]);
  const kinds = KINDS.map((one): [string, string] => [one, say(`kind_of_report_${one}`)]);
  const named = NAMED.map((one): [string, string] => [one, say(`named_${one}`)]);
  const place = textField(report.place, put("place"), { list: "cm-places", class: "cm-text cm-report-place" });
  const date = textField(report.date, put("date"), { dir: "ltr", placeholder: "2024-11-30", spellcheck: "false", autocomplete: "off" });
  bench.watch(
    (state) => [state.report.place, state.report.date],
    (state) => {
      for (const [one, text] of [[place, state.report.place], [date, state.report.date]] as const) if (one.value !== text) one.value = text;
    },
  );
  return [
    field(say("report_place"), place),
    field(say("report_date"), date),
    precisionField(bench, put("precision")),
    field(say("kind_of_report"), select([["", say("kind_of_report_usual")], ...kinds], report.kind, put("kind"))),
    field(say("right_controller"), select([["", say("choose")], ...actors], report.controller, put("controller"), { class: "cm-report-who" })),
    field(say("report_from"), select([["", say("report_not_said")], ...actors], report.from_controller, put("from_controller"))),
    field(say("named"), select(named, report.named, put("named"))),
    field(say("how"), select(statuses, report.status, put("status"))),
    othersField(bench, { of: (state) => state.report, put: (others) => sayOfReport(desk, { others }) }),
    field(say("report_statement"), textField(report.statement, put("statement"))),
    field(say("certainty"), select(confidences, report.confidence, put("confidence"), { class: "cm-report-confidence" })),
    sourcesField(bench, { of: (state) => state.report.sources, put: (sources) => sayOfReport(desk, { sources }) }),
    field(say("note"), textField(report.note, put("note"))),
  ];
}

/** How much the hour means, where the date has one. */
function precisionField({ desk, say, watch }: Bench, put: (precision: string) => void): HTMLElement {
  const options = PRECISIONS.map((one): [string, string] => [one, say(`precision_${one}`)]);
  const box = field(say("precision"), select([["", say("precision_as_written")], ...options], desk.get().report.precision, put));
  watch(
    ({ report }) => [report.date],
    ({ report }) => void (box.hidden = !hasTime(report.date)),
  );
  return box;
}

function send({ desk, session }: Bench): Promise<void> {
  const { report, who } = desk.get();
  return session.change(async () => {
    const answer = await server.addReport(toldReport(report), who);
    // The next one is often of the same day and source.
    desk.set({ report: { ...NO_REPORT, open: true, date: report.date, sources: report.sources } });
    return answer;
  }, "report_noted", "report");
}
