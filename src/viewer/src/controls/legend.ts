// Who holds what at the date: colour, name, km², share, and whether it is shown.
import { areasAt, type Atlas, foremost, isNobody } from "../core/atlas";
import { CERTAINTIES, LEAST_OF_ALL, surenessOf, type Unknown, unknownOf } from "../core/certainty";
import { type State, toggled } from "../core/choices";
import { evidenceOf } from "../core/evidence";
import type { Certainty, Status, ToldState } from "../core/model";
import { h, type Props, setText } from "../lib/element";
import { FIGURES_MS, steadily } from "../lib/steadily";
import { hasUncovered } from "../scene/background";
import { FADING } from "../scene/borders";
import { TEXTURES } from "../scene/styles";
import { actorColour } from "../scene/theme";
import { actorName, actorShort, certaintyMeans, headline } from "../strings/describe";
import type { App } from "./app";
import { chip } from "./chip";
import { contestedList } from "./contestedList";
import { frontsTable } from "./fronts";
import { placesList } from "./placesList";
import { regionTable } from "./regionTable";
import { folded } from "./sortable";
import { lineSwatch, swatch, uncoveredSwatch } from "./swatch";

/** The actors' table, the signs, and what is shown. */
export function legend(app: App): HTMLElement {
  const { words } = app;
  return h(
    "div",
    { class: "cm-legend" },
    headlineOf(app),
    layerButtons(app),
    h("h2", { id: "cm-actors" }, words.say("actors")),
    actorTable(app, foremost(app.atlas, MOST_ROWS)),
    furtherActors(app),
    certainties(app),
    signs(app),
    h("h2", {}, words.say("show")),
    switches(app),
    frontsTable(app),
    regionTable(app),
    placesList(app),
  );
}

/** What the map says at the date, in one sentence. */
function headlineOf(app: App): HTMLElement {
  const line = h("p", { class: "cm-headline", dir: "auto" });
  const tell = steadily(({ date, least }: State) => setText(line, headline(app, date, least)));
  app.watch(["date", "playing"], (state) => state.playing || tell(state));
  return line;
}

/** More rows than this are more than anybody looks through, and a browser lays each out anew at each step. */
const MOST_ROWS = 60;

function actorTable(app: App, actors: readonly number[], labelled: Props = { "aria-labelledby": "cm-actors" }): HTMLElement {
  const rows = actors.map((actor) => actorRow(app, actor));
  const tell = ({ date }: State) => {
    const held = areasAt(app.atlas, date);
    rows.forEach(({ show }, i) => show(held[actors[i]]));
  };
  app.watch(["date"], steadily(tell, FIGURES_MS));
  return h("table", { class: "cm-actors", ...labelled }, h("tbody", {}, ...rows.map(({ row }) => row)));
}

/** Those who never hold much, folded. */
function furtherActors(app: App): HTMLElement | null {
  const { atlas, words } = app;
  const shown = new Set(foremost(atlas, MOST_ROWS));
  const others = atlas.present.filter((actor) => !shown.has(actor));
  if (!others.length) return null;
  const title = words.say("further_actors", { n: words.number(others.length) });
  return folded(title, () => ({ element: actorTable(app, others, { "aria-label": title }), show: () => undefined }));
}

/** A row, and how it shows the m² that its actor holds. */
function actorRow(app: App, actor: number): { readonly row: HTMLElement; show(held: number): void } {
  const { atlas, store, words } = app;
  const [name, short] = [actorName(app, actor), actorShort(app, actor)];
  const area = h("td", { class: "cm-number" });
  const share = h("td", { class: "cm-number cm-share" });
  const bar = h("span", { class: "cm-bar" });
  const box = h("input", {
    type: "checkbox",
    "aria-label": name === short ? null : `${short}: ${name}`,
    onchange: () => store.set({ hidden: toggled(store.get().hidden, actor) }),
  });
  if (!isNobody(actor, atlas)) bar.style.background = actorColour(app, actor);
  const label = h(
    "label",
    { title: words.say("show_actor", { actor: name }) },
    box,
    swatch(app, actor),
    h("span", { dir: "auto" }, short),
  );
  const row = h("tr", {}, h("th", { scope: "row" }, label, bar), area, share);
  let told = NaN;
  const show = (held: number) => {
    // Hundreds of holders have a row each; a step changes a few.
    if (held === told) return;
    told = held;
    setText(area, words.areaKm2(held));
    setText(share, words.percent(held / atlas.extentM2));
    bar.style.inlineSize = `${((100 * held) / atlas.extentM2).toFixed(1)}%`;
    row.classList.toggle("cm-none", held === 0);
  };
  app.watch(["hidden"], ({ hidden }) => void (box.checked = !hidden.has(actor)));
  return { row, show };
}

