// The tools on the map: pictures, names and keys.
import type { App } from "../../controls/app";
import { h, svg } from "../../lib/element";
import { dateOfStep } from "../core/begins";
import type { Shape } from "../core/draft";
import { type Desk, draftOf, take } from "../desk";
import type { Say } from "../strings";
import { LETTERS, putDown } from "./keys";

const ICONS: Readonly<Record<string, string>> = {
  look: "M6 3.5v15l4.2-3.6 2.7 6 2.6-1.200-2.700-5.900 5.600-.3z",
  polygon: "M5 8l7-4 7 5-3 10H8z",
  lasso: "M12 5c5 0 8 2 8 5s-3 5-8 5c-1.500 0-3-.2-4.200-.6M12 5c-5 0-8 2-8 5 0 1.800 1.400 3.400 3.800 4.400M7.800 14.400c-1.600 1-1.600 3 .2 3.600s1.500 2-.5 2.500",
  line: "M4 19 20 5M4 12a8 8 0 0 1 8-8M20 12a8 8 0 0 1-8 8",
  circle: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 11.500v1",
  pick: "M4 4h7v7H4zM13 13h7v7h-7zM13 4h7v7h-7zM4 13h7v7H4z",
  border: "M4 18c3-9 5 1 8-6s5-2 8-8M12 12m-2.500 0a2.500 2.500 0 1 0 5 0 2.500 2.500 0 1 0-5 0",
};
const KEYS = Object.fromEntries(Object.entries(LETTERS).map(([letter, shape]) => [shape, letter]));

/** A bar of tools; one is in hand, or none. */
export function toolbar(app: App, desk: Desk, say: Say, signal: AbortSignal): HTMLElement {
  const shapes = ["look", ...Object.values(LETTERS)] as const;
  const buttons = shapes.map((shape) => {
    const key = shape === "look" ? "Esc" : KEYS[shape].toUpperCase();
    const label = say(`tool_${shape}`);
    const choose = () => {
      if (shape === "look") putDown(desk);
      else take(desk, shape as Shape, draftOf(desk.get())?.date ?? dateOfStep(app.atlas.steps, app.store.get().date));
      app.store.set({ tab: "edit" });
    };
    return h(
      "button",
      { type: "button", class: "cm-tool", onclick: choose, title: `${label} (${key})`, "aria-label": `${label}, ${say("key", { key })}` },
      picture(shape),
    );
  });
  const show = () => {
    const tool = desk.get().tool;
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(shapes[i] === (tool ?? "look"))));
  };
  show();
  signal.addEventListener("abort", desk.on(show));
  return h("div", { class: "cm-tools cm-over-map", role: "toolbar", "aria-label": say("tools"), dir: app.words.direction }, ...buttons);
}

const picture = (name: string): SVGElement =>
  svg(
    "svg",
    { viewBox: "0 0 24 24", width: 22, height: 22, "aria-hidden": "true" },
    svg("path", { d: ICONS[name], fill: "none", stroke: "currentColor", "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round" }),
  );
