// A map in tiles: what is looked at is loaded, and stands on the map once all of it is there.
import type * as L from "leaflet";
import type { Atlas } from "../core/atlas";
import type { Header, Spot, Tiles } from "../core/model";
import { cellFinder } from "../core/locate";
import { decodePayload, type Payload } from "../core/payload";
import { factsIn } from "../tiled/facts";
import { figuresOf, onGround, outlineOf, overviewOf } from "../tiled/figures";
import { type Failure, placeInRow, type TileFile, tileFile, whyOf } from "../tiled/file";
import { type Joined, joined } from "../tiled/join";
import { readTile, type Tile } from "../tiled/tile";
import { covers, eachOf, type Wanted, wantedIn } from "../tiled/view";
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
  /** The ground that is drawn under figures. */
  drawn(figures: Atlas): Atlas;
  /** What is exactly known of a point: null while it is asked for. */
  about(spot: Spot): Atlas | Failure | null;
  /** The same, once it is known. */
  ask(spot: Spot): Promise<Atlas>;
  /** Load what figures of two dates are made of. */
  wantFigures(): void;
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
  const storyAt = (lon: number, lat: number) => {
    const cell = finder()(turn(lon), lat);
    return cell < 0 ? -1 : ground.story[cell];
  };
  const outline: Atlas = outlineOf(own);
  let ledger: Uint8Array | null = null;
  let figures = outline;
  let heard: Heard | null = null;
  const tell = () => {
    figures = ledger ? figuresOf(payload, ledger, storyAt) : outlineOf(payload);
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
  const wholeLedger = tried(async () => {
    [ledger] = await file.read([tiles.ledger]);
    tell();
  });
  const facts = factsFrom(file, tiles, header.grid, turn, async () => (await words(), payload.header), () => heard?.facts());
  const underFigures = new WeakMap<Atlas, { readonly of: Joined; readonly atlas: Atlas }>();
  const wantFigures = () => void wholeLedger().catch(fail);
  const wantFronts = () => void fronts().catch(fail);
  const wantWords = () => void words().catch(fail);
  return {
    figures: () => figures,
    drawn(under) {
      const known = underFigures.get(under);
      if (known?.of === ground) return known.atlas;
      const own = finder;
      const atlas = onGround(under, ground.history, (lon, lat) => own()(turn(lon), lat));
      underFigures.set(under, { of: ground, atlas });
      return atlas;
    },
    ...facts,
    wantFigures,
    wantFronts,
    wantWords,
    follow(map, listener, signal) {
      heard = listener;
      let shown: Wanted | null = null;
      const stand = (next: Joined) => {
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
          const found = await placed(file, room, kept);
          if (signal.aborted || !sameView(map, header, wanted)) return;
          shown = room;
          stand(joined(found, room.level, tiles.corner, header.grid, outline.steps.ofChange));
          listener.failed(null);
        } catch (error) {
          fail(error);
        }
      };
      const onMove = () => void look();
      map.on("moveend", onMove);
      signal.addEventListener("abort", () => map.off("moveend", onMove));
      onMove();
      if (location.protocol === "file:") return;
      if (tiles.ledger[1] <= SMALL) wantFigures();
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
  return { ...header, ...(JSON.parse(new TextDecoder().decode(bytes)) as Partial<Header>), tiles };
}

const finderOf = ({ history }: Joined) => once(() => cellFinder(history));

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
    found.forEach((bytes, i) => bytes && kept.set(name(missing[i]), readTile(bytes)));
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
): Pick<TiledMap, "about" | "ask"> {
  const known = new Map<number, Atlas | Failure | Promise<Atlas>>();
  const tileOf = ({ lon, lat }: Spot): number => {
    const [column, row] = [turn(lon), lat].map((at, axis) => Math.floor((at / grid - corner[axis] + 0.5) / level.span));
    return Math.min(column, row) < 0 || Math.max(column, row) >= level.across ? -1 : placeInRow(column, row);
  };
  const load = async (place: number): Promise<Atlas> => {
    const header = headerWithWords();
    const [bytes] = place < 0 ? [null] : await file.read(await file.placesOf(level, [place]));
    return bytes ? factsIn(bytes, await header) : outlineOf({ header: await header, sections: EMPTY });
  };
  const ask = (spot: Spot): Promise<Atlas> => {
    const place = tileOf(spot);
    const found = known.get(place);
    if (found instanceof Promise) return found;
    if (found && typeof found !== "string") return Promise.resolve(found);
    const asked = load(place);
    known.set(place, asked);
    asked.then(
      (atlas) => void known.set(place, atlas),
      (error) => void known.set(place, whyOf(error)),
    ).then(arrived);
    return asked;
  };
  return {
    ask,
    about(spot) {
      const found = known.get(tileOf(spot));
      if (found instanceof Promise) return null;
      // What failed is told once, and tried again when it is asked for again.
      if (typeof found === "string") known.delete(tileOf(spot));
      if (found) return found;
      ask(spot).catch(() => undefined);
      return null;
    },
  };
}

const NONE = new Float64Array(0);
/** Of ground that is no part of the map. */
const EMPTY = Object.fromEntries(["base_lengths", "base_xy"].map((name) => [name, NONE])) as unknown as Payload["sections"];
