// What is said of an edit: a table of fields, and which of them each kind of edit has.
import { hasTime, isInstant, writtenKnown } from "../../core/civil";
import type { Certainty, Status } from "../../core/model";
import { h, refill, setText } from "../../lib/element";
import { actorShort } from "../../strings/describe";
import { type Scope, SCOPES } from "../core/border";
import { GIVING, isIn, MOVING, type Shape } from "../core/draft";
import type { Form } from "../core/form";
import { amend, draftOf, say as sayOf } from "../desk";
import { arcsInHand } from "../map/grips";
import { beginningText, sidesText } from "../words";
import { type Bench, field, select, textField } from "./bench";
import { othersField } from "./othersField";
import { sourcesField } from "./sourcesField";

type Fields = readonly (keyof typeof FIELDS)[];

/** Fields that are seen at once, and those behind "More". */
const OF_SHAPE: readonly { readonly shapes: readonly Shape[]; readonly first: Fields; readonly more: Fields }[] = [
  {
    shapes: GIVING,
    first: ["to", "on", "sources", "certainty"],
    more: ["precision", "until", "from_controller", "layer", "status", "others", "name", "note", "why"],
  },
  { shapes: MOVING, first: ["scope", "why"], more: [] },
  { shapes: ["correct"], first: ["right", "status", "others", "certainty", "sources", "name", "note", "why"], more: [] },
  { shapes: ["split", "merge", "retract"], first: ["why"], more: [] },
];

/** The form of the edit in hand. */
export function formCard(bench: Bench): HTMLElement {
  const box = h("section", { class: "cm-part cm-form" });
  bench.watch(
    ({ drawing, project }) => [drawing?.now.id, drawing?.now.shape, project?.sources],
    (state) => {
      const draft = draftOf(state);
      const fields = draft && OF_SHAPE.find(({ shapes }) => isIn(draft.shape, shapes));
      if (!fields) return refill(box);
      const open = box.querySelector<HTMLDetailsElement>(".cm-more")?.open ?? false;
      const make = (name: keyof typeof FIELDS) => FIELDS[name](bench);
      refill(
        box,
        ...fields.first.map(make),
        fields.more.length > 0 && h("details", { class: "cm-more", open }, h("summary", {}, bench.say("more")), ...fields.more.map(make)),
      );
    },
  );
  return box;
}

/** Say one thing of the edit. */
const put =
  <K extends keyof Form>({ desk }: Bench, name: K) =>
  (value: Form[K]) =>
    sayOf(desk, { [name]: value } as Partial<Form>);

const actors = (bench: Bench): [string, string][] =>
  bench.app.atlas.header.actors.map(({ id }, i) => [id, actorShort(bench.app, i)]);

const line = (bench: Bench, name: "until" | "name" | "note" | "why", label: string, props = {}) =>
  field(label, textField(bench.desk.get().form[name], put(bench, name), props));

const ISO = { dir: "ltr", placeholder: "2024-11-30", spellcheck: "false", autocomplete: "off" };

