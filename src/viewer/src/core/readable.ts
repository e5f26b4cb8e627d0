// What is said of ground in a file that leaves the page: names in the map's languages, sources with titles and addresses.
import type { Atlas } from "./atlas";
import { isoOf, minutesOf } from "./civil";
import type { ControlState, Header, Source, Texts } from "./model";
import { recordOf } from "./record";

/** Statuses of ground that those beside the controller hold or fight for too. */
const SHARED = ["contested", "joint"];

/** A text in the first of some languages that it has, else in any. */
export const firstOf = (text: Texts | string, languages: readonly string[]): string =>
  typeof text === "string" ? text : (languages.map((code) => text[code]).find(Boolean) ?? Object.values(text)[0] ?? "");

/** The columns of a row: `controlmap export --at` has the same. */
export function rowOf({ header, steps }: Atlas, state: ControlState): Record<string, unknown> {
  const { controller, status, others, certainty, valid_from, valid_to, area, note, evidence_distance_km, sources } = recordOf(header, state);
  const layer = state.layer === null ? null : header.layers[state.layer];
  const shared = [state.controller, ...(SHARED.includes(status) ? state.others : [])].map((actor) => header.actors[actor]);
  const cited = state.sources.map((source) => header.sources[source]);
  return {
    layer: layer?.id ?? null,
    ...byLanguage(header, "layer_name", layer?.name ?? {}, layer?.id ?? null),
    controller,
    ...byLanguage(header, "controller_name", header.actors[state.controller].name, controller),
    ...labels(header, shared),
    colour: header.actors[state.controller].colour,
    status: state.id === null ? null : status,
    others,
    certainty,
    since: valid_from,
    until: valid_to && knownUntil(steps, valid_to),
    area: null,
    ...texts(header, "area", area),
    note: null,
    ...texts(header, "note", note),
    evidence_distance_km,
    sources,
    source_titles: cited.map(titled),
    source_urls: cited.map(({ url }) => url ?? null),
    state: state.id,
  };
}

/** A text under a name in the map's first language, under `name_LANG` in each further one; null where it lacks it. */
function byLanguage({ languages }: Header, name: string, text: Texts, otherwise: string | null): Record<string, string | null> {
  const said: Texts = Object.keys(text).length || otherwise === null ? text : { [languages[0]]: otherwise };
  return Object.fromEntries(languages.map((code, i) => [i ? `${name}_${code}` : name, said[code] ?? null]));
}

/** All who hold or contest ground; null in a language that lacks one of their names. */
function labels(header: Header, actors: readonly Header["actors"][number][]): Record<string, string | null> {
  const names = actors.map(({ id, name }) => byLanguage(header, "label", name, id));
  const joined = (key: string) => (names.every((name) => name[key] !== null) ? names.map((name) => name[key]).join(" / ") : null);
  return Object.fromEntries(Object.keys(names[0]).map((key) => [key, joined(key)]));
}

/** A text of a state in those languages that it has. */
const texts = ({ languages }: Header, name: string, text: Texts | null): Record<string, string> =>
  Object.fromEntries(Object.entries(text ?? {}).map(([code, said]) => [code === languages[0] ? name : `${name}_${code}`, said]));

/** An end as precisely as the change is known that it is. */
function knownUntil({ minutes, known, ofChange }: Atlas["steps"], end: string): string {
  const step = ofChange.find((one) => minutes[one] === minutesOf(end));
  return step === undefined ? end : isoOf(minutes[step], known[step]);
}

function titled({ title, publisher, issued }: Source): string {
  const beside = [publisher, issued].filter(Boolean).join(", ");
  return beside ? `${title} (${beside})` : title;
}
