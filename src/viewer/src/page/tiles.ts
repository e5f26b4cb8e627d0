// A map in tiles: what is looked at is loaded, and stands on the map once all of it is there.
import type * as L from "leaflet";
import type { Around, Box } from "../core/around";
import type { Atlas } from "../core/atlas";
import type { Header, Spot, Tiles } from "../core/model";
import { flowsIn } from "../core/flows";
import type { History } from "../core/history";
import { cellFinder } from "../core/locate";
import { decodePayload, parseTexts, type Payload } from "../core/payload";
import { factsIn } from "../tiled/facts";
import { betweenIn, pagesBetween } from "../tiled/changes";
import { figuresOf, onGround, outlineOf, overviewOf } from "../tiled/figures";
import type { Place } from "../tiled/directory";
import { type Failure, placeInRow, type TileFile, tileFile, whyOf } from "../tiled/file";
import { joined } from "../tiled/join";
import { readTile, type Tile } from "../tiled/tile";
import { covers, eachOf, type Wanted, wantedIn } from "../tiled/view";
import { breath, unhurried } from "../lib/breath";
import { once } from "../lib/once";

/** Room around the view, in parts of its width and height: canvases have some, and who pans a little finds the ground there. */
const AROUND = 0.35;
const CANVAS_AROUND = 0.17;
/** Tiles that are kept, as far as they are not in sight. */
const KEPT = 300;
/** What is told of the whole map, and is of so many bytes, is loaded unasked. */
const SMALL = 400_000;

export interface TiledMap {
  /** The figures as they are now known. */
  figures(): Atlas;
  /** Figures with the ground that is drawn now under them. */
  drawn(figures: Atlas): Atlas;
  /** The same with whatever ground is drawn when they are asked. */
  live(figures: Atlas): Atlas;
  /** What is exactly known of a point: null while it is asked for. */
  about(spot: Spot): Atlas | Failure | null;
  /** The same, once it is known. */
  ask(spot: Spot): Promise<Atlas>;
  /** What is exactly known of all ground in a box: see `App`. */
  around(box: Box, most: number): Around | "too_much" | null;
  /** Load what is told of regions and places, and of what passed between two steps. */
  wantFigures(between?: readonly [number, number]): void;
  /** Load how long fronts are. */
  wantFronts(): void;
  /** Load sources, reports and events. */
  wantWords(): void;
  /** Load what a map shows, now and whenever it moves. */
  follow(map: L.Map, heard: Heard, signal: AbortSignal): void;
}

/** Who hears of what was loaded. */
export interface Heard {
  ground(): void;
  figures(): void;
  facts(): void;
  failed(why: Failure | null): void;
}

