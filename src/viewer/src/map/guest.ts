// In another page's frame what scrolls is the article's: wheel and single finger go by, and a word says how the map moves.
import type * as L from "leaflet";
import { h, setText } from "../lib/element";
import type { Words } from "../strings";

const SAID_MS = 1500;

/** Whether the page stands in a frame of another page. */
export const inFrame = (): boolean => window.parent !== window;

/** Let wheel and single finger go by until the answer is called; with Ctrl, and with two fingers, they move the map as ever. */
export function asGuest(map: L.Map, words: Words): () => void {
  const container = map.getContainer();
  const byFinger = matchMedia("(pointer: coarse)").matches;
  const [say, silence] = noteOn(container);
  const onWheel = (event: WheelEvent) => {
    if (event.ctrlKey || event.metaKey) return;
    event.stopPropagation();
    say(words.say("guest_wheel"));
  };
  const onFinger = ({ touches }: TouchEvent) => byFinger && touches.length === 1 && say(words.say("guest_fingers"));
  container.addEventListener("wheel", onWheel, { capture: true, passive: true });
  container.addEventListener("touchmove", onFinger, { passive: true });
  if (byFinger) map.dragging.disable();
  return () => {
    container.removeEventListener("wheel", onWheel, { capture: true });
    container.removeEventListener("touchmove", onFinger);
    map.dragging.enable();
    silence();
  };
}

/** A note on the map that goes by itself, and what takes it away for good; it tells nothing to whom neither wheel nor finger serves. */
function noteOn(container: HTMLElement): [(text: string) => void, () => void] {
  const note = h("p", { class: "cm-tiles-note cm-guest-note", "aria-hidden": "true", dir: "auto", hidden: true });
  let waiting = 0;
  container.append(note);
  const say = (text: string) => {
    setText(note, text);
    note.hidden = false;
    clearTimeout(waiting);
    waiting = window.setTimeout(() => (note.hidden = true), SAID_MS);
  };
  return [say, () => (clearTimeout(waiting), note.remove())];
}
