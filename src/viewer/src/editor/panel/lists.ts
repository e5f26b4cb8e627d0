// What stands folded under the edit: drafts, reports that disagree, findings, the log, the keys.
import { h, refill, type Child } from "../../lib/element";
import { writtenText } from "../../strings/when";
import { resume } from "../desk";
import { type Checked, type LogEntry, server, type WholeEntry } from "../server/client";
import type { Point } from "../core/points";
import type { EditorKey } from "../strings/en";
import { actorById, areaText, beginningText, commandText } from "../words";
import { refusedHere, workButton } from "./adding";
import { type Bench, button, field, textField } from "./bench";
import { reportForm } from "./reportForm";
import { MOST, reports } from "./reports";
import { serverWords } from "./serverWords";

/** Everything that is looked up now and then. */
export function lists(bench: Bench): HTMLElement {
  const { say } = bench;
  return h(
    "section",
    { class: "cm-part cm-lists" },
    drafts(bench),
    reportForm(bench),
    elsewhere(bench),
    ...reports(bench),
    findings(bench),
    folded(bench, "log", () => log(bench), () => bench.desk.set({ looked: null })),
    name(bench),
    h("details", { class: "cm-keys" }, h("summary", {}, say("keys")), h("p", { class: "cm-small" }, say("keys_text"))),
  );
}

/** What is not added here, and how it is. */
function elsewhere({ say }: Bench): HTMLElement {
  const told = (key: EditorKey, [name, text]: readonly [string, string]) => {
    const [before, after] = say(key).split(`{${name}}`);
    return h("p", { class: "cm-small" }, before, h("code", { dir: "ltr" }, text), after ?? "");
  };
  const ways = [told("add_place_by", ["command", "controlmap place add"]), told("add_event_by", ["file", "events.geojson"])];
  return h("details", { class: "cm-elsewhere" }, h("summary", {}, say("add_elsewhere")), ...ways);
}

/** Whose edits these are: several people may have one map open. */
function name({ session, desk, say, watch }: Bench): HTMLElement {
  const box = textField(desk.get().who, (who) => session.name(who.trim()), { class: "cm-text cm-who", maxlength: "60", autocomplete: "name" });
  watch(({ project }) => [project], ({ project }) => (box.placeholder = project?.user ?? ""));
  return field(say("your_name"), box);
}

/** A list that is asked for when it is opened, and again when the map has changed. */
function folded(
  { say, watch }: Bench,
  name: EditorKey,
  items: () => Promise<readonly Child[]>,
  closed: () => void,
): HTMLElement {
  const body = h("div", {});
  const fill = async () => {
    if (!details.open) closed();
    else refill(body, ...(await items().catch(() => [h("p", { class: "cm-quiet" }, say("unreachable"))])));
  };
  const details = h("details", { class: `cm-${name}`, ontoggle: fill }, h("summary", {}, say(name)), body);
  watch(({ project }) => [project?.revision], () => details.open && void fill());
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
            h("span", {}, `${say(`tool_${one.draft.shape}`)}, ${beginningText(app, one.draft, one.form)}`),
            button(say("draft_take"), () => resume(desk, one)),
            button(say("discard"), () => session.discard(one.id)),
          ),
        ),
      );
    },
  );
  return box;
}

/** Less is what rounding to the grid moves. */
const LEAST_KM2 = 0.005;

/** What a check finds. */
function findings(bench: Bench): HTMLElement {
  const { app, say, watch } = bench;
  const box = h("details", { class: "cm-findings" });
  type Finding = Checked["findings"][number];
  const show = ([lon, lat]: Point) => {
    app.view.show(lon, lat);
    app.store.set({ place: { lon, lat, id: null } });
  };
  const item = ({ code, message, feature, lonlat }: Finding) =>
    h(
      "li",
      { class: "cm-row" },
      h("span", {}, h("bdi", {}, code), " ", serverWords(bench, message, undefined, code), ...(feature ? [" ", h("small", {}, h("bdi", {}, feature))] : [])),
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

/** Show the ground of an entry, before and after it; the second time no more. */
async function look({ app, desk }: Bench, id: string): Promise<void> {
  if (desk.get().looked?.entry === id) return desk.set({ looked: null });
  const { before, after } = await server.entry(id);
  const grounds = (features: WholeEntry["before"]) => features.map(({ geometry }) => geometry).filter(Boolean);
  const looked = { entry: id, before: grounds(before), after: grounds(after) };
  desk.set({ looked });
  const points = [...looked.before, ...looked.after].flatMap(({ coordinates }) => coordinates.flat(3) as number[]);
  const [lons, lats] = [points.filter((_, i) => i % 2 === 0), points.filter((_, i) => i % 2 === 1)];
  if (points.length) app.view.fit([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]);
}

/** What an entry did: its command, and the ground that it moved. */
function didParts({ app, say }: Bench, { command = "", moved = [] }: LogEntry): string[] {
  const rows = moved.filter(({ area_km2 }) => area_km2 >= LEAST_KM2);
  const passage = (from: string, to: string) => say("effect_row", { from: actorById({ app, say }, from), to: actorById({ app, say }, to) });
  return [commandText(app.words.language, command), ...rows.map(({ from, to, area_km2 }) => `${passage(from, to)} ${areaText({ app }, area_km2)}`)];
}

/** Texts in a row, each read in its own direction. */
const apart = (texts: readonly (string | null | undefined)[], between: string): Child[] =>
  texts.filter(Boolean).flatMap((text, i) => [i ? between : null, h("bdi", {}, text)]);

/** A step along the log: it says whose edit it takes back or does again, and takes no other. */
function stepButton(bench: Bench, way: "undo" | "redo", entry: LogEntry | null): HTMLButtonElement {
  const { desk, session, say } = bench;
  const looks = { class: `cm-chip cm-${way}`, disabled: !entry };
  if (!entry) return button(say(`last_${way}`), () => undefined, looks);
  const { who, project } = desk.get();
  const values = { what: didParts(bench, entry).join(" · "), who: entry.who ?? "" };
  const isOwn = !entry.who || entry.who === (who || project?.user);
  const go = () => session.change(() => server[way](entry.id, desk.get().who), { key: isOwn ? `did_${way}` : `did_of_${way}`, values }, "log");
  return workButton(bench, say(isOwn ? `what_${way}` : `what_of_${way}`, values), go, looks);
}

async function log(bench: Bench): Promise<Child[]> {
  const { app, desk, session, say } = bench;
  const { entries, undo, redo } = await server.log(desk.get().who);
  const steps = h(
    "div",
    { class: "cm-chips" },
    stepButton(bench, "undo", undo),
    stepButton(bench, "redo", redo),
  );
  if (!entries.length) return [h("p", { class: "cm-quiet" }, say("log_empty"))];
  const { words } = app;
  const item = (one: LogEntry) => {
    const when = one.when && writtenText(words, one.when.slice(0, 16));
    return h("li", { class: "cm-row" }, h("span", {}, ...apart([...didParts(bench, one), one.why], " · "), " ", h("small", {}, ...apart([one.who, when], words.say("comma"))), one.same_as ? h("p", { class: "cm-quiet cm-small" }, say("same_as")) : null), h("span", { class: "cm-chips" }, button(say("show"), () => look(bench, one.id)), workButton(bench, say("revert"), () => session.change(() => server.revert(one.id, desk.get().who), "reverted", "log"))));
  };
  return [steps, refusedHere(bench, "log"), h("ol", { class: "cm-rows" }, ...entries.slice(0, MOST).map(item))];
}
