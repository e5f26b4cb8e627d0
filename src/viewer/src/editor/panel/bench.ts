// What every part of the panel gets, and the small things that they are made of.
import type { App } from "../../controls/app";
import { h, type Child } from "../../lib/element";
import type { Desk, DeskState } from "../desk";
import type { Seeing } from "../map/join";
import type { Session } from "../session";
import type { Say } from "../strings";

export interface Bench {
  readonly app: App;
  readonly desk: Desk;
  readonly session: Session;
  readonly seen: Seeing;
  readonly say: Say;
  /** Show now, and again whenever something of what is picked is another. */
  watch(pick: (state: DeskState) => readonly unknown[], show: (state: DeskState) => void): void;
}

/** A bench until `signal` ends. */
export function benchOf(parts: Omit<Bench, "watch">, signal: AbortSignal): Bench {
  const { desk } = parts;
  return {
    ...parts,
    watch(pick, show) {
      show(desk.get());
      const stop = desk.on((now, before) => {
        const [a, b] = [pick(now), pick(before)];
        if (a.some((one, i) => one !== b[i])) show(now);
      });
      signal.addEventListener("abort", stop);
    },
  };
}

/** A name, and what it names. */
export const field = (name: string, ...children: Child[]): HTMLElement =>
  h("label", { class: "cm-field" }, h("span", {}, name), ...children);

/** A button of the panel. */
export const button = (text: string, onclick: () => unknown, props: Parameters<typeof h>[1] = {}): HTMLButtonElement =>
  h("button", { type: "button", class: "cm-chip", onclick, ...props }, text);

/** A list to choose one from; an empty value comes first where there is a name for it. */
export function select(
  options: readonly (readonly [value: string, name: string])[],
  value: string,
  choose: (value: string) => void,
  props: Parameters<typeof h>[1] = {},
): HTMLSelectElement {
  const list = h(
    "select",
    { onchange: () => choose(list.value), ...props },
    ...options.map(([one, name]) => h("option", { value: one }, name)),
  );
  list.value = value;
  return list;
}

/** A box with a name that can be ticked. */
export const tick = (name: string, on: boolean, change: (on: boolean) => void): HTMLElement => {
  const box = h("input", { type: "checkbox", onchange: () => change(box.checked) });
  box.checked = on;
  return h("label", { class: "cm-check" }, box, h("span", {}, name));
};

/** One line of text. */
export function textField(value: string, change: (text: string) => void, props: Parameters<typeof h>[1] = {}): HTMLInputElement {
  const box = h("input", { type: "text", class: "cm-text", dir: "auto", oninput: () => change(box.value), ...props });
  box.value = value;
  return box;
}

/** An element that shows something, or is not there. */
export const part = (...children: Child[]): HTMLElement => h("section", { class: "cm-part" }, ...children);
