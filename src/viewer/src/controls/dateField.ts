// A field for a date: the browser's own where its calendar reaches, else text like 1914 or -0044-03-15. Browsers write dates
// in a language, an order and digits of their own: while nobody is in the field the date stands over it in the page's words.
import type { State } from "../core/choices";
import { isoOf, minutesOf } from "../core/civil";
import { isWhole, stepCalled, unitOfStep } from "../core/steps";
import { h } from "../lib/element";
import { steadily } from "../lib/steadily";
import { dayText } from "../strings/when";
import type { App } from "./app";

interface Field {
  readonly label?: string;
  /** The step that the field names; null: none. */
  readonly get: (state: State) => number | null;
  readonly set: (step: number) => void;
}

const FIRST = minutesOf("1000-01-01");
const END = minutesOf("9999-12-31");

/** A field that names a step's day, month or year, and goes to the end of the one that is written into it. */
export function dateField(app: App, { label, get, set }: Field): HTMLInputElement {
  const { steps, endMinutes } = app.atlas;
  const [first, last] = [steps.minutes[0], endMinutes - 1];
  const calendar = steps.unit === "day" && first >= FIRST && last <= END;
  const ends = `${unitOfStep(steps, 0)} – ${unitOfStep(steps, steps.count - 1)}`;
  const range = calendar ? { min: isoOf(first, "day"), max: isoOf(last, "day") } : { placeholder: ends, dir: "ltr" };
  const field = h("input", { type: calendar ? "date" : "text", class: "cm-date-field", "aria-label": label, ...range });
  const show = (state: State) => {
    const step = get(state);
    // A browser's calendar has days only: in it a year is none.
    field.value = step === null || (calendar && steps.units[step] !== "day") ? "" : unitOfStep(steps, step);
    field.setCustomValidity("");
  };
  field.addEventListener("change", () => {
    try {
      // A day that is shown already stays at the step that is shown.
      const [asked, now] = [stepCalled(steps, field.value.trim()), get(app.store.get())];
      if (now === null || steps.last[now] !== asked || isWhole(steps, now)) set(asked);
      field.setCustomValidity("");
    } catch {
      field.setCustomValidity(ends);
      if (!calendar) field.reportValidity();
    }
  });
  // A browser's own field is a small page of its own to lay out, and no one is in it while the date moves.
  app.watch(["date", "compare", "tab"], steadily((state) => document.activeElement !== field && show(state)));
  for (const event of ["focus", "blur"]) field.addEventListener(event, () => show(app.store.get()));
  return field;
}

/** The same under the date in words. */
export function wordedDateField(app: App, field: Field): HTMLElement {
  const box = inWords(dateField(app, field));
  app.watch(["date", "compare"], (state) => {
    const step = field.get(state);
    box.dataset.words = step === null ? app.words.say("no_comparison") : dayText(app, step);
  });
  return box;
}

/** A field under what its `data-words` say. */
export const inWords = (field: HTMLInputElement): HTMLElement => h("span", { class: "cm-in-words" }, field);