const FIELDS = {
  to: (bench: Bench) => {
    const { desk, say } = bench;
    return field(say("to"), select([["", say("choose")], ...actors(bench)], desk.get().form.to, put(bench, "to"), { class: "cm-to" }));
  },
  right: (bench: Bench) => {
    const { desk, say } = bench;
    return field(say("right_controller"), select([["", say("as_recorded")], ...actors(bench)], desk.get().form.to, put(bench, "to")));
  },
  on: (bench: Bench) => {
    const { app, desk, say } = bench;
    // Whoever types a date has said which one is meant.
    const typed = (date: string) => {
      if (!isInstant(date)) return;
      amend(desk, { date });
      desk.set({ otherDate: "kept" });
      if (!hasTime(date)) put(bench, "precision")("");
    };
    const box = textField("", typed, { ...ISO, class: "cm-text cm-on" });
    bench.watch(
      ({ drawing }) => [drawing?.now.date],
      (state) => document.activeElement !== box && (box.value = draftOf(state)?.date ?? ""),
    );
    const meant = h("small", { class: "cm-on-meant" });
    bench.watch(
      ({ drawing, form }) => [drawing?.now.date, form.precision],
      ({ drawing, form }) => setText(meant, drawing && writtenKnown(drawing.now.date) !== "day" ? beginningText(app, drawing.now, form) : ""),
    );
    return field(say("from_when"), box, meant);
  },
  precision: (bench: Bench) => {
    const { say } = bench;
    const names = ["hour", "part_of_day", "order"] as const;
    const options = names.map((name): [string, string] => [name, say(`precision_${name}`)]);
    const list = select([["", say("precision_as_written")], ...options], "", put(bench, "precision"));
    bench.watch(({ form }) => [form.precision], ({ form }) => (list.value = form.precision));
    return field(say("precision"), list);
  },
  until: (bench: Bench) => line(bench, "until", bench.say("until"), ISO),
  from_controller: (bench: Bench) => {
    const { desk, say } = bench;
    return field(say("from_whom"), select([["", say("anyone")], ...actors(bench)], desk.get().form.from_controller, put(bench, "from_controller")));
  },
  layer: (bench: Bench) => {
    const { app, desk, say } = bench;
    const layers = app.atlas.header.layers.map(({ id, name }): [string, string] => [id, app.words.text(name)]);
    return field(say("layer"), select([["", say("all_layers")], ...layers], desk.get().form.layer, put(bench, "layer")));
  },
  status: (bench: Bench) => {
    const { app, desk, say } = bench;
    const names = (["contested", "joint", "besieged"] as const).map((one): [string, string] => [one, app.words.say(`status_${one}`)]);
    const none = draftOf(desk.get())?.shape === "correct" ? say("as_recorded") : app.words.say("status_held");
    const held: [string, string][] = draftOf(desk.get())?.shape === "correct" ? [["held", app.words.say("status_held")]] : [];
    return field(say("how"), select([["", none], ...held, ...names], desk.get().form.status, (value) => put(bench, "status")(value as Status | "")));
  },
  others: (bench: Bench) => othersField(bench, { of: ({ form }) => form, put: put(bench, "others") }),
  certainty: (bench: Bench) => {
    const { app, desk, say } = bench;
    const none = draftOf(desk.get())?.shape === "correct" ? say("as_recorded") : say("choose");
    const names = (["confirmed", "reported", "claimed", "inferred"] as const).map(
      (one): [string, string] => [one, app.words.say(`certainty_${one}`)],
    );
    const long = h("small", {});
    const tell = (one: string) => setText(long, one ? app.words.say(`certainty_${one as Certainty}_long`) : "");
    tell(desk.get().form.certainty);
    const choose = (value: string) => (put(bench, "certainty")(value as Certainty | ""), tell(value));
    return field(say("certainty"), select([["", none], ...names], desk.get().form.certainty, choose), long);
  },
  sources: (bench: Bench) => sourcesField(bench),
  name: (bench: Bench) => line(bench, "name", bench.say("name")),
  note: (bench: Bench) => line(bench, "note", bench.say("note")),
  why: (bench: Bench) => line(bench, "why", bench.say("why")),
  scope: scopeField,
} as const;

/** Asked plainly: at which dates the border moves. */
function scopeField(bench: Bench): HTMLElement {
  const { app, desk, say } = bench;
  const box = h("fieldset", { class: "cm-scope" });
  bench.watch(
    ({ drawing, form }) => [drawing?.now.date, drawing?.now.of, form.scope, form.precision],
    (state) => {
      const draft = draftOf(state);
      if (!draft) return;
      const date = beginningText(app, draft, state.form);
      const [arc] = arcsInHand(desk, draft);
      const sides = arc === undefined ? "" : sidesText({ app, say }, desk.network(draft.date), arc);
      const option = (scope: Scope) => {
        const radio = h("input", { type: "radio", name: "cm-scope", value: scope, onchange: () => put(bench, "scope")(scope) });
        radio.checked = state.form.scope === scope;
        const long = say(`scope_${scope}_long`, { sides });
        return h("label", {}, radio, h("span", {}, say(`scope_${scope}`, { date }), long && h("small", {}, ` ${long}`)));
      };
      const focused = box.contains(document.activeElement);
      refill(box, h("legend", {}, say("scope")), ...SCOPES.map(option));
      if (focused) box.querySelector<HTMLElement>("input:checked")?.focus();
    },
  );
  return box;
}
