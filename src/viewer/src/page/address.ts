// The reader's choices and the page's address, kept alike.
import type * as L from "leaflet";
import { type Atlas, openingDate } from "../core/atlas";
import { CERTAINTIES, LEAST_OF_ALL } from "../core/certainty";
import { FIRST, placeChosen, type State, type Store } from "../core/choices";
import { knownDay } from "../core/editions";
import { type Address, type Bounds, formatHash, parseHash, parsePoint, type View } from "../core/hash";
import { placesCalled, searchEntries } from "../core/search";
import { firstStepCalled, nameOfStep, stepCalled } from "../core/steps";
import { chosenStretch } from "../core/stretch";
import { moreChoices, moreWords } from "./choiceWords";
import { unfollowed } from "./unfollowed";

const { open: _open, playing: _playing, date: _date, ...UNNAMED } = FIRST;

/** The choices that an address asks for; what it does not name is left out. */
export function choicesFrom(address: Address, atlas: Atlas): Partial<State> {
  const { header, steps } = atlas;
  const date = (text: string) => stepCalled(steps, text);
  const choices: { -readonly [K in keyof State]?: State[K] } = { unfollowed: unfollowed(address, atlas, (text) => placeFrom(text, atlas) !== null) };
  if (address.date && readable(address.date, date)) choices.date = date(address.date);
  if (address.compare && readable(address.compare, date))
    Object.assign(choices, { compare: date(address.compare), tab: "changes" });
  if (address.range?.every((iso) => readable(iso, date))) {
    const [from, to] = [firstStepCalled(steps, address.range[0]), date(address.range[1])];
    choices.stretch = chosenStretch([from, to], steps.count);
    if (choices.stretch) choices.date ??= from;
  }
  if (address.lang && header.languages.includes(address.lang)) choices.language = address.lang;
  if (address.actors) {
    const shown = new Set(address.actors);
    // Of whom nobody is on this map, nobody is chosen.
    const isChoice = !shown.size || header.actors.some(({ id }) => shown.has(id));
    if (isChoice) choices.hidden = new Set(header.actors.flatMap(({ id }, i) => (shown.has(id) ? [] : [i])));
  }
  const least = CERTAINTIES.find((one) => one === address.least);
  if (least) choices.least = least;
  if (address.place) {
    const place = placeFrom(address.place, atlas);
    if (place) Object.assign(choices, placeChosen(place));
  }
  return { ...choices, ...moreChoices(address.more ?? {}) };
}

function readable(iso: string, date: (iso: string) => number): boolean {
  try {
    return date(iso) >= 0;
  } catch {
    return false;
  }
}

function placeFrom(text: string, { header: { places }, turn }: Atlas): State["place"] {
  const point = parsePoint(text);
  if (point) return { lon: turn(point[0]), lat: point[1], id: null };
  const [found, ...others] = placesCalled(searchEntries(places), text);
  return found && !others.length ? { lon: found.lon, lat: found.lat, id: found.id } : null;
}

/** The address of what the reader sees, as a hash. */
export function hashOf(state: State, { header, steps }: Atlas, map: L.Map, embed: boolean): string {
  const { place } = state;
  return formatHash({
    date: nameOfStep(steps, state.date),
    map: map.getSize().x ? boundsShown(map) : undefined,
    lang: state.language,
    actors: state.hidden.size
      ? header.actors.flatMap(({ id }, i) => (state.hidden.has(i) ? [] : [id]))
      : undefined,
    compare: state.compare === null ? undefined : nameOfStep(steps, state.compare),
    range: state.stretch ? [firstName(steps, state.stretch[0]), nameOfStep(steps, state.stretch[1])] : undefined,
    place: place ? (place.id ?? `${place.lon.toFixed(5)},${place.lat.toFixed(5)}`) : undefined,
    least: state.least === LEAST_OF_ALL ? undefined : state.least,
    known: header.editions ? (header.known_on ?? undefined) : undefined,
    more: moreWords(state),
    embed: embed || undefined,
  });
}

/** What is in sight, less a hair's breadth, so that it fits into the same screen at the same zoom. */
function boundsShown(map: L.Map): Bounds {
  const { x, y } = map.getSize();
  const [southWest, northEast] = [map.containerPointToLatLng([x * 0.01, y * 0.99]), map.containerPointToLatLng([x * 0.99, y * 0.01])];
  return [southWest.lng, southWest.lat, northEast.lng, northEast.lat];
}

/** The first step of a day begins a stretch as the day itself. */
const firstName = (steps: Atlas["steps"], step: number): string =>
  nameOfStep(steps, steps.first[step] === step ? steps.last[step] : step);

export interface Following {
  readonly embed: boolean;
  readonly fit: (asked: View | undefined) => void;
  /** Show the map as an address says that it was known. */
  readonly reopen: (address: Address) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Keep the address in step with the choices, and the choices with an address that is changed by hand. */
export function followAddress(
  store: Store,
  atlas: Atlas,
  map: L.Map,
  { embed, fit, reopen, signal }: Following,
): void {
  let waiting = 0;
  let written = location.hash;
  // A page inside `srcdoc` has no address of its own.
  if (location.protocol === "about:") return;
  const write = () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      written = hashOf(store.get(), atlas, map, embed);
      history.replaceState(null, "", written);
    }, 250);
  };
  store.on(write);
  map.on("moveend", write);
  if (store.get().unfollowed.length) write();
  signal.addEventListener("abort", () => clearTimeout(waiting));
  // What is followed is what the event says: a choice that was made just before may have written over it meanwhile.
  const read = ({ newURL }: HashChangeEvent) => {
    const { hash } = new URL(newURL);
    if (hash === written) return;
    const address = parseHash(hash);
    const { header } = atlas;
    if (header.editions && knownDay(header, address.known) !== header.known_on) return reopen(address);
    store.set({ ...UNNAMED, date: openingDate(atlas), ...choicesFrom(address, atlas) });
    fit(address.map);
  };
  addEventListener("hashchange", read, { signal });
}
