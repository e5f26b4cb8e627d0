// Everything by keys: tools by letters, a crosshair by arrows, vertices and ground by Enter.
import type { Shape } from "../core/draft";
import { redone, undone } from "../core/draft";
import { same } from "../core/points";
import { type Desk, draftOf, take } from "../desk";
import type { Gestures } from "./gestures";
import { carryTo, drop, SLIP_PX } from "./gestures";
import { type Grip, gripAt } from "./grips";
import type { Pixel } from "./projector";
import { aimAt, REACH, seenGrips } from "./sight";
import { clickAt, clickGrip, finish, goOnFrom, removeGrip } from "./tools";

export const LETTERS: Readonly<Record<string, Shape>> = {
  p: "polygon",
  l: "lasso",
  x: "line",
  c: "circle",
  g: "pick",
  b: "border",
};

const ARROWS: Readonly<Record<string, Pixel>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** Steps of the crosshair in pixels: as wide as a press may slip, twice; with Shift one. */
const STRIDE = 2 * SLIP_PX;

/** One step back; the same way forward. */
export function undo(desk: Desk): void {
  const { drawing } = desk.get();
  if (drawing) desk.set({ drawing: undone(drawing), refused: [] });
}
export function redo(desk: Desk): void {
  const { drawing } = desk.get();
  if (drawing) desk.set({ drawing: redone(drawing), refused: [] });
}

/** Put the tool down; what is drawn stays. */
export const putDown = (desk: Desk): void => desk.set({ tool: null });

/** Hear keys until `signal` ends; `date` is the one looked at. */
export function hearKeys(gestures: Gestures, date: () => string, signal: AbortSignal): void {
  const { map } = gestures;
  const onMap = (event: KeyboardEvent) => mapKey(gestures, event) && swallow(event);
  map.getContainer().addEventListener("keydown", onMap, { signal, capture: true });
  document.addEventListener("keydown", (event) => pageKey(gestures, date, event) && event.preventDefault(), { signal });
  // A crosshair is where the eye is: pointers and pans take it away.
  const forget = () => gestures.seen.set({ crosshair: null, ...(carriedByKeys(gestures) && { drag: null }) });
  map.on("zoomstart", forget);
  signal.addEventListener("abort", () => map.off("zoomstart", forget));
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}

/** Whether somebody types there: then the keys are theirs. */
const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("textarea, select, input:not([type=checkbox], [type=radio])");

const COMMANDS: Readonly<Record<string, (desk: Desk, shift: boolean) => void>> = {
  z: (desk, shift) => (shift ? redo : undo)(desk),
  y: redo,
  // All is kept at each step: the key that saves elsewhere must not lose anything here.
  s: (desk) => desk.set({ said: { key: draftOf(desk.get()) ? "kept" : "nothing_to_keep" } }),
};

/** The letter of a key, also where the keyboard writes no Latin ones. */
const letterOf = ({ key, code }: KeyboardEvent): string => (/^Key[A-Z]$/.test(code) && !/^[a-z]$/i.test(key) ? code.slice(3) : key).toLowerCase();

/** What keys carry: a pointer takes the crosshair away. */
const carriedByKeys = ({ seen }: Gestures) => (seen.get().crosshair ? seen.get().drag : null);

function pageKey(gestures: Gestures, date: () => string, event: KeyboardEvent): boolean {
  const { desk, seen } = gestures;
  if (isField(event.target) || event.altKey) return false;
  const key = letterOf(event);
  const carried = carriedByKeys(gestures);
  if (event.ctrlKey || event.metaKey) {
    if (carried && key === "z") seen.set({ drag: null });
    else if (key === "enter") finish(desk);
    else if (COMMANDS[key]) COMMANDS[key](desk, event.shiftKey);
    else return false;
    return true;
  }
  const { selected } = seen.get();
  if (LETTERS[key]) {
    take(desk, LETTERS[key], draftOf(desk.get())?.date ?? date());
    gestures.open();
  } else if (key === "escape") escape(gestures);
  else if (key === "f") desk.set({ following: !desk.get().following });
  else if (key === "s") desk.set({ snapping: !desk.get().snapping });
  else if (key === "d") finish(desk);
  else if ((key === "delete" || key === "backspace") && draftOf(desk.get())) {
    const grip = carried?.grip ?? selected;
    if (grip) removeGrip(desk, grip);
    else undo(desk);
    seen.set({ selected: null, drag: null });
  } else return false;
  return true;
}

