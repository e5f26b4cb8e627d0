// A map in tiles: what is looked at is loaded, and stands on the map once all of it is there.
import type * as L from "leaflet";
import type { Atlas } from "../core/atlas";
import type { Spot } from "../core/model";
import { cellFinder } from "../core/locate";
import type { Payload } from "../core/payload";
import { factsIn } from "../tiled/facts";
import { figuresOf, onGround, outlineOf, overviewOf } from "../tiled/figures";
import { type Failure, placeInRow, type TileFile, tileFile, TilesError } from "../tiled/file";
import { type Joined, joined } from "../tiled/join";
import { readTile, type Tile } from "../tiled/tile";
import { covers, eachOf, type Wanted, wantedIn } from "../tiled/view";
import { once } from "../lib/once";

/** Room around the view, in parts of its width and height: canvases have some, and who pans a little finds the ground there. */
const AROUND = 0.35;
const CANVAS_AROUND = 0.17;
/** Tiles that are kept, as far as they are not in sight. */
const KEPT = 300;
/** A ledger of so many bytes is loaded unasked. */
const SMALL_LEDGER = 400_000;

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

export function tiledMap(payload: Payload): TiledMap {
  const { header } = payload;
  const tiles = header.tiles!;
  const file = tileFile(tiles, location.href);
  const overview = overviewOf(payload);
  let ground = overview;
  let finder = finderOf(overview);
  const turn = (lon: number) => outline.turn(lon);
  const storyAt = (lon: number, lat: number) => {
    const cell = finder()(turn(lon), lat);
    return cell < 0 ? -1 : ground.story[cell];
  };
  const outline: Atlas = outlineOf(payload);
  let figures = outline;
  let heard: Heard | null = null;
  const fail = (error: unknown) => heard?.failed(error instanceof TilesError ? error.why : "tiles_network");
  const kept = new Map<string, Tile>();
  const facts = factsFrom(file, payload, turn, () => heard?.facts());
  const underFigures = new WeakMap<Atlas, { readonly of: Joined; readonly atlas: Atlas }>();
  let wanted = false;
  const wantFigures = () => {
    if (wanted) return;
    wanted = true;
    void file.read([tiles.ledger]).then(
      ([bytes]) => {
        figures = figuresOf(payload, bytes!, storyAt);
        heard?.figures();
      },
      (error) => {
        wanted = false;
        fail(error);
      },
    );
  };
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
      if (tiles.ledger[1] <= SMALL_LEDGER && location.protocol !== "file:") wantFigures();
    },
  };
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
    const placeOf = await file.places(level);
    const found = await file.read(missing.map(([column, row]) => placeOf(placeInRow(column, row))));
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
function factsFrom(file: TileFile, { header }: Payload, turn: Atlas["turn"], arrived: () => void): Pick<TiledMap, "about" | "ask"> {
  const { facts: level, corner } = header.tiles!;
  const known = new Map<number, Atlas | Failure | Promise<Atlas>>();
  const tileOf = ({ lon, lat }: Spot): number => {
    const [column, row] = [turn(lon), lat].map((at, axis) => Math.floor((at / header.grid - corner[axis] + 0.5) / level.span));
    return Math.min(column, row) < 0 || Math.max(column, row) >= level.across ? -1 : placeInRow(column, row);
  };
  const load = async (place: number): Promise<Atlas> => {
    const placeOf = await file.places(level);
    const [bytes] = await file.read([place < 0 ? [0, 0] : placeOf(place)]);
    return bytes ? factsIn(bytes, header) : nowhere;
  };
  const nowhere = outlineOf({ header, sections: EMPTY });
  const ask = (spot: Spot): Promise<Atlas> => {
    const place = tileOf(spot);
    const found = known.get(place);
    if (found instanceof Promise) return found;
    if (found && typeof found !== "string") return Promise.resolve(found);
    const asked = load(place);
    known.set(place, asked);
    asked.then(
      (atlas) => void known.set(place, atlas),
      (error) => void known.set(place, error instanceof TilesError ? error.why : "tiles_network"),
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
