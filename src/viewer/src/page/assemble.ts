// Joins map and controls; the controls are made anew for each language.
import type * as L from "leaflet";
import type { App, Extension } from "../controls/app";
import { compareKey } from "../controls/compareKey";
import { eventPopups } from "../controls/eventPopups";
import { aroundIn } from "../core/around";
import { type Atlas, atLeast } from "../core/atlas";
import type { State, Store } from "../core/choices";
import { mainSubtag } from "../core/languages";
import type { Texts } from "../core/model";
import { h, keepFocus, setText } from "../lib/element";
import { asGuest } from "../map/guest";
import { hoverBox } from "../map/hover";
import { createMapView } from "../map/mapView";
import { scaleControl } from "../map/scaleControl";
import { zoomButtons } from "../map/zoomButtons";
import { darkScreen } from "../scene/theme";
import { wordsFor } from "../strings";
import { hoverLines } from "../strings/describe";
import type { Key } from "../strings/en";
import { hashOf } from "./address";
import { tabOf } from "./choiceWords";
import { afterFirstFrame } from "./firstFrame";
import type { Failure } from "../tiled/file";
import { playWith } from "./play";
import type { TiledMap } from "./tiles";

export interface Assembly {
  /** Draw the embedded background, with a scale bar. */
  readonly background: boolean;
  /** Whether it stands in the midst of another page, which scrolls. */
  readonly guest?: boolean;
  readonly extension?: Extension | null;
  readonly knownOn?: App["knownOn"];
  /** Where the map is in tiles: what of it is there. */
  readonly tiled?: TiledMap | null;
  /** Ends what is heard of page and screen. */
  readonly signal?: AbortSignal;
  /** Put the controls on the page. */
  show(app: App): void;
  /** Called when the controls stand and before the map is drawn. */
  settle?(): void;
}

export interface Assembled {
  /** The controls as they stand, in the language shown. */
  app(): App;
  /** Fulfilled when everything stands that the first picture did not wait for. */
  readonly complete: Promise<void>;
}

/** Join a map and its controls. */
export function assemble(map: L.Map, first: Atlas, store: Store, assembly: Assembly): Assembled {
  let atlas = first;
  const { background, guest = false, extension = null, knownOn = null, tiled = null, signal, show, settle } = assembly;
  const { later, complete } = afterFirstFrame();
  const wordsNow = () => wordsFor(store.get().language, atlas.header);
  let seen = atLeast(atlas, textsOf(atlas, "not_sure_enough"));
  const atlasNow = () => seen(store.get().least);
  const drawnNow = () => (tiled ? tiled.drawn(atlasNow()) : atlasNow());
  const view = createMapView(map, drawnNow, store, wordsNow(), { background, signal });
  // The button that copies stands in a tab of its own, which is not what its reader wants to show.
  const shared = (state: State): State => (state.tab === "about" ? { ...state, tab: tabOf(state) } : state);
  const address = (embed: boolean) => location.href.replace(/#.*/, "") + hashOf(shared(store.get()), atlas, map, embed);
  const unfolded = new Map<string, readonly boolean[]>();
  let stop = () => {};
  const build = (): App => {
    stop();
    const words = wordsNow();
    // A store tells its listeners in the order in which they came: the map, which subscribed when it was made,
    // before the controls, which come behind it again in each language. So what a control asks of the map is
    // asked of the date that the map shows, and a control that fails does not keep the map from following.
    const subscription = subscribe(store);
    const asked = { about: tiled?.about ?? (() => atlas), around: tiled?.around ?? (() => aroundIn(atlas)), wantFigures: tiled?.wantFigures ?? (() => {}), wantFronts: tiled?.wantFronts ?? (() => {}), wantWords: tiled?.wantWords ?? (() => {}) };
    const next: App = { atlas: tiled ? tiled.live(atlasNow()) : atlasNow(), whole: atlas, store, words, view, knownOn, address, later, unfolded, extension, ...asked, ...subscription };
    view.speak(words);
    show(next);
    const parts = [...mapControls(map, next, background), ...(guest ? [asGuest(map, words)] : []), ...(extension ? [extension.join(map, next)] : [])];
    stop = () => [subscription.stop, ...parts].forEach((one) => one());
    return next;
  };
  signal?.addEventListener("abort", () => stop());
  let app = build();
  const rebuild = () => {
    noteUnfolded(unfolded);
    keepFocus(document.body, () => (app = build()));
  };
  settle?.();
  view.start();
  if (tiled) later(() => loadAsLooked(tiled));
  store.on(({ language, least }, before) => (language !== before.language || least !== before.least) && rebuild());
  darkScreen().addEventListener("change", rebuild, { signal });
  playWith(store, atlas.steps);
  return { app: () => app, complete };

  /** Load what is looked at, and show it when it comes. */
  function loadAsLooked(of: TiledMap): void {
    const note = tilesNote(map);
    const heard = {
      ground: () => view.reground(),
      figures() {
        atlas = of.figures();
        seen = atLeast(atlas, textsOf(atlas, "not_sure_enough"));
        rebuild();
      },
      // Whoever shows the place shows it anew.
      facts: () => store.set({ place: store.get().place && { ...store.get().place! } }),
      failed: (why: Failure | null) => note(why ? app.words.say(why) : ""),
    };
    of.follow(map, heard, signal ?? new AbortController().signal);
  }
}

/** Says on the map why tiles are not there; nothing: it is gone. */
function tilesNote(map: L.Map): (text: string) => void {
  const note = h("p", { class: "cm-tiles-note", role: "status", dir: "auto", hidden: true });
  map.getContainer().append(note);
  return (text) => {
    note.hidden = !text;
    setText(note, text);
  };
}

/** One of the page's own strings in all languages of a map. */
const textsOf = ({ header }: Atlas, key: Key): Texts =>
  Object.fromEntries(header.languages.map((language) => [language, wordsFor(language, header).say(key)]));

/** Hear of the reader's choices until `stop` is called. */
function subscribe(store: Store): Pick<App, "on" | "watch"> & { stop(): void } {
  const stops: (() => void)[] = [];
  const on: App["on"] = (listener) => void stops.push(store.on(listener));
  return {
    on,
    watch(choices, show) {
      show(store.get());
      on((state, before) => choices.some((choice) => state[choice] !== before[choice]) && show(state));
    },
    stop: () => stops.forEach((stop) => stop()),
  };
}

/** What speaks on the map itself; each answer takes one thing away. */
const mapControls = (map: L.Map, app: App, background: boolean): (() => void)[] => [
  zoomButtons(map, app.words),
  ...(background ? [scaleControl(map, app.words)] : []),
  compareKey(map, app),
  eventPopups(map, app),
  hoverBox(
    map,
    (lon, lat) => hoverLines(app, { lon: app.atlas.turn(lon), lat }, app.store.get().date),
    (again) => app.watch(["date"], again),
  ),
];

/** Note which details of the panels stand open. */
function noteUnfolded(unfolded: Map<string, readonly boolean[]>): void {
  for (const panel of document.querySelectorAll(".cm-panel:not(:empty)"))
    unfolded.set(panel.id, [...panel.querySelectorAll("details")].map(({ open }) => open));
}

/** The first of some languages that the map speaks, a region's counting as its language; else the map's first. */
export function firstLanguage({ header: { languages } }: Atlas, wanted: readonly string[]): string {
  const spoken = (one: string) => languages.find((own) => own === one) ?? languages.find((own) => mainSubtag(own) === mainSubtag(one));
  return wanted.map(spoken).find(Boolean) ?? languages[0] ?? "en";
}
