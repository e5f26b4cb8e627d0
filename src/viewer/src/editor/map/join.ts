// Puts the editor on a map: what it draws, what it hears, its tools, and bars under the slider.
import * as L from "leaflet";
import type { App } from "../../controls/app";
import { CanvasLayer } from "../../map/canvasLayer";
import { originOf } from "../../scene/world";
import { darkScreen, themeFor } from "../../scene/theme";
import { dateOfStep } from "../core/begins";
import { effectOf, movedArcs } from "../core/border";
import { blocking } from "../core/form";
import { groundOf } from "../core/draft";
import type { Network } from "../core/network";
import type { Point } from "../core/points";
import { type Desk, type DeskState, draftOf, redate } from "../desk";
import { sayIn } from "../strings";
import type { Speech } from "../words";
import { bars } from "./bars";
import { type Gestures, hearPointers } from "./gestures";
import { arcsInHand } from "./grips";
import { hearKeys } from "./keys";
import { marks } from "./marks";
import { draftPainter } from "./paint";
import { projectorOf } from "./projector";
import { aimAt, BLIND, REACH, seenDraft, seenGrips, type Sight } from "./sight";
import { tip } from "./tip";
import { toolbar } from "./toolbar";

/** Over the names. */
const HEIGHT = "620";

/** What the panel hears of the map. */
export interface Seeing {
  get(): Sight;
  set(patch: Partial<Sight>): void;
  on(listener: () => void): () => void;
}

/** What is seen, from one map to the next. */
export function createSeeing(): Seeing {
  let sight = BLIND;
  const listeners = new Set<() => void>();
  return {
    get: () => sight,
    set(patch) {
      sight = { ...sight, ...patch };
      for (const listener of [...listeners]) listener();
    },
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Join desk and map until the answer is called. */
export function joinMap(map: L.Map, app: App, desk: Desk, seen: Seeing): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const speech: Speech = { app, say: sayIn(app.words.language, app.atlas.header) };
  const projector = projectorOf(map, app.atlas.history.grid);
  const date = () => dateOfStep(app.atlas.steps, app.store.get().date);
  const open = () => app.store.set({ tab: "edit" });
  const chooses = () => app.store.get().tab === "edit";
  const choose = chooser(app, desk, chooses, projector.point, date);
  const gestures: Gestures = { desk, map, projector, seen, open, chooses, choose };
  const container = map.getContainer();
  const layer = canvasOn(map, app, { desk, seen, grips: () => seenGrips(desk, projector), date });
  const bar = toolbar(app, desk, speech.say, signal);
  L.DomEvent.disableClickPropagation(bar);
  container.append(bar);
  chooseAgain(desk, date());
  const [named, marked] = [tip(container, desk, speech), marks(container)];
  let waiting = 0;
  const draw = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      layer.redraw();
      named.show(seen.get());
      marked.show(seen.get());
      strip();
      container.classList.toggle("cm-drawing", desk.get().tool !== null);
    });
  };
  // A drag with Shift is a brush here.
  map.boxZoom.disable();
  const strip = effectStrip(speech, desk, seen);
  const goThere = ({ resumed }: DeskState, before: DeskState) => resumed !== before.resumed && showDraft(map, app, desk);
  // On a narrow screen the panel is put away: who drew is asked there who takes the ground.
  const sayOn = (now: DeskState, before: DeskState) => draftOf(now)?.closed && !draftOf(before)?.closed && app.store.set({ tab: "edit", open: true });
  const stops = [desk.on(draw), desk.on(goThere), desk.on(sayOn), seen.on(draw)];
  app.watch(["date"], () => askForDate(app, desk));
  app.watch(["date"], draw);
  hearPointers(gestures, signal);
  hearKeys(gestures, date, signal);
  const again = () => aimAgain(gestures);
  map.on("moveend resize", again);
  draw();
  return () => {
    ending.abort();
    map.off("moveend resize", again);
    cancelAnimationFrame(waiting);
    for (const stop of stops) stop();
    for (const one of [bar, layer, named, marked]) one.remove();
  };
}

/** A pointer that rests aims at what is under it now: the map was moved, or is another version. */
function aimAgain({ desk, projector, seen }: Gestures): void {
  const { aim } = seen.get();
  if (aim) seen.set({ aim: aimAt(desk, projector, aim.pixel, REACH.mouse) });
}

interface Drawn {
  readonly desk: Desk;
  readonly seen: Seeing;
  readonly grips: () => ReturnType<typeof seenGrips>;
  readonly date: () => string;
}

