// Who holds what at the date: colour, name, km², share, and whether it is shown.
import { areasAt } from "../core/atlas";
import { type State, toggled } from "../core/choices";
import type { Status } from "../core/model";
import { h, setText } from "../lib/element";
import { FILL } from "../scene/filling";
import { FAR_KM, isConfirmed, isFar, isUnsure } from "../scene/styles";
import { actorColour } from "../scene/theme";
import { actorName, actorShort } from "../strings/describe";
import { allGroundNote } from "./allGround";
import type { App } from "./app";
import { chip } from "./chip";
import { frontsTable } from "./fronts";
import { regionTable } from "./regionTable";
import { swatch } from "./swatch";

/** The actors' table, the signs, and what is shown. */
export function legend(app: App): HTMLElement {
  const { words } = app;
  return h(
    "div",
    { class: "cm-legend" },
    layerButtons(app),
    h("h2", { id: "cm-actors" }, words.say("actors")),
    actorTable(app),
    allGroundNote(app),
    h("h2", {}, words.say("signs")),
    signs(app),
    h("h2", {}, words.say("show")),
    switches(app),
    frontsTable(app),
    regionTable(app),
  );
}

function actorTable(app: App): HTMLElement {
  const body = h("tbody", {}, ...app.atlas.present.map((actor) => actorRow(app, actor)));
  return h("table", { class: "cm-actors", "aria-labelledby": "cm-actors" }, body);
}

function actorRow(app: App, actor: number): HTMLElement {
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
  if (actor > 0) bar.style.background = actorColour(app, actor);
  const label = h(
    "label",
    { title: words.say("show_actor", { actor: name }) },
    box,
    swatch(app, actor),
    h("span", { dir: "auto" }, short),
  );
  const row = h("tr", {}, h("th", { scope: "row" }, label, bar), area, share);
  const show = ({ date, hidden }: State) => {
    const held = areasAt(atlas, date)[actor];
    setText(area, words.areaKm2(held));
    setText(share, words.percent(held / atlas.extentM2));
    bar.style.setProperty("--share", (held / atlas.extentM2).toFixed(3));
    box.checked = !hidden.has(actor);
    row.classList.toggle("cm-none", held === 0);
  };
  app.watch(["date", "hidden"], show);
  return row;
}

function signs(app: App): HTMLElement {
  const { states } = app.atlas;
  const used = (status: Status) => states.some((state) => state.status === status);
  const unsure = states.some(isUnsure);
  const { words } = app;
  const sign = (shown: boolean, picture: HTMLElement, text: string) =>
    shown && h("li", {}, picture, h("span", {}, text));
  const main = 1 % app.atlas.header.actors.length;
  return h(
    "ul",
    { class: "cm-signs" },
    sign(true, swatch(app, 0, "unknown"), words.say("sign_unknown")),
    sign(used("contested"), swatch(app, null, "contested"), words.say("sign_contested")),
    sign(used("joint"), swatch(app, null, "joint"), words.say("sign_joint")),
    sign(used("besieged"), swatch(app, null, "besieged"), words.say("sign_besieged")),
    sign(
      states.some(isFar),
      swatch(app, main, "none", FILL.faint),
      words.say("sign_faint", { distance: words.distance(FAR_KM) }),
    ),
    sign(unsure, swatch(app, main, "none", FILL.light), words.say("sign_light")),
  );
}

type Flag = "events" | "confirmedOnly" | "graticule" | "loop" | "tiles";

function switches(app: App): HTMLElement {
  const { words, atlas } = app;
  const sure = !atlas.states.some((state) => state.id !== null && !isConfirmed(state));
  return h(
    "ul",
    { class: "cm-switches" },
    atlas.header.events.length > 0 && h("li", {}, flag(app, "events", words.say("show_events"))),
    !sure && h("li", {}, flag(app, "confirmedOnly", words.say("confirmed_only"))),
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

function layerButtons(app: App): HTMLElement | null {
  const { words, view, atlas } = app;
  const { layers, view: whole } = atlas.header;
  const button = (text: string, title: string, bounds: readonly [number, number, number, number]) =>
    chip(text, () => view.fit(bounds), { title });
  return h(
    "div",
    { class: "cm-chips" },
    button(words.say("whole_map"), words.say("whole_map"), whole),
    ...(layers.length > 1
      ? layers.map(({ name, bounds }) =>
          button(words.text(name), words.say("zoom_to", { layer: words.text(name) }), bounds),
        )
      : []),
  );
}
