// As known on: the map as it was on record on a day, how it is chosen, and the sign that it is.
import { knownDay } from "../core/editions";
import { h } from "../lib/element";
import { knownText } from "../strings/when";
import type { App } from "./app";
import { inWords } from "./dateField";

/** Says over the slider that the map is not as it is known now, and goes back to that. */
export function knownSign(app: App): HTMLElement | null {
  const { atlas: { header }, words, knownOn } = app;
  if (header.view_name) return views(app);
  if (!header.known_on) return null;
  const back = h("button", { type: "button", class: "cm-chip", onclick: () => knownOn?.(null) }, words.say("known_now"));
  return h("p", { class: "cm-known", role: "status" }, h("strong", {}, knownText(app)), knownOn ? back : null);
}

/** Views of the same ground beside each other, such as two maps and where they differ. */
function views({ atlas: { header }, words, knownOn }: App): HTMLElement {
  const all = [{ key: null, name: header.view_name! }, ...(header.editions ?? []).map(({ last, view_name }) => ({ key: last, name: view_name! }))];
  const button = ({ key, name }: (typeof all)[number]) =>
    h(
      "button",
      { type: "button", class: "cm-chip", dir: "auto", "aria-pressed": String(key === header.known_on), onclick: () => knownOn?.(key) },
      words.text(name),
    );
  return h("div", { class: "cm-views", role: "group", "aria-label": words.say("views") }, ...all.map(button));
}

/** The choice of a day; of a map that was never another it is told that there is none. */
export function knownParts({ atlas: { header }, words, knownOn }: App): HTMLElement[] {
  if (!header.editions && !header.known_on)
    return [h("h2", {}, words.say("known_title")), h("p", {}, `${words.say("not_corrected")} ${words.say("one_edition")}`)];
  if (!knownOn || header.view_name) return [];
  const field = h("input", { type: "date", class: "cm-date-field", required: true, min: header.known_from, value: header.known_on });
  const box = inWords(field);
  const tell = () => void (box.dataset.words = field.value && words.instant(field.value));
  field.addEventListener("input", tell);
  tell();
  const onsubmit = (event: Event) => {
    event.preventDefault();
    knownOn(knownDay(header, field.value));
  };
  return [
    h("h2", {}, words.say("known_title")),
    h("p", {}, words.say("known_about")),
    h(
      "form",
      { class: "cm-known-form", onsubmit },
      h("label", {}, h("span", {}, words.say("known_day")), " ", box),
      h("button", { type: "submit", class: "cm-chip" }, words.say("show")),
    ),
  ];
}
