import { h, type Props } from "../lib/element";

/** A small button with a few words. */
export const chip = (text: string, onclick: () => unknown, props: Props = {}): HTMLButtonElement =>
  h("button", { type: "button", class: "cm-chip", onclick, ...props }, text);
