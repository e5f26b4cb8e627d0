// Figures of a map in tiles that are made of much, and words that are many: they are asked for when somebody wants to see them.
import { h } from "../lib/element";
import type { App } from "./app";

/** Ask for them, and for what passed between two steps; the controls are made anew when they are there. */
export function comingFigures(app: App, between?: readonly [number, number]): HTMLElement {
  app.wantFigures(between);
  return coming(app);
}

/** What is never to come to a page in a file is said to be missing. */
const coming = ({ words }: App): HTMLElement => h("p", { role: "status" }, words.say(location.protocol === "file:" ? "tiles_file" : "loading"));

/** The same for the lengths of fronts. */
export function comingFronts(app: App): HTMLElement {
  app.wantFronts();
  return coming(app);
}

/** Whether sources, reports and events are still to be read. */
export const areWordsToCome = ({ whole }: App): boolean => whole.header.tiles?.words !== undefined;

/** The same for them. */
export function comingWords(app: App): HTMLElement {
  app.wantWords();
  return coming(app);
}
