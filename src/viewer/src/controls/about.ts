// What the reader takes along.
import { h } from "../lib/element";
import type { App } from "./app";
import { sharePanel } from "./sharePanel";

export const about = (app: App): HTMLElement => h("div", { class: "cm-about" }, sharePanel(app));
