// A report: who held a place on a date, as a source says. It changes no ground; where the map says otherwise, that is listed.
import { h, refill } from "../../lib/element";
import { once } from "../../lib/once";
import { actorShort } from "../../strings/describe";
import { dateOfStep } from "../core/begins";
import { NO_REPORT, type ReportForm } from "../core/form";
import { sayOfReport } from "../desk";
import { server } from "../server/client";
import { type Bench, button, field, select, textField } from "./bench";
import { sourcesField } from "./sourcesField";

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
  const why = h("div", { "aria-live": "polite" });
  const add = button(say("source_add"), () => send(bench), { class: "cm-chip cm-report-add" });
  bench.watch(
    ({ report, refused, writing }) => [report, refused, writing],
    ({ report, refused, writing }) => {
      add.disabled = writing || !isWhole(report);
      refill(why, ...(report.open ? refused : []).map(({ message, hint }) => h("p", { class: "cm-warning", dir: "auto" }, message, hint ? h("small", {}, ` ${hint}`) : null)));
    },
  );
  return [
    h("p", { class: "cm-quiet cm-small" }, say("report_hint")),
    h("div", { class: "cm-form" }, ...fields(bench)),
    h("datalist", { id: "cm-places" }, ...names),
    why,
    add,
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
    field(say("right_controller"), select([["", say("choose")], ...actors], report.controller, put("controller"), { class: "cm-report-who" })),
    field(say("report_from"), select([["", say("report_not_said")], ...actors], report.from_controller, put("from_controller"))),
    field(say("report_statement"), textField(report.statement, put("statement"))),
    sourcesField(bench, { of: (state) => state.report.sources, put: (sources) => sayOfReport(desk, { sources }) }),
  ];
}

const isWhole = ({ place, date, controller, statement, sources }: ReportForm): boolean =>
  [place, date, controller, statement].every((text) => text.trim()) && sources.length > 0;

function send({ desk, session }: Bench): Promise<void> {
  const { place, date, controller, from_controller, statement, sources } = desk.get().report;
  const said = { place: place.trim(), date: date.trim(), controller, statement, sources, ...(from_controller && { from_controller }) };
  return session.change(async () => {
    const answer = await server.addReport(said, desk.get().who);
    // The next one is often of the same day and source.
    desk.set({ report: { ...NO_REPORT, open: true, date, sources } });
    return answer;
  }, "report_noted");
}
