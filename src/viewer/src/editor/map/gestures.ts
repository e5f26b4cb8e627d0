// Pointers on the map: clicks, drags of grips, strokes. What nobody grips pans the map, as ever.
import type * as L from "leaflet";
import { movedTogether, stretchBetween } from "../core/border";
import { type Draft } from "../core/draft";
import { type Point, same } from "../core/points";
import { type Desk, draftOf, step } from "../desk";
import { borderLines, type Grip, gripAt } from "./grips";
import { apart, type Pixel, type Projector } from "./projector";
import { aimAt, REACH, seenGrips, type Sight } from "./sight";
import { brushAt, clickAt, clickGrip, drawStroke } from "./tools";

/** A press that slips so far is still a click, in pixels. */
export const SLIP_PX = 6;

export interface Seen {
  get(): Sight;
  set(patch: Partial<Sight>): void;
}

export interface Gestures {
  readonly desk: Desk;
  readonly map: L.Map;
  readonly projector: Projector;
  readonly seen: Seen;
  /** Show the editor's tab. */
  readonly open: () => void;
  /** Whether a click with no tool in hand chooses the record of the ground. */
  readonly chooses: () => boolean;
  /** Click with no tool in hand; false: the page may have it. */
  readonly choose: (pixel: Pixel, further: boolean) => boolean;
}

/** What a press became. */
interface Press {
  readonly id: number;
  readonly at: Pixel;
  readonly grip: Grip | null;
  readonly stroke: boolean;
}

/** Hear pointers until `signal` ends. */
export function hearPointers(gestures: Gestures, signal: AbortSignal): void {
  const { map, seen } = gestures;
  const element = map.getContainer();
  let press: Press | null = null;
  let lastPress: Pixel = [0, 0];
  let dropped = false;
  const release = () => {
    press = null;
    seen.set({ drag: null, stroke: null });
    map.dragging.enable();
  };
  const on = <K extends keyof HTMLElementEventMap>(kind: K, hear: (event: HTMLElementEventMap[K]) => void) =>
    element.addEventListener(kind, hear, { signal, capture: true });
  on("pointerdown", (event) => {
    if (isControl(event)) return;
    dropped = false;
    // A second finger wants the map: what the first one holds goes back to where it was.
    if (press) {
      if (press.grip || press.stroke) release();
      return;
    }
    lastPress = pixelOf(event, element);
    if (event.button !== 0) return;
    press = pressAt(gestures, event, lastPress);
    if (!press.grip && !press.stroke) return;
    map.dragging.disable();
    element.setPointerCapture(event.pointerId);
  });
  // Else the browser would mark the texts that the pointer passes over.
  on("mousedown", (event) => {
    if (!press?.grip && !press?.stroke) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
  });
  on("pointermove", (event) => {
    const pixel = pixelOf(event, element);
    if (!press) hover(gestures, event, pixel);
    else if (press.id === event.pointerId) carry(gestures, press, event, pixel);
  });
  on("pointerup", (event) => {
    if (press?.id !== event.pointerId) return;
    const held = press;
    const { drag, stroke } = seen.get();
    release();
    if (drag) {
      dropped = true;
      drop(gestures, held.at, drag);
    }
    if (held.stroke && stroke && stroke.length > 3) {
      dropped = true;
      drawStroke(gestures.desk, gestures.projector, stroke);
    }
  });
  on("pointercancel", release);
  on("pointerleave", () => !press && seen.set({ aim: null }));
  on("click", (event) => {
    if (isControl(event)) return;
    const pixel = pixelOf(event, element);
    if (dropped || (event.detail > 0 && apart(pixel, lastPress) > SLIP_PX)) return stop(event);
    if (clicked(gestures, event, pixel)) stop(event);
  });
  on("dblclick", (event) => gestures.desk.get().drawing && !isControl(event) && stop(event));
}

function stop(event: Event): void {
  event.stopImmediatePropagation();
  event.preventDefault();
}

/** Whether something lies over the map that is not the map. */
const isControl = (event: Event): boolean =>
  (event.target as Element).closest?.(".leaflet-control, .cm-swipe, .leaflet-popup, .cm-over-map") !== null;

