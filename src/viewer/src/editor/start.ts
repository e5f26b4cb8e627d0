// The editor's page: the reader's page with a tab, tools on the map, and a server behind it.
import { atlasOf } from "../core/atlas";
import { openPayload } from "../core/payload";
import { nameOfStep, stepCalled, type Steps } from "../core/steps";
import { keepFocus } from "../lib/element";
import { type OpenPage, openPage, type PageOptions } from "../page/mount";
import { createApi, type ControlMapApi } from "../page/api";
import { createDesk, type DeskState } from "./desk";
import type { Point } from "./core/points";
import { createSeeing, joinMap } from "./map/join";
import { projectorOf } from "./map/projector";
import { seenGrips } from "./map/sight";
import { panelMaker } from "./panel/panel";
import { createSession, type Session } from "./session";

/** `window.controlmapEditor`: what tests may ask of the editor. */
export interface EditorApi {
  readonly state: DeskState;
  /** Where a point of the ground stands in the map's element, in CSS pixels. */
  pixel(lon: number, lat: number): { x: number; y: number };
  /** Where there is something to grip. */
  grips(): readonly Point[];
}

/** Fill an element with the editor, on a version of the map: its data as a text, and its revision. */
export async function start(
  container: HTMLElement,
  dataText: string,
  revision: string,
): Promise<{ page: ControlMapApi; editor: EditorApi }> {
  const desk = createDesk(atlasOf(await openPayload(dataText)));
  const seen = createSeeing();
  let session: Session | null = null;
  const panel = panelMaker(desk, seen, () => session!);
  const extension: PageOptions["extension"] = {
    tab: "edit",
    panel,
    join: (map, app) => joinMap(map, app, desk, seen),
  };
  let page: OpenPage | null = null;
  session = createSession(desk, revision, async (text) => {
    const atlas = atlasOf(await openPayload(text));
    return () => {
      const options = kept(page!, (name) => stepCalled(atlas.steps, name), desk.atlas().steps);
      desk.lay(atlas);
      page = renewed(page!, () => openPage(container, atlas, { ...options, extension }));
    };
  });
  page = openPage(container, desk.atlas(), { choices: { tab: "edit" }, extension });
  await page.complete;
  const textOf = () => ({ area: null, note: null });
  return {
    get page() {
      return createApi(() => ({ atlas: desk.atlas(), store: page!.store }), textOf, Promise.resolve());
    },
    editor: {
      get state() {
        return desk.get();
      },
      pixel: (lon, lat) => {
        const { x, y } = page!.map.latLngToContainerPoint([lat, lon]);
        return { x, y };
      },
      grips: () => seenGrips(desk, projectorOf(page!.map, desk.atlas().history.grid)).map(({ at }) => at),
    },
  };
}

/** What the mapper looks at, for the next version of the map. */
function kept({ store, map }: OpenPage, dateOf: (name: string) => number, steps: Steps): PageOptions {
  const { lat, lng: lon } = map.getCenter();
  const state = store.get();
  const again = (index: number) => dateOf(nameOfStep(steps, index));
  const compare = state.compare === null ? null : again(state.compare);
  return {
    choices: { ...state, date: again(state.date), compare, stretch: null, playing: false },
    at: { zoom: map.getZoom(), lat, lon },
  };
}

/** Put another page in the place of one; the eye stays where it was, and so does the focus. */
function renewed(old: OpenPage, open: () => OpenPage): OpenPage {
  const field = document.activeElement as HTMLInputElement | null;
  const [from, to] = [field?.selectionStart ?? null, field?.selectionEnd ?? null];
  const scroll = document.querySelector("#cm-panel-edit")?.scrollTop ?? 0;
  let next: OpenPage | null = null;
  keepFocus(document.body, () => {
    next = open();
    old.close();
  });
  document.querySelector("#cm-panel-edit")?.scrollTo({ top: scroll });
  const heir = document.activeElement as HTMLInputElement | null;
  if (from !== null && heir?.matches("input[type=text], input[type=search]")) heir.setSelectionRange(from, to);
  return next!;
}

