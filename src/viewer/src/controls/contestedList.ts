// The ground in contest at the date, by name: on a whole country much of it is too small to be seen.
import type { State } from "../core/choices";
import { type ContestedPiece, contestedAt, contestedStates } from "../core/contested";
import { h, refill } from "../lib/element";
import { steadily } from "../lib/steadily";
import { placeTitle } from "../strings/describe";
import type { App } from "./app";
import { choosePlace } from "./search";

/** More than these are a front, and seen. */
const MOST = 8;

/** The smallest pieces, each a button that goes there; it follows the date. Nothing where no ground ever is contested. */
export function contestedList(app: App): HTMLElement | null {
  const { atlas, words } = app;
  const states = contestedStates(atlas);
  if (!states.size) return null;
  const list = h("ul", { class: "cm-contested", "aria-label": words.say("sign_contested") });
  const tell = steadily(({ date }: State) => {
    const pieces = contestedAt(atlas, states, date);
    const rest = pieces.length - MOST;
    list.hidden = !pieces.length;
    refill(list, ...pieces.slice(0, MOST).map((piece) => item(app, piece, date)), rest > 0 ? h("li", {}, words.say("contested_more", { n: words.number(rest) })) : null);
  });
  app.watch(["date", "playing"], (state) => state.playing || tell(state));
  return list;
}

function item(app: App, { state, areaM2, places, bounds }: ContestedPiece, date: number): HTMLElement {
  const { words, view } = app;
  const [west, south, east, north] = bounds;
  const name = words.text(places[0]?.name) || words.text(state.area) || placeTitle(app, { lon: (west + east) / 2, lat: (south + north) / 2, id: null }, date)[0];
  const onclick = () => (places.length ? choosePlace(app, places[0]) : view.fit(bounds));
  return h("li", {}, h("button", { type: "button", class: "cm-plain", dir: "auto", onclick }, name), ` ${words.areaKm2(areaM2)}`);
}
