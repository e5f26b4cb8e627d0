// As known on: the map as it was on record on a day, how it is chosen, and the sign that it is.
import { knownDay } from "../core/editions";
import { h } from "../lib/element";
import { knownText } from "../strings/when";
import type { App } from "./app";

/** Says over the slider that the map is not as it is known now, and goes back to that. */
export function knownSign(app: App): HTMLElement | null {
  const { atlas: { header }, words, knownOn } = app;
  if (!header.known_on) return null;
  const back = h("button", { type: "button", class: "cm-chip", onclick: () => knownOn?.(null) }, words.say("known_now"));
  return h("p", { class: "cm-known", role: "status" }, h("strong", {}, knownText(app)), knownOn ? back : null);
}

/** The choice of a day; of a map that was never another it is told that there is none. */
export function knownParts({ atlas: { header }, words, knownOn }: App): HTMLElement[] {
  if (!header.editions && !header.known_on)
    return [h("h2", {}, words.say("known_title")), h("p", {}, `${words.say("not_corrected")} ${words.say("one_edition")}`)];
  if (!knownOn) return [];
  const field = h("input", { type: "date", class: "cm-date-field", required: true, min: header.known_from, value: header.known_on });
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
      h("label", {}, h("span", {}, words.say("known_day")), " ", field),
      h("button", { type: "submit", class: "cm-chip" }, words.say("show")),
    ),
  ];
}
