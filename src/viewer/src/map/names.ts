// The names on the map, clear of the marks that stand there.
import type * as L from "leaflet";
import type { State } from "../core/choices";
import type { Spot } from "../core/model";
import { type HolderLabel, holderLabels, stillHeld } from "../scene/holders";
import { obstaclesOf } from "../scene/pins";
import { moved } from "../scene/boxes";
import type { Paint } from "./canvasLayer";
import { coverOf } from "./cover";
import { paintLabels } from "./namesPainter";
import { HOLDER } from "../scene/labels";
import { canvasIn, paneOf } from "./panes";
import { type Drawn, type Part, showsBackground } from "./part";

/** Names make room when the slider rests: moving them at every step would cost time and unsettle the eye. */
const WAIT_MS = 150;

export interface Names extends Part {
  /** Keep the names off the pins that mark these points. */
  avoid(points: readonly Spot[]): void;
}

/** Names of settlements, places and countries. */
export function createNames(map: L.Map, drawn: Drawn): Names {
  let pins: readonly Spot[] = [];
  // The first picture does not wait for them.
  let holders: readonly HolderLabel[] = [];
  let waiting = 0;
  let stands = false;
  // Places and holders find room together, and stand on a canvas each: holders' names come and go with the date.
  const painting = (shown: (rank: number) => boolean): Paint => (context, frame) => {
    const obstacles = obstaclesOf(pins, drawn.state().place, drawn.origin);
    const [left, top] = frame.sight;
    const covered = coverOf(map).map((box) => moved(box, left, top));
    return showsBackground(drawn) && paintLabels(context, { ...frame, covered }, drawn.theme, [...drawn.labels, ...holders], drawn.words, obstacles, shown);
  };
  const layer = canvasIn(map, "cm-labels", drawn.origin, painting((rank) => rank !== HOLDER), { still: true });
  const ground = canvasIn(map, "cm-holders", drawn.origin, painting((rank) => rank === HOLDER), { still: true });
  const show = (shown: boolean) => (paneOf(map, "cm-holders").style.visibility = shown ? "" : "hidden");
  const draw = () => {
    layer.redraw();
    ground.redraw();
  };
  const nameHolders = () => {
    holders = holderLabels(drawn.atlas, drawn.ground, drawn.origin, drawn.state());
    show(true);
    draw();
  };
  const atRest = () => {
    clearTimeout(waiting);
    if (stands) waiting = window.setTimeout(nameHolders, WAIT_MS);
  };
  /** No name stays on ground that its holder has lost; all find their places when the slider rests. */
  const moveOn = ({ date }: State) => {
    if (!holders.every((one) => stillHeld(drawn.atlas, one, date))) show(false);
    atRest();
  };
  return {
    start() {
      stands = true;
      layer.addTo(map);
      ground.addTo(map);
      atRest();
    },
    follow(state, before) {
      if (state.date !== before.date) moveOn(state);
      if (state.hidden !== before.hidden || state.compare !== before.compare || state.swipe !== before.swipe) nameHolders();
      else if (state.tiles !== before.tiles || state.place !== before.place) draw();
    },
    speak: draw,
    reground() {
      // They know their cells by number.
      holders = [];
      atRest();
    },
    recolour: draw,
    avoid(points) {
      if (!pins.length && !points.length) return;
      pins = points;
      atRest();
    },
  };
}