export function tiledMap(own: Payload): TiledMap {
  let payload = own;
  const { header } = own;
  const tiles = header.tiles!;
  const file = tileFile(tiles, own.sections.page_bytes!, location.href);
  const overview = overviewOf(own);
  let ground = overview;
  let finder = finderOf(overview);
  const turn = (lon: number) => outline.turn(lon);
  const outline: Atlas = outlineOf(own);
  const { steps } = outline;
  let ledger: Payload | null = null;
  const changes = new Map<number, Payload["sections"]>();
  const flows = flowsIn(own.sections, steps.ofChange)!;
  const figuresNow = () => {
    const between = betweenIn(flows, ledger?.sections ?? null, tiles.changes, changes, steps);
    return ledger ? figuresOf(payload, ledger, between) : outlineOf(payload, between);
  };
  let figures = figuresNow();
  let heard: Heard | null = null;
  const tell = () => {
    figures = figuresNow();
    heard?.figures();
  };
  const fail = (error: unknown) => heard?.failed(whyOf(error));
  const kept = new Map<string, Tile>();
  const words = tried(async () => {
    if (!tiles.words) return;
    const [bytes] = await file.read([tiles.words]);
    payload = { ...payload, header: withWords(header, bytes!) };
    tell();
  });
  const fronts = tried(async () => {
    const [bytes] = await file.read([tiles.fronts]);
    payload = withFronts(payload, bytes!);
    tell();
  });
  const asked = new Set<number>();
  const loadFigures = async (pages: readonly number[]) => {
    // The ledger stands before all pages, as number -1.
    const wanted = [-1, ...pages].filter((page) => !asked.has(page));
    if (!wanted.length) return;
    wanted.forEach((page) => asked.add(page));
    try {
      const found = await file.read(wanted.map((page) => (page < 0 ? tiles.ledger : ([tiles.changes[page][1], tiles.changes[page][2]] as const))));
      wanted.forEach((page, i) => {
        const read = decodePayload(found[i]!);
        if (page < 0) ledger = read;
        else changes.set(page, read.sections);
      });
    } catch (error) {
      // What failed is tried again when it is wanted again.
      wanted.forEach((page) => asked.delete(page));
      throw error;
    }
    tell();
  };
  const facts = factsFrom(file, tiles, header.grid, turn, async () => (await words(), payload.header), () => heard?.facts());
  const underFigures = new WeakMap<Atlas, { readonly of: History; readonly atlas: Atlas }>();
  const wantFigures: TiledMap["wantFigures"] = (between) => {
    const [after, through] = between?.map((step) => steps.changeOf[step]) ?? [0, 0];
    // Since the first date the ledger tells it.
    void loadFigures(after > 0 ? pagesBetween(tiles.changes, after, through) : []).catch(fail);
  };
  const wantFronts = () => void fronts().catch(fail);
  const wantWords = () => void words().catch(fail);
  return {
    figures: () => figures,
    drawn(under) {
      const known = underFigures.get(under);
      if (known?.of === ground) return known.atlas;
      const [own, history] = [finder, ground];
      const atlas = onGround(under, () => history, (lon, lat) => own()(turn(lon), lat));
      underFigures.set(under, { of: ground, atlas });
      return atlas;
    },
    live: (under) => onGround(under, () => ground, (lon, lat) => finder()(turn(lon), lat)),
    ...facts,
    wantFigures,
    wantFronts,
    wantWords,
    follow(map, listener, signal) {
      heard = listener;
      let shown: Wanted | null = null;
      const stand = (next: History) => {
        if (next === ground) return;
        ground = next;
        finder = finderOf(next);
        listener.ground();
      };
      const look = async () => {
        const wanted = wantedOn(map, header, CANVAS_AROUND);
        if (wanted && shown && covers(shown, wanted)) return;
        shown = null;
        // What is not loaded yet is shown in outline.
        stand(overview);
        if (!wanted) return;
        const room = wantedOn(map, header, AROUND)!;
        try {
          const isWanted = () => !signal.aborted && sameView(map, header, wanted);
          const found = await placed(file, room, kept);
          if (!isWanted()) return;
          const next = joined(found, room.level, tiles.corner, header.grid, outline.steps.ofChange);
          await breath();
          if (!isWanted()) return;
          shown = room;
          stand(next);
          listener.failed(null);
        } catch (error) {
          fail(error);
        }
      };
      const onMove = () => void look();
      map.on("moveend", onMove);
      signal.addEventListener("abort", () => map.off("moveend", onMove));
      window.addEventListener("online", onMove, { signal });
      onMove();
      if (location.protocol === "file:") return;
      const size = tiles.changes.reduce((sum, [, , length]) => sum + length, tiles.ledger[1]);
      if (size <= SMALL) void loadFigures([...tiles.changes.keys()]).catch(fail);
      else if (tiles.ledger[1] <= SMALL) wantFigures();
      if (tiles.words && tiles.words[1] <= SMALL) wantWords();
    },
  };
}

/** Loads something once; what failed is tried again when it is wanted again. */
function tried(load: () => Promise<void>): () => Promise<void> {
  let going: Promise<void> | null = null;
  return () =>
    (going ??= load().catch((error) => {
      going = null;
      throw error;
    }));
}

/** A payload with how long fronts are. */
function withFronts({ header, sections }: Payload, bytes: Uint8Array): Payload {
  const { front_dates, front_one, front_other, front_metres } = decodePayload(bytes).sections;
  return { header, sections: { ...sections, front_dates, front_one, front_other, front_metres } };
}

/** A header with what was left to be read later. */
function withWords(header: Header, bytes: Uint8Array): Header {
  const { words: _words, ...tiles } = header.tiles!;
  return { ...header, ...(parseTexts(bytes) as Partial<Header>), tiles };
}

const finderOf = (history: History) => once(() => cellFinder(history));

/** The tiles that a map's view wants, with some room around it. */
function wantedOn(map: L.Map, header: Payload["header"], around: number): Wanted | null {
  const { x, y } = map.getSize();
  const [southWest, northEast] = [map.containerPointToLatLng([-around * x, (1 + around) * y]), map.containerPointToLatLng([(1 + around) * x, -around * y])];
  const { grid } = header;
  const pixels = (256 * 2 ** map.getZoom() * grid) / 360;
  return wantedIn(header.tiles!, [southWest.lng / grid, southWest.lat / grid, northEast.lng / grid, northEast.lat / grid], pixels);
}

function sameView(map: L.Map, header: Payload["header"], before: Wanted): boolean {
  const now = wantedOn(map, header, CANVAS_AROUND);
  return now !== null && covers(now, before) && covers(before, now);
}

/** Tiles with where they stand; what is kept is not loaded again. */
async function placed(file: TileFile, wanted: Wanted, kept: Map<string, Tile>) {
  const { level } = wanted;
  const name = ([column, row]: readonly [number, number]) => `${level.step} ${column} ${row}`;
  const all = eachOf(wanted);
  const missing = all.filter((one) => !kept.has(name(one)));
  if (missing.length) {
    const found = await file.read(await file.placesOf(level, missing.map(([column, row]) => placeInRow(column, row))));
    const reading = function* () {
      for (const [i, bytes] of found.entries()) yield bytes && kept.set(name(missing[i]), readTile(bytes));
    };
    await unhurried(reading());
    await breath();
  }
  const there = all.flatMap(([column, row]) => {
    const tile = kept.get(name([column, row]));
    return tile ? [{ column, row, tile }] : [];
  });
  forget(kept, all.map(name));
  return there;
}

