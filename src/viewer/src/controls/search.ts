// The search box: a combobox over the gazetteer.
import { placesAbroad } from "../core/abroad";
import { placeChosen } from "../core/choices";
import type { Place } from "../core/model";
import { searchEntries, searchPlaces } from "../core/search";
import { h, setText } from "../lib/element";
import { once } from "../lib/once";
import type { Words } from "../strings";
import type { App } from "./app";

/** A box to type a place's name in; the choice is shown on the map and in its panel. */
export function searchBox(app: App): HTMLElement | null {
  const { atlas, words } = app;
  if (!atlas.header.places.length) return null;
  const entries = once(() => searchEntries([...atlas.header.places, ...placesAbroad(atlas)]));
  const list = h("ul", { id: "cm-found", role: "listbox", "aria-label": words.say("search"), hidden: true });
  const input = searchInput(words);
  const nothing = h("p", { class: "cm-quiet cm-small", role: "status" });
  let found: Place[] = [];
  let active = -1;
  const show = (places: Place[]) => {
    found = places;
    list.hidden = !places.length;
    input.setAttribute("aria-expanded", String(places.length > 0));
    list.replaceChildren(...places.map((place, i) => option(words, place, i, choose)));
    mark(places.length ? 0 : -1);
  };
  const mark = (index: number) => {
    active = index;
    markOption(input, list, index);
  };
  const close = () => {
    show([]);
    nothing.textContent = "";
  };
  const choose = (place: Place) => {
    input.value = words.text(place.name);
    close();
    choosePlace(app, place);
  };
  input.addEventListener("input", () => {
    show(searchPlaces(entries(), input.value));
    setText(nothing, found.length || !input.value.trim() ? "" : words.say("nothing_found"));
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && found.length) mark((active + by + found.length) % found.length);
    else if (event.key === "Enter" && found[active]) choose(found[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  return h("div", { class: "cm-search" }, input, list, nothing);
}

const searchInput = (words: Words): HTMLInputElement =>
  h("input", {
    type: "search",
    role: "combobox",
    placeholder: words.say("search"),
    "aria-label": words.say("search"),
    autocomplete: "off",
    "aria-expanded": "false",
    "aria-controls": "cm-found",
    "aria-autocomplete": "list",
    spellcheck: "false",
  });

function option(words: Words, place: Place, i: number, choose: (place: Place) => void): HTMLElement {
  // The box keeps the focus, or it would close before the choice is made.
  const onpointerdown = (event: Event) => (event.preventDefault(), choose(place));
  return h(
    "li",
    { role: "option", id: `cm-found-${i}`, onpointerdown },
    h("span", { dir: "auto" }, words.text(place.name)),
    h("small", { dir: "auto" }, otherNames(place, words.language)),
  );
}

/** Mark the option that Enter chooses; -1: none. */
function markOption(input: HTMLInputElement, list: HTMLElement, index: number): void {
  [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
  if (index < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", `cm-found-${index}`);
  list.children[index]?.scrollIntoView({ block: "nearest" });
}

/** Show a place on the map and in its panel. */
export function choosePlace({ store, view }: App, { id, lon, lat }: Place): void {
  view.show(lon, lat);
  store.set(placeChosen({ id: id || null, lon, lat }));
}

function otherNames({ name }: Place, language: string): string {
  return Object.entries(name)
    .flatMap(([code, text]) => (code === language || !text ? [] : [text]))
    .join(" · ");
}
