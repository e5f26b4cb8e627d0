// What stands folded under the edit: drafts, reports that disagree, findings, the log, the keys.
import { type Atlas, dateIndex } from "../../core/atlas";
import { h, refill, type Child } from "../../lib/element";
import { resume } from "../desk";
import { type Checked, type LogEntry, type Report, server } from "../server/client";
import type { Point } from "../core/points";
import type { EditorKey } from "../strings/en";
import { actorById, areaText } from "../words";
import { type Bench, button } from "./bench";

/** Everything that is looked up now and then. */
export function lists(bench: Bench): HTMLElement {
  const { say } = bench;
  return h(
    "section",
    { class: "cm-part cm-lists" },
    drafts(bench),
    reports(bench),
    findings(bench),
    folded(bench, "log", () => log(bench)),
    h("details", {}, h("summary", {}, say("keys")), h("p", { class: "cm-small" }, say("keys_text"))),
  );
}

/** A list that is asked for when it is opened, and again when the map has changed. */
function folded({ desk, say, watch }: Bench, name: EditorKey, items: () => Promise<readonly Child[]>): HTMLElement {
  const body = h("div", {});
  const fill = async () => {
    if (details.open) refill(body, ...(await items().catch(() => [h("p", { class: "cm-quiet" }, say("unreachable"))])));
  };
  const details = h("details", { ontoggle: fill }, h("summary", {}, say(name)), body);
  watch(({ project }) => [project?.revision], () => void fill());
  void desk;
  return details;
}

function drafts({ app, desk, session, say, watch }: Bench): HTMLElement {
  const box = h("div", {});
  watch(
    ({ drafts: kept }) => [kept],
    ({ drafts: kept }) => {
      box.hidden = !kept.length;
      refill(
        box,
        h("h2", {}, say("drafts")),
        ...kept.map((one) =>
          h(
            "div",
            { class: "cm-row" },
            h("span", {}, `${say(`tool_${one.draft.shape}`)}, ${app.words.instant(one.draft.date)}`),
            button(say("draft_take"), () => resume(desk, one)),
            button(say("discard"), () => session.discard(one.id)),
          ),
        ),
      );
    },
  );
  return box;
}

const MOST = 20;

/** Reports that the map contradicts. */
function reports({ app, say, watch }: Bench): HTMLElement {
  const box = h("details", {});
  const { atlas, words } = app;
  const show = (report: Report) => {
    const place = atlas.header.places.find(({ id }) => id === report.place);
    if (!place) return;
    app.view.show(place.lon, place.lat);
    app.store.set({ date: dateOf(atlas, report.date), place: { lon: place.lon, lat: place.lat, id: place.id } });
  };
  const item = (report: Report) => {
    const place = atlas.header.places.find(({ id }) => id === report.place);
    const told = `${place ? words.text(place.name) : report.place}: ${actorById({ app, say }, report.controller)}`;
    const who = (report.sources ?? []).join(words.say("comma")) || report.id;
    const by = say("says", { who, date: dayText(words, report.date) });
    return h("li", { class: "cm-row" }, h("span", { dir: "auto" }, told, h("small", {}, ` ${by}`)), button(say("show"), () => show(report)));
  };
  watch(
    ({ checked, project }) => [checked, project],
    ({ checked, project }) => {
      const named = new Set(checked?.agreement?.disagreements.map(({ report }) => report));
      const against = (project?.reports ?? []).filter(({ id }) => named.has(id));
      box.hidden = !against.length;
      const rest = against.length - MOST;
      refill(
        box,
        h("summary", {}, say("reports_disagree", { n: words.number(against.length) })),
        against[0] && button(say("reports_first"), () => show(against[0])),
        h("ul", { class: "cm-rows" }, ...against.slice(0, MOST).map(item)),
        rest > 0 ? h("p", { class: "cm-quiet" }, say("findings_more", { n: words.number(rest) })) : null,
      );
    },
  );
  return box;
}

const isDay = (iso: string): boolean => /^[+-]?\d{4,6}-\d\d-\d\d/.test(iso);

/** A report's date in words; one that is only known to the month as it stands. */
const dayText = (words: Bench["app"]["words"], iso: string): string => (isDay(iso) ? words.instant(iso) : iso);

/** The map of a day is that at its end. */
const dateOf = (atlas: Atlas, iso: string): number =>
  isDay(iso) ? dateIndex(atlas, iso.length === 10 ? `${iso}T23:59` : iso) : 0;

/** What a check finds. */
function findings({ app, say, watch }: Bench): HTMLElement {
  const box = h("details", {});
  type Finding = Checked["findings"][number];
  const show = ([lon, lat]: Point) => {
    app.view.show(lon, lat);
    app.store.set({ place: { lon, lat, id: null } });
  };
  const item = ({ code, message, feature, lonlat }: Finding) =>
    h(
      "li",
      { class: "cm-row" },
      h("span", { dir: "auto" }, `${code} ${message}`, feature ? h("small", {}, ` ${feature}`) : null),
      lonlat ? button(say("show"), () => show(lonlat)) : null,
    );
  watch(
    ({ checked }) => [checked],
    ({ checked }) => {
      const all = checked?.findings ?? [];
      const count = checked ? `: ${app.words.number(all.length)}` : "";
      const rest = all.length - MOST;
      refill(
        box,
        h("summary", {}, say("findings") + count),
        checked && !all.length ? h("p", { class: "cm-quiet" }, say("no_findings")) : null,
        h("ul", { class: "cm-rows" }, ...all.slice(0, MOST).map(item)),
        rest > 0 ? h("p", { class: "cm-quiet" }, say("findings_more", { n: app.words.number(rest) })) : null,
      );
    },
  );
  return box;
}

async function log({ app, session, say }: Bench): Promise<Child[]> {
  const entries = await server.log();
  const steps = h(
    "div",
    { class: "cm-chips" },
    button(say("undo_last"), () => session.change(server.undo, "undone")),
    button(say("redo_last"), () => session.change(server.redo, "redone")),
  );
  if (!entries.length) return [h("p", { class: "cm-quiet" }, say("log_empty"))];
  const { words } = app;
  const item = (one: LogEntry) => {
    const when = one.when && isDay(one.when) ? words.instant(one.when.slice(0, 16)) : one.when;
    const moved = (one.moved ?? []).map(({ from, to, area_km2 }) => `${say("effect_row", { from: actorById({ app, say }, from), to: actorById({ app, say }, to) })} ${areaText({ app }, area_km2)}`);
    const text = [one.command, ...moved, one.why].filter(Boolean).join(" · ");
    return h("li", { class: "cm-row" }, h("span", { dir: "auto" }, text, h("small", {}, ` ${[one.who, when].filter(Boolean).join(words.say("comma"))}`)), button(say("revert"), () => session.change(() => server.revert(one.id), "reverted")));
  };
  return [steps, h("ol", { class: "cm-rows" }, ...entries.slice(0, MOST).map(item))];
}