/** Forget the tiles that were longest not looked at. */
function forget(kept: Map<string, Tile>, looked: readonly string[]): void {
  for (const name of looked) {
    const tile = kept.get(name);
    if (!tile) continue;
    kept.delete(name);
    kept.set(name, tile);
  }
  for (const name of [...kept.keys()].slice(0, Math.max(0, kept.size - Math.max(KEPT, looked.length)))) kept.delete(name);
}

/** Asks the tiles of the finest level about points. */
function factsFrom(
  file: TileFile,
  { facts: level, corner }: Tiles,
  grid: number,
  turn: Atlas["turn"],
  headerWithWords: () => Promise<Header>,
  arrived: () => void,
): Pick<TiledMap, "about" | "ask" | "around"> {
  const known = new Map<number, Atlas | Failure | Promise<Atlas>>();
  const boxes = new Map<string, Around | "too_much" | "asked">();
  const columnAt = (degrees: number, axis: 0 | 1) => Math.floor((degrees / grid - corner[axis] + 0.5) / level.span);
  const tileOf = (lon: number, lat: number): number => {
    const [column, row] = [columnAt(turn(lon), 0), columnAt(lat, 1)];
    return Math.min(column, row) < 0 || Math.max(column, row) >= level.across ? -1 : placeInRow(column, row);
  };
  /** Those tiles are read together that lie together. */
  const load = async (places: readonly number[], lying: readonly Place[] | null = null): Promise<Atlas[]> => {
    const header = headerWithWords();
    const inside = places.filter((place) => place >= 0);
    const found = await file.read(lying ?? (await file.placesOf(level, inside)));
    const bytes = new Map(inside.map((place, i) => [place, found[i]]));
    const whole = await header;
    return places.map((place) => (bytes.get(place) ? factsIn(bytes.get(place)!, whole) : outlineOf({ header: whole, sections: EMPTY })));
  };
  const ask = ({ lon, lat }: Spot): Promise<Atlas> => {
    const place = tileOf(lon, lat);
    const found = known.get(place);
    if (found instanceof Promise) return found;
    if (found && typeof found !== "string") return Promise.resolve(found);
    const asked = load([place]).then(([atlas]) => atlas);
    known.set(place, asked);
    asked.then(
      (atlas) => void known.set(place, atlas),
      (error) => void known.set(place, whyOf(error)),
    ).then(arrived);
    return asked;
  };
  const loadBox = async (places: readonly number[], most: number): Promise<Around | "too_much"> => {
    const missing = places.filter((place) => !isAtlas(known.get(place)));
    const lying = await file.placesOf(level, missing);
    if (lying.reduce((sum, [, length]) => sum + length, 0) > most) return "too_much";
    (await load(missing, lying)).forEach((atlas, i) => known.set(missing[i], atlas));
    const at = new Map(places.map((place) => [place, known.get(place) as Atlas]));
    return { all: [...at.values()], at: (lon, lat) => at.get(tileOf(lon, lat)) };
  };
  return {
    ask,
    around([west, south, east, north], most) {
      const within = (at: number) => Math.max(0, Math.min(level.across - 1, at));
      const [columns, rows] = [[turn(west), turn(east)].map((lon) => within(columnAt(lon, 0))), [south, north].map((lat) => within(columnAt(lat, 1)))];
      const name = `${columns} ${rows} ${most}`;
      const found = boxes.get(name);
      if (found) return found === "asked" ? null : found;
      boxes.set(name, "asked");
      const places = eachOf({ level, columns: columns as [number, number], rows: rows as [number, number] }).map(([column, row]) => placeInRow(column, row));
      loadBox(places, most).then(
        (answer) => {
          boxes.set(name, answer);
          for (const old of [...boxes.keys()].slice(0, -BOXES)) boxes.delete(old);
          arrived();
        },
        // What failed is tried again when it is asked for again; the place itself tells why.
        () => boxes.delete(name),
      );
      return null;
    },
    about({ lon, lat }) {
      const place = tileOf(lon, lat);
      const found = known.get(place);
      if (found instanceof Promise) return null;
      // What failed is told once, and tried again when it is asked for again.
      if (typeof found === "string") known.delete(place);
      if (found) return found;
      ask({ lon, lat }).catch(() => undefined);
      return null;
    },
  };
}

const isAtlas = (found: Atlas | Failure | Promise<Atlas> | undefined): found is Atlas => found !== undefined && typeof found !== "string" && !(found instanceof Promise);

/** Boxes whose ground is kept together. */
const BOXES = 8;

const NONE = new Float64Array(0);
/** Of ground that is no part of the map. */
const EMPTY = Object.fromEntries(["base_lengths", "base_xy"].map((name) => [name, NONE])) as unknown as Payload["sections"];