/** First the choice goes, then the tool; never what is drawn. */
function escape({ desk, seen }: Gestures): void {
  if (seen.get().selected || seen.get().drag) seen.set({ selected: null, drag: null });
  else if (desk.get().tool) putDown(desk);
  else desk.set({ chosen: [] });
  seen.set({ aim: null, crosshair: null });
}

/** Keys while the map has the focus: says whether they were ours. */
function mapKey(gestures: Gestures, event: KeyboardEvent): boolean {
  const { desk, seen, projector } = gestures;
  if (event.ctrlKey || event.metaKey || event.target !== event.currentTarget) return false;
  const arrow = ARROWS[event.key];
  const { crosshair, selected } = seen.get();
  const carried = carriedByKeys(gestures);
  if (arrow && (desk.get().tool || gestures.chooses())) moveCrosshair(gestures, arrow, event.shiftKey ? 1 : STRIDE);
  else if (event.key !== "Enter") return false;
  else if (carried) letGo(gestures, carried);
  else if (selected && !crosshair && selected.index >= 0) goOnFrom(desk, selected.index);
  else if (crosshair) {
    const grip = gripAt(seenGrips(desk, projector), crosshair, projector, REACH.mouse);
    if (grip && isTakenUp(gestures, grip)) takeUp(gestures, grip);
    else if (grip?.kind === "vertex" && desk.get().tool !== "border") seen.set({ selected: clickGrip(desk, grip) ? grip : null });
    else if (!desk.get().tool || draftOf(desk.get())?.closed) return gestures.choose(crosshair, event.shiftKey);
    else clickAt(desk, aimAt(desk, projector, crosshair, REACH.mouse, event.altKey));
  } else return false;
  return true;
}

/** Whether Enter on a grip takes it up: of a border any, of a drawing one that is chosen already. */
function isTakenUp({ desk, seen }: Gestures, grip: Grip): boolean {
  const { selected } = seen.get();
  return draftOf(desk.get())?.shape === "border" || (selected !== null && selected.kind === grip.kind && same(selected.at, grip.at));
}

/** Take a grip up, to be carried by keys. */
function takeUp({ desk, projector, seen }: Gestures, grip: Grip): void {
  const draft = draftOf(desk.get());
  if (draft) seen.set({ crosshair: projector.pixel(grip.at), drag: { grip, at: grip.at, draft } });
}

/** Let go what keys carry. */
function letGo(gestures: Gestures, carried: NonNullable<ReturnType<typeof carriedByKeys>>): void {
  const { projector, seen } = gestures;
  seen.set({ drag: null, selected: null });
  if (!same(carried.at, carried.grip.at)) drop(gestures, projector.pixel(carried.grip.at), carried);
}

/** Move the crosshair; at the edge the map moves under it, and what is carried goes along. */
function moveCrosshair(gestures: Gestures, [dx, dy]: Pixel, by: number): void {
  const { desk, map, projector, seen } = gestures;
  const carried = carriedByKeys(gestures);
  const [width, height] = projector.size();
  const [x, y] = seen.get().crosshair ?? [Math.round(width / 2), Math.round(height / 2)];
  let next: Pixel = [x + dx * by, y + dy * by];
  const room = 40;
  if (next[0] < room || next[1] < room || next[0] > width - room || next[1] > height - room) {
    map.panBy([(dx * width) / 4, (dy * height) / 4], { animate: false });
    next = [next[0] - (dx * width) / 4, next[1] - (dy * height) / 4];
  }
  seen.set({ crosshair: next, aim: aimAt(desk, projector, next, REACH.mouse) });
  if (carried) carryTo(gestures, carried.grip, next, false);
}
