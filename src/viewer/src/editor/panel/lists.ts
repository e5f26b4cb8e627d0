// What stands folded under the edit: drafts, reports that disagree, findings, the log, the keys.
import { type Atlas, dateIndex, stateOf } from "../../core/atlas";
import { h, refill, type Child } from "../../lib/element";
import { resume } from "../desk";
import { type LogEntry, type Report, server } from "../server/client";
import type { EditorKey } from "../strings/en";
import { actorById } from "../words";
import { type Bench, button } from "./bench";

/** Everything that is looked up now and then. */
export function lists(bench: Bench): HTMLElement {
  const { say } = bench;
  return h(
    "section",
    { class: "cm-part cm-lists" },
    drafts(bench),
    reports(bench),
    folded(bench, "findings", () => findings(bench)),
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

/** Reports that the map contradicts, in the order of their dates. */
function reports({ app, desk, say, watch }: Bench): HTMLElement {
  const box = h("details", {});
  const { atlas, words } = app;
  const show = (report: Report) => {
    const { lon, lat } = atlas.header.places.find(({ id }) => id === report.place)!;
    app.view.show(lon, lat);
    app.store.set({ date: dateOf(atlas, report.date), place: { lon, lat, id: report.place } });
  };
  watch(
    ({ project }) => [project?.reports],
    ({ project }) => {
      const against = (project?.reports ?? []).filter((report) => contradicts(atlas, report));
      box.hidden = !against.length;
      const item = (report: Report) => {
        const place = atlas.header.places.find(({ id }) => id === report.place)!;
        const told = `${words.text(place.name)}: ${actorById({ app, say }, report.controller)}`;
        const by = say("says", { who: (report.sources ?? []).join(words.say("comma")) || report.id, date: words.instant(report.date) });
        return h("li", { class: "cm-row" }, h("span", { dir: "auto" }, told, h("small", {}, ` ${by}`)), button(say("show"), () => show(report)));
      };
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
  void desk;
  return box;
}

/** The map of a day is that at its end. */
const dateOf = (atlas: Atlas, iso: string): number => dateIndex(atlas, iso.length === 10 ? `${iso}T23:59` : iso);

function contradicts(atlas: Atlas, { place: id, date, controller }: Report): boolean {
  const place = atlas.header.places.find((one) => one.id === id);
  const cell = place && /^\d{4}-\d\d-\d\d/.test(date) ? atlas.cellAt(place.lon, place.lat) : -1;
  if (cell < 0) return false;
  const state = stateOf(atlas, cell, dateOf(atlas, date));
  return ![state.controller, ...state.others].some((actor) => atlas.header.actors[actor].id === controller);
}

async function findings({ app, say }: Bench): Promise<Child[]> {
  const all = await server.findings();
  if (!all.length) return [h("p", { class: "cm-quiet" }, say("no_findings"))];
  const item = (one: Record<string, unknown>) => {
    const lonLat = pointOf(one);
    const go = () => {
      app.view.show(...lonLat!);
      app.store.set({ place: { lon: lonLat![0], lat: lonLat![1], id: null } });
    };
    return h(
      "li",
      {},
      h("span", { dir: "auto" }, [one.code, one.message].filter(Boolean).join(" ")),
      one.feature ? h("small", {}, ` ${String(one.feature)}`) : null,
      lonLat ? button(say("show"), go) : null,
    );
  };
  return [
    h("ul", { class: "cm-rows" }, ...all.slice(0, MOST).map(item)),
    all.length > MOST ? h("p", { class: "cm-quiet" }, say("findings_more", { n: app.words.number(all.length - MOST) })) : null,
  ];
}

/** Where a finding lies, if it says so. */
function pointOf(one: Record<string, unknown>): [number, number] | null {
  const at = (one.coordinate ?? one.at ?? one.place ?? one.lonlat) as unknown;
  return Array.isArray(at) && typeof at[0] === "number" && typeof at[1] === "number" ? [at[0], at[1]] : null;
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
  const item = (one: LogEntry & Record<string, unknown>) => {
    const text = [one.command, one.who, one.why, one.at].filter((part) => typeof part === "string" && part);
    return h("li", { class: "cm-row" }, h("span", { dir: "auto" }, text.join(" · ") || one.id), button(say("revert"), () => session.change(() => server.revert(one.id), "reverted")));
  };
  void app;
  return [steps, h("ol", { class: "cm-rows" }, ...[...entries].reverse().slice(0, MOST).map((one) => item(one as never)))];
}