/** How sure ground is: each texture with its word, and, where the reader `chooses`, from which on ground is shown. */
export function certainties(app: App, chooses = true): HTMLElement | null {
  const { whole, store, words } = app;
  const shown = shownOf(whole);
  const onRecord = CERTAINTIES.filter((one) => shown.some((state) => surenessOf(state) >= 0 && state.certainty === one));
  if (!onRecord.length) return null;
  const main = whole.present.find((actor) => actor > 0) ?? 0;
  const last = onRecord[onRecord.length - 1];
  const several = chooses && onRecord.length > 1;
  const choice = (certainty: Certainty) => {
    const value = certainty === last ? LEAST_OF_ALL : certainty;
    const input = h("input", {
      type: "radio",
      name: "cm-least",
      onchange: () => store.set({ least: value }),
    });
    app.watch(["least"], ({ least }) => void (input.checked = least === value));
    const text = h("span", {}, h("b", {}, words.say(`certainty_${certainty}`)), " ", h("small", {}, certaintyMeans(app, whole, certainty)));
    return h("li", {}, h("label", {}, several && input, swatch(app, main, "none", TEXTURES[certainty]), text));
  };
  return h(
    "fieldset",
    { class: "cm-certainties" },
    h("legend", {}, words.say("how_sure")),
    several && h("p", { class: "cm-small cm-quiet" }, words.say("least_hint")),
    h("ul", {}, ...onRecord.map(choice)),
  );
}

/** What hatches, dots and lines mean. */
export function signs(app: App): HTMLElement {
  const { whole, words } = app;
  const shown = shownOf(whole);
  const used = (status: Status) => shown.some((state) => state.status === status);
  const unknown = unknownKinds(shown);
  const contested = contestedList(app);
  const sign = (shown: boolean, picture: HTMLElement, text: string) =>
    shown && h("li", {}, picture, h("span", {}, text));
  const list = h(
    "ul",
    { class: "cm-signs" },
    sign(used("contested"), swatch(app, null, "contested"), words.say("sign_contested")),
    contested && h("li", {}, contested),
    sign(used("joint"), swatch(app, null, "joint"), words.say("sign_joint")),
    sign(used("besieged"), swatch(app, null, "besieged"), words.say("sign_besieged")),
    sign(unknown.has("no_successor"), swatch(app, 0, "no_successor"), words.say("sign_no_successor")),
    sign(unknown.has("no_report"), swatch(app, 0, "no_report"), words.say("sign_no_report")),
    sign(app.atlas.filtered > 0, swatch(app, 0, "filtered"), words.say("sign_filtered")),
    sign(hasUncovered(whole), uncoveredSwatch(), words.say("sign_uncovered")),
    sign(evidenceOf(whole) !== null, lineSwatch(FADING), words.say("sign_front")),
  );
  return h("div", {}, list.childElementCount > 0 && h("h2", {}, words.say("signs")), list);
}

/** The records that the map shows at some time, nothing on record among them. */
const shownOf = ({ shown, states }: Atlas): readonly ToldState[] => [...shown].map((state) => states.at(state));

/** In which ways ground has no holder. */
const unknownKinds = (shown: readonly ToldState[]): ReadonlySet<Unknown> =>
  new Set(shown.filter(({ controller }) => controller === 0).map(unknownOf));

type Flag = "events" | "graticule" | "loop" | "tiles";

function switches(app: App): HTMLElement {
  const { words, atlas } = app;
  return h(
    "ul",
    { class: "cm-switches" },
    atlas.header.events.length > 0 && h("li", {}, flag(app, "events", words.say("show_events"))),
    h("li", {}, flag(app, "loop", words.say("show_loop"))),
    h("li", {}, flag(app, "graticule", words.say("show_graticule"))),
    h("li", {}, flag(app, "tiles", words.say("show_tiles"), words.say("tiles_note"))),
  );
}

function flag(app: App, name: Flag, text: string, note?: string): HTMLElement {
  const box = h("input", { type: "checkbox", onchange: () => app.store.set({ [name]: box.checked }) });
  const show = (state: State) => void (box.checked = state[name]);
  app.watch([name], show);
  return h("label", {}, box, h("span", {}, text, note && h("small", {}, ` ${note}`)));
}

/** More regions than this are chosen from a list. */
const FEW = 4;

function layerButtons({ words, view, atlas }: App): HTMLElement {
  const { layers, view: whole } = atlas.header;
  const all = chip(words.say("whole_map"), () => view.fit(whole), { title: words.say("whole_map") });
  if (layers.length < 2) return h("div", { class: "cm-chips" }, all);
  if (layers.length <= FEW) {
    const buttons = layers.map(({ name, bounds }) =>
      chip(words.text(name), () => view.fit(bounds), { title: words.say("zoom_to", { layer: words.text(name) }) }),
    );
    return h("div", { class: "cm-chips" }, all, ...buttons);
  }
  const list = h(
    "select",
    {
      "aria-label": words.say("go_to"),
      onchange() {
        view.fit(layers[Number(list.value)].bounds);
        list.value = "";
      },
    },
    h("option", { value: "", disabled: true, selected: true }, words.say("go_to")),
    ...layers.map(({ name }, i) => h("option", { value: i }, words.text(name))),
  );
  return h("div", { class: "cm-chips" }, all, list);
}
