// Who says so: sources are asked for at each edit, found by words of their titles, or added.
import { NO_SOURCE, toldSource } from "../core/records";
import { fold } from "../../core/search";
import { h, refill } from "../../lib/element";
import { type DeskState, say as sayOf } from "../desk";
import { server, type SourceRecord } from "../server/client";
import { actorShort } from "../../strings/describe";
import { inParts } from "../strings";
import { addBar } from "./adding";
import { type Bench, select, textField } from "./bench";

const MOST = 6;

/** Where the chosen sources stand on the desk. */
interface Kept {
  readonly of: (state: DeskState) => readonly string[];
  readonly put: (sources: readonly string[]) => void;
}

/** Chosen sources, a box to find further ones, and a small form for a new one. */
export function sourcesField(bench: Bench, { of, put }: Kept = ofEdit(bench)): HTMLElement {
  const { desk, say } = bench;
  const chosen = h("ul", { class: "cm-chosen-sources" });
  const found = h("ul", { class: "cm-found-sources", role: "listbox", "aria-label": say("find_source"), hidden: true });
  const box = textField("", (typed) => show(typed), { placeholder: say("find_source"), "aria-label": say("find_source"), type: "search", class: "cm-text cm-find-source" });
  const choose = (id: string) => {
    const sources = of(desk.get());
    if (!sources.includes(id)) put([...sources, id]);
    box.value = "";
    show("");
  };
  const show = (typed: string) => {
    const hits = typed.trim() ? matching(desk.get().project?.sources ?? [], typed) : [];
    found.hidden = !typed.trim();
    refill(
      found,
      ...hits.map((source) => h("li", { role: "option", tabindex: -1, onclick: () => choose(source.id), onmousedown: (event: Event) => event.preventDefault() }, ...sourceText(source))),
      !hits.length && typed.trim() ? h("li", { class: "cm-quiet" }, say("no_source")) : null,
    );
  };
  box.addEventListener("keydown", (event) => {
    const first = matching(desk.get().project?.sources ?? [], box.value)[0];
    if (event.key === "Enter" && box.value.trim() && first) choose(first.id);
    else if (event.key === "Escape") ((box.value = ""), show(""));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  bench.watch(
    (state) => [of(state), state.project?.sources],
    (state) =>
      refill(
        chosen,
        ...of(state).map((id) => {
          const source = state.project?.sources.find((one) => one.id === id) ?? { id };
          const name = source.title || id;
          const drop = () => put(of(desk.get()).filter((one) => one !== id));
          return h("li", {}, h("span", { dir: "auto" }, ...sourceText(source)), h("button", { type: "button", class: "cm-button", "aria-label": say("remove", { what: name }), onclick: drop }, "×"));
        }),
      ),
  );
  return h("div", { class: "cm-field cm-sources-field" }, h("span", {}, say("sources")), chosen, box, found, newSource(bench, choose));
}

const ofEdit = ({ desk }: Bench): Kept => ({
  of: ({ form }) => form.sources,
  put: (sources) => sayOf(desk, { sources }),
});

/** Sources in whose id, title, publisher and date all typed words stand. */
function matching(sources: readonly SourceRecord[], typed: string): SourceRecord[] {
  const words = fold(typed).split(" ").filter(Boolean);
  const fits = (source: SourceRecord) => {
    const text = fold([source.id, source.title, source.publisher, issuedText(source)].filter(Boolean).join(" "));
    return words.every((word) => text.includes(word));
  };
  return words.length ? sources.filter(fits).slice(0, MOST) : [];
}

const sourceText = (source: SourceRecord): HTMLElement[] => [
  h("span", { dir: "auto" }, source.title || source.id),
  h("small", { dir: "auto" }, ` ${[source.publisher, issuedText(source)].filter(Boolean).join(", ")}`),
];

/** When a source was published: "2024-11-30", or as much of it as is known. */
function issuedText({ issued }: SourceRecord): string {
  if (typeof issued === "string") return issued;
  return (issued?.["date-parts"]?.[0] ?? []).map((part) => String(part).padStart(2, "0")).join("-");
}

function newSource(bench: Bench, choose: (id: string) => void): HTMLElement {
  const { app, desk, session, say } = bench;
  let said: Record<string, string> = { ...NO_SOURCE };
  const put = (name: string) => (text: string) => {
    said[name] = text;
    show();
  };
  const line = (name: string, label: string, props = {}) =>
    textField("", put(name), { placeholder: label, "aria-label": label, ...props });
  const actors = app.atlas.header.actors.map(({ id }, i): [string, string] => [id, actorShort(app, i)]);
  const boxes = [
    line("title", say("source_title")),
    line("publisher", say("source_publisher")),
    line("issued", `${say("source_date")}: ${app.words.rightToLeft ? inParts("2024-11-30") : "2024-11-30"}`, { dir: "ltr" }),
    line("URL", say("source_url"), { dir: "ltr", type: "url" }),
    select([["", say("source_lean_none")], ...actors], "", put("lean"), { "aria-label": say("source_lean") }),
    line("mirrors", say("source_mirrors"), { dir: "ltr" }),
  ];
  const add = () =>
    session.change(async () => {
      const { id } = await server.addSource(toldSource(said), desk.get().who);
      await session.refresh();
      details.open = false;
      for (const box of boxes) box.value = "";
      said = { ...NO_SOURCE };
      choose(id);
      return {};
    }, "source_noted", "source");
  const { bar, show } = addBar(bench, "source", () => (said.title.trim() ? [] : [say("wanting_title")]), add);
  const details = h("details", {}, h("summary", { class: "cm-small" }, say("add_source")), ...boxes, bar);
  return details;
}