function canvasOn(map: L.Map, app: App, { desk, seen, grips, date }: Drawn): CanvasLayer {
  const origin = originOf(app.atlas.header.view);
  const pane = map.getPane("cm-draft") ?? map.createPane("cm-draft");
  pane.style.zIndex = HEIGHT;
  pane.style.pointerEvents = "none";
  const theme = () => themeFor(darkScreen().matches);
  return new CanvasLayer("cm-draft", origin, draftPainter({ desk, origin, theme, sight: seen.get, grips, date }), { still: true }).addTo(map);
}

/** Without a tool a click in the editor's tab chooses the record of the ground. */
function chooser(app: App, desk: Desk, chooses: () => boolean, point: (pixel: readonly [number, number]) => readonly [number, number], date: () => string): Gestures["choose"] {
  return (pixel, further) => {
    if (!chooses()) return false;
    if (desk.get().drawing) return true;
    const [lon, lat] = point(pixel);
    const id = recordAt(desk.network(date()), [lon, lat]);
    const { chosen, chosenAt } = desk.get();
    const others = further ? chosen.filter((one) => one !== id) : [];
    const now = id && !(further && chosen.includes(id)) ? [...others, id] : others;
    desk.set({ chosen: now, chosenAt: id ? { ...chosenAt, [id]: [lon, lat] } : chosenAt });
    app.store.set({ place: null, ...(id && { open: true }) });
    return true;
  };
}

/** The record of ground that is chosen by a click; null: none. */
function recordAt({ atlas, snapshot }: Network, [lon, lat]: Point): string | null {
  const cell = atlas.cellAt(lon, lat);
  return cell < 0 ? null : atlas.states.at(snapshot[cell]).id;
}

/** On another version of the map: in the place of a record that was closed meanwhile the one that is there now. */
export function chooseAgain(desk: Desk, date: string): void {
  const { chosen, chosenAt, project } = desk.get();
  const live = new Set(project?.states.map(({ id }) => id));
  if (!project || chosen.every((id) => live.has(id))) return;
  const heir = (id: string) => (live.has(id) ? id : chosenAt[id] && recordAt(desk.network(date), chosenAt[id]));
  desk.set({ chosen: [...new Set(chosen.map(heir).filter((id): id is string => Boolean(id)))] });
}

/** Show the map of a draft's date, and its ground where that is out of sight. */
function showDraft(map: L.Map, app: App, desk: Desk): void {
  const draft = draftOf(desk.get());
  if (!draft) return;
  app.store.set({ date: desk.network(draft.date).date, playing: false });
  const ground = groundOf(draft).map(([lon, lat]) => L.latLng(lat, lon));
  const bounds = L.latLngBounds(ground);
  if (ground.length && !map.getBounds().contains(bounds)) map.fitBounds(bounds, { maxZoom: map.getZoom(), padding: [40, 40], animate: false });
}

/** A slider that moves in the middle of a draft moves the map, not the draft: which date is meant is asked once. */
function askForDate(app: App, desk: Desk): void {
  const draft = draftOf(desk.get());
  if (!draft) return;
  const shown = dateOfStep(app.atlas.steps, app.store.get().date);
  if (desk.network(draft.date).date === app.store.get().date) {
    if (desk.get().otherDate === "ask") desk.set({ otherDate: "no" });
  } else if (desk.get().otherDate === "no" && shown !== draft.date) {
    if (draft.vertices.length || draft.steps.length || draft.states.length) desk.set({ otherDate: "ask" });
    else redate(desk, shown);
  }
}

/** Bars under the slider, of the server's answer; while a border is dragged, of the shoelace. */
function effectStrip(speech: Speech, desk: Desk, seen: Seeing): () => void {
  let told = "";
  return () => {
    const rows = effectSeen(desk, seen);
    const now = JSON.stringify(rows);
    if (now === told) return;
    told = now;
    const box = document.querySelector(".cm-track-box");
    box?.querySelector(".cm-effect-bars")?.remove();
    const strip = bars(speech, rows);
    if (strip) box?.append(strip);
  };
}

/** What the edit does, as far as it is known at this moment. */
export function effectSeen(desk: Desk, seen: Seeing) {
  const { preview, form, asking } = desk.get();
  const draft = seenDraft(desk, seen.get());
  if (draft?.shape === "border" && (seen.get().drag || asking || !preview || blocking(preview).length)) {
    const network = desk.network(draft.date);
    return effectOf(network, movedArcs(network.atlas, draft.steps, arcsInHand(desk, draft)), form.scope);
  }
  if (!preview || !draft) return [];
  if (preview.by_date.length) return preview.by_date;
  return preview.moved.map((row) => ({ date: draft.date, ...row, meant: true }));
}