function pixelOf(event: MouseEvent, element: HTMLElement): Pixel {
  const { left, top } = element.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

const reachOf = (event: Event): number =>
  (event as PointerEvent).pointerType === "touch" ? REACH.touch : REACH.mouse;

function pressAt({ desk, projector }: Gestures, event: PointerEvent, at: Pixel): Press {
  const { tool } = desk.get();
  const draft = draftOf(desk.get());
  const grip = gripAt(seenGrips(desk, projector), at, projector, reachOf(event));
  const lasso = tool === "lasso" && draft !== null && !draft.closed && !draft.vertices.length;
  const stroke = !grip && (lasso || (tool === "pick" && event.shiftKey));
  return { id: event.pointerId, at, grip, stroke };
}

function hover({ desk, projector, seen }: Gestures, event: PointerEvent, pixel: Pixel): void {
  if (event.pointerType === "touch" || !desk.get().tool) return;
  seen.set({ aim: isControl(event) ? null : aimAt(desk, projector, pixel, REACH.mouse, event.altKey), crosshair: null });
}

/** Drag what was pressed on. */
function carry(gestures: Gestures, press: Press, event: PointerEvent, pixel: Pixel): void {
  const { desk, projector, seen } = gestures;
  if (press.stroke && desk.get().tool === "pick") {
    if (apart(pixel, press.at) > SLIP_PX) brushAt(desk, projector.point(pixel));
    return;
  }
  if (press.stroke) {
    const points = event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event];
    const element = event.currentTarget as HTMLElement;
    seen.set({ stroke: [...(seen.get().stroke ?? [press.at]), ...points.map((one) => pixelOf(one, element))] });
    return;
  }
  const { grip } = press;
  if (!grip || (!seen.get().drag && apart(pixel, press.at) <= SLIP_PX)) return;
  // The grip keeps its place under the finger: it is moved as far as the finger is.
  const [x, y] = projector.pixel(grip.at);
  carryTo(gestures, grip, [x + pixel[0] - press.at[0], y + pixel[1] - press.at[1]], event.altKey);
}

/** Carry a grip to a pixel; `free`: nothing is caught there. */
export function carryTo({ desk, projector, seen }: Gestures, grip: Grip, at: Pixel, free: boolean): void {
  const aim = aimAt(desk, projector, at, REACH.mouse, free || draftOf(desk.get())?.shape === "border");
  seen.set({ aim, drag: { grip, at: aim.at, draft: draggedTo(desk, seen.get(), grip, aim.at) } });
}

/** The draft with a grip elsewhere; one of a stretch takes all of it along. */
function draggedTo(desk: Desk, { stretch }: Sight, grip: Grip, at: Point): Draft {
  const draft = draftOf(desk.get());
  if (!draft || !stretch.some((point) => same(point, grip.at))) return grip.to(at);
  const steps = movedTogether(stretch, grip.at, at, desk.atlas().history.grid);
  return { ...draft, steps: [...draft.steps, ...steps] };
}

/** Let a grip go that was taken up at a pixel; what went further than the map is wide or high is asked about once. */
export function drop({ desk, projector, seen }: Gestures, from: Pixel, { grip, at, draft }: NonNullable<Sight["drag"]>): void {
  const { stretch } = seen.get();
  const along = stretch.some((point) => same(point, grip.at));
  const moved = along ? movedTogether(stretch, grip.at, at, desk.atlas().history.grid) : [];
  const far = apart(projector.pixel(at), from) > Math.min(...projector.size());
  step(desk, draft);
  seen.set({ stretch: moved.flatMap((one) => (one.kind === "move" && one.to ? [one.to] : [])) });
  if (far && desk.get().far === "no") desk.set({ far: "ask" });
}

/** Choose a vertex; the second one of two ends the stretch between them. */
function chooseGrip({ desk, seen }: Gestures, grip: Grip, further: boolean): void {
  const draft = draftOf(desk.get());
  const { selected, spanning } = seen.get();
  const spans = draft?.shape === "border" && selected && (further || spanning);
  const stretch = spans ? stretchBetween(borderLines(desk, draft), selected.at, grip.at) : [];
  seen.set({ selected: grip, stretch: stretch.length > 1 ? stretch : [], spanning: false });
}

/** A click on grip, ground or draft; says whether the page must not have it. */
function clicked(gestures: Gestures, event: MouseEvent, pixel: Pixel): boolean {
  const { desk, projector, seen } = gestures;
  const draft = draftOf(desk.get());
  const reach = reachOf(event);
  const grip = draft && gripAt(seenGrips(desk, projector), pixel, projector, reach);
  if (grip && grip.kind !== "middle") {
    if (clickGrip(desk, grip)) chooseGrip(gestures, grip, event.shiftKey);
    else seen.set({ selected: null });
    return true;
  }
  seen.set({ selected: null, stretch: [], spanning: false });
  if (!desk.get().tool || draft?.closed) return gestures.choose(pixel, event.shiftKey || event.ctrlKey || event.metaKey);
  clickAt(desk, aimAt(desk, projector, pixel, reach, event.altKey));
  return true;
}
