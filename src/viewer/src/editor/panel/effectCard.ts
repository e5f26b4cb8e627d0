// What the edit would do, told before it is done: km² by date, places, reports, what is cut off; and why it is refused.
import { civilOf, minutesOf } from "../../core/civil";
import { h, refill, type Child } from "../../lib/element";
import { stepFrom } from "../../core/steps";
import { writtenText } from "../../strings/when";
import type { EffectRow } from "../core/border";
import { GIVING, isIn, isWorth } from "../core/draft";
import { blocking, type Preview } from "../core/form";
import { type DeskState, say as sayOf } from "../desk";
import { effectSeen } from "../map/join";
import { seenDraft } from "../map/sight";
import { actorById, areaText, dateText } from "../words";
import { type Bench, tick } from "./bench";
import { problemLine, serverWords } from "./serverWords";

/** The effect of the edit in hand. */
export function effectCard(bench: Bench): HTMLElement {
  const { app, desk, seen, say } = bench;
  const box = h("section", { class: "cm-part cm-effect", "aria-live": "polite" });
  const show = (state: DeskState) => {
    const draft = seenDraft(desk, seen.get());
    box.hidden = !draft || !isWorth(draft);
    if (!draft || box.hidden) return;
    const rows = effectSeen(desk, seen);
    const wantsTaker = isIn(draft.shape, GIVING) && !state.form.to;
    const { preview } = state;
    refill(
      box,
      h("h2", {}, say("effect")),
      wantsTaker ? h("p", { class: "cm-quiet" }, say("effect_wanting_to")) : null,
      ...(rows.length ? tables(bench, rows) : []),
      !rows.length && preview && !preview.problems.length ? h("p", { class: "cm-quiet" }, say("effect_none")) : null,
      state.asking && !preview && !rows.length ? h("p", { class: "cm-quiet" }, say("effect_asking")) : null,
      ...(preview ? further(bench, preview) : []),
      ...(preview ? blocking(preview) : []).map((problem) => problemLine(bench, problem)),
    );
  };
  bench.watch(({ drawing, form, preview, asking }) => [drawing, form, preview, asking], show);
  let [dragged, waiting] = [false, 0];
  const stop = seen.on(() => {
    const drags = seen.get().drag !== null;
    if (!box.isConnected && dragged) stop();
    else if (drags || dragged) {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => show(desk.get()));
    }
    dragged = drags;
  });
  void app;
  return box;
}

/** What is meant, and beside it what the edit invents or displaces. */
function tables(bench: Bench, rows: readonly EffectRow[]): (HTMLElement | null)[] {
  const [meant, other] = [rows.filter((row) => row.meant), rows.filter((row) => !row.meant)];
  return [
    meant.length ? table(bench, meant) : null,
    other.length ? h("h3", {}, bench.say("effect_unmeant")) : null,
    other.length ? table(bench, other) : null,
    rows.some(({ area_km2 }) => area_km2 < 0) ? h("p", { class: "cm-quiet cm-small" }, bench.say("effect_less")) : null,
  ];
}

function table(bench: Bench, rows: readonly EffectRow[]): HTMLElement {
  const { app, say } = bench;
  const { atlas } = app;
  const minutes = [atlas.minutes[0], atlas.endMinutes - 1, ...rows.map(({ date }) => minutesOf(date))];
  const style = new Set(minutes.map((one) => civilOf(one)[0])).size > 1 ? "short_year" : "short";
  const when = (iso: string) => {
    const [date, text] = [stepFrom(atlas.steps, iso), dateText(app, iso, style)];
    return date < 0 ? text : h("button", { type: "button", class: "cm-plain", onclick: () => app.store.set({ date }) }, text);
  };
  const row = ({ date, from, to, area_km2 }: EffectRow) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, when(date)),
      h("td", {}, say("effect_row", { from: actorById({ app, say }, from), to: actorById({ app, say }, to) })),
      h("td", { class: "cm-number" }, areaText(bench, area_km2)),
    );
  return h("table", { class: "cm-effect-table" }, h("tbody", {}, ...rows.map(row)));
}

function further(bench: Bench, preview: Preview): (HTMLElement | null)[] {
  const { app, desk, say } = bench;
  const { words } = app;
  const { form } = desk.get();
  const moved = preview.moved.reduce((sum, { area_km2 }) => sum + area_km2, 0);
  const asked = preview.asked_km2 ?? null;
  const [added, closed] = ["added", "closed"].map((name) => preview.features?.[name]?.length ?? 0);
  const through = preview.beyond_period?.through;
  return [
    named(say("effect_unrecorded"), (preview.unrecorded ?? []).map((one) => unrecordedText(bench, one)), "cm-warning"),
    asked !== null && asked - moved > Math.max(0.01, asked / 100)
      ? h("p", {}, say("cut_off", { asked: areaText(bench, asked), moved: areaText(bench, moved) }))
      : null,
    added + closed > 0
      ? h("p", { class: "cm-quiet cm-small" }, say("records_change", { added: words.number(added), closed: words.number(closed) }))
      : null,
    ...preview.words.map((text, i) => h("p", { class: "cm-quiet cm-small", dir: "auto" }, serverWords(bench, text, preview.made_of?.words[i]))),
    named(say("others_here"), preview.conflicts ?? [], "cm-warning", ({ message, made_of }) => serverWords(bench, message, made_of?.message)),
    named(say("places_change"), preview.places.map((one) => placeText(bench, one))),
    named(say("reports_agree"), preview.reports.agree.map((one) => reportText(bench, one))),
    named(say("reports_contradict"), preview.reports.contradict.map((one) => reportText(bench, one)), "cm-warning"),
    through ? tick(say("extend", { date: writtenText(words, through) }), form.extend, (extend) => sayOf(desk, { extend })) : null,
  ];
}

function unrecordedText(bench: Bench, { since, until, area_km2 }: NonNullable<Preview["unrecorded"]>[number]): string {
  const { app, say } = bench;
  const values = { area: areaText(bench, area_km2), since: dateText(app, since) };
  return until ? say("effect_unrecorded_until", { ...values, until: dateText(app, until) }) : say("effect_unrecorded_on", values);
}

const named = <T>(title: string, items: readonly T[], look = "", shown: (item: T) => Child = String): HTMLElement | null =>
  items.length
    ? h("div", {}, h("h3", { class: look }, title), h("ul", { class: "cm-names" }, ...[...new Set(items)].slice(0, 12).map((item) => h("li", { dir: "auto" }, shown(item)))))
    : null;

type Told = { readonly id?: string; readonly name?: unknown; readonly from?: string; readonly to?: string; readonly message?: string; readonly place?: string };

function placeText({ app, say }: Bench, told: unknown): string {
  const one = (typeof told === "string" ? { id: told } : told) as Told;
  const place = app.atlas.header.places.find(({ id }) => id === one.id);
  const name = place ? app.words.text(place.name) : String(one.name ?? one.id);
  return one.to ? `${name}: ${say("effect_row", { from: actorById({ app, say }, one.from ?? "unknown"), to: actorById({ app, say }, one.to) })}` : name;
}

function reportText(bench: Bench, told: unknown): string {
  const one = (typeof told === "string" ? { id: told } : told) as Told;
  return one.message ?? (one.place ? placeText(bench, one.place) : String(one.id));
}
