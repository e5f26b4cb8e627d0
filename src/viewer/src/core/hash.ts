// What the page's address says after the hash: `#date=…&map=z/lat/lon&lang=…`.

export interface Centred {
  readonly zoom: number;
  readonly lat: number;
  readonly lon: number;
}

/** West, south, east, north: what is in sight on whatever screen. */
export type Bounds = readonly [number, number, number, number];
export type View = Centred | Bounds;

export const isBounds = (view: View): view is Bounds => Array.isArray(view);

export interface Address {
  readonly date?: string;
  readonly map?: View;
  readonly lang?: string;
  /** Actors that are shown; absent: all. */
  readonly actors?: readonly string[];
  /** The date to compare with. */
  readonly compare?: string;
  /** First and last date of the stretch looked at. */
  readonly range?: readonly [string, string];
  /** A place's id, or `lon,lat`. */
  readonly place?: string;
  /** The least certainty of what is shown; absent: any. */
  readonly least?: string;
  /** The day at whose end the map is shown as it was known; absent: now. */
  readonly known?: string;
  readonly embed?: boolean;
  /** What else is chosen, by the words of the address. */
  readonly more?: Readonly<Record<string, string>>;
  /** What says nothing that can be read, as it stands there. */
  readonly unread?: readonly string[];
}

const OWN = new Set(["date", "map", "lang", "actors", "compare", "range", "place", "least", "known", "embed"]);

/** Anybody makes links: no text is longer than these letters, and no list has more members. */
const [LONGEST, MOST] = [300, 500];

/** Read an address; parts that cannot be read are told as they stand there. */
export function parseHash(hash: string): Address {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const text = (key: string) => words.get(key)?.slice(0, LONGEST) || undefined;
  const unread = [...(text("map") && !parseView(text("map")) ? ["map"] : []), ...(text("range") && !parseRange(text("range")) ? ["range"] : [])];
  return withoutGaps({
    date: text("date"),
    map: parseView(text("map")),
    lang: text("lang"),
    actors: words.has("actors") ? membersOf(words.get("actors")!) : undefined,
    compare: text("compare"),
    range: parseRange(text("range")),
    place: text("place"),
    least: text("least"),
    known: text("known"),
    embed: words.has("embed") && words.get("embed") !== "0" ? true : undefined,
    more: [...words.keys()].every((key) => OWN.has(key)) ? undefined : Object.fromEntries([...words.keys()].filter((key) => !OWN.has(key)).slice(0, MOST).map((key) => [key, text(key) ?? ""])),
    unread: unread.length ? unread.map((key) => `${key}=${text(key)}`) : undefined,
  });
}

/** The members of a list, each once. */
const membersOf = (text: string): string[] => [...new Set(text.slice(0, LONGEST * MOST).split(",", MOST).filter(Boolean))].map((one) => one.slice(0, LONGEST));

/** Write an address so that a person can read it. */
export function formatHash(address: Address): string {
  const { map } = address;
  const words = withoutGaps({
    date: address.date,
    map: map && viewText(map),
    lang: address.lang,
    actors: address.actors?.join(","),
    compare: address.compare,
    range: address.range?.join(".."),
    place: address.place,
    least: address.least,
    known: address.known,
    ...address.more,
    embed: address.embed ? "1" : undefined,
  });
  const readable = (text: string) => encodeURIComponent(text).replace(/%(2C|2F|3A)/g, decodeURIComponent);
  return `#${Object.entries(words)
    .map(([key, value]) => `${key}=${readable(String(value))}`)
    .join("&")}`;
}

function viewText(map: View): string {
  if (!isBounds(map)) {
    const decimals = decimalsAt(map.zoom);
    return [round(map.zoom, 2), round(map.lat, decimals), round(map.lon, decimals)].join("/");
  }
  // Four digits of what is in sight: less than a pixel on any screen.
  const decimals = Math.min(6, Math.max(0, Math.ceil(3.9 - Math.log10(Math.max(1e-4, map[2] - map[0])))));
  return map.map((edge) => round(edge, decimals)).join(",");
}

/** A view as `zoom/lat/lon` or as `west,south,east,north`. */
function parseView(text: string | undefined): View | undefined {
  const edges = (text ?? "").split(",").map((part) => (part ? Number(part) : Number.NaN));
  if (edges.length === 4) {
    const [west, south, east, north] = edges;
    const good = west < east && south < north && west >= -540 && east <= 540 && south >= -90 && north <= 90;
    return good ? [west, south, east, north] : undefined;
  }
  const [zoom, lat, lon] = (text ?? "").split("/").map((part) => (part ? Number(part) : Number.NaN));
  const good = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 540;
  return good ? { zoom, lat, lon } : undefined;
}

function parseRange(text: string | undefined): [string, string] | undefined {
  const [from, to, ...more] = (text ?? "").split("..");
  return from && to && !more.length ? [from, to] : undefined;
}

/** Read a point given as `lon,lat`. */
export function parsePoint(text: string): [number, number] | undefined {
  const found = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(text);
  if (!found) return undefined;
  const [lon, lat] = [Number(found[1]), Number(found[2])];
  return Math.abs(lon) <= 540 && Math.abs(lat) <= 90 ? [lon, lat] : undefined;
}

/** Decimals of a degree that tell about two pixels apart: no more, or each resize would change the address. */
const decimalsAt = (zoom: number): number => Math.max(0, Math.floor(Math.log10((256 * 2 ** zoom) / 360)));

const round = (value: number, places: number): number => Number(value.toFixed(places));

function withoutGaps<T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}
