// The borders of the map as a network: which arcs are borders at a date, where they lead, what lies on either side.
import type { Atlas } from "../../core/atlas";
import { snapshotAt } from "../../core/history";
import { kmBetween } from "../../core/geodesy";
import { onGrid, type Point } from "./points";

export interface Network {
  readonly atlas: Atlas;
  readonly date: number;
  /** State of each cell at the date. */
  readonly snapshot: Int32Array;
  /** For each arc 1 if two states meet there at the date. */
  readonly isBorder: Uint8Array;
  /** Arcs that are borders at the date, by node. */
  readonly leaving: ReadonlyMap<number, readonly number[]>;
  readonly lengthKm: Float64Array;
}

/** The borders between control states at a date. */
export function networkAt(atlas: Atlas, date: number): Network {
  const { arcs } = atlas.history;
  const snapshot = snapshotAt(atlas.history, date);
  const isBorder = new Uint8Array(arcs.count);
  const leaving = new Map<number, number[]>();
  const note = (node: number, arc: number) => {
    const list = leaving.get(node);
    if (list) list.push(arc);
    else leaving.set(node, [arc]);
  };
  for (let arc = 0; arc < arcs.count; arc++) {
    if (sideOf(arcs.left[arc], snapshot) === sideOf(arcs.right[arc], snapshot)) continue;
    isBorder[arc] = 1;
    note(arcs.fromNode[arc], arc);
    if (arcs.toNode[arc] !== arcs.fromNode[arc]) note(arcs.toNode[arc], arc);
  }
  return { atlas, date, snapshot, isBorder, leaving, lengthKm: arcLengths(atlas) };
}

/** What a cell's side of a border is: its state; -1 outside. */
const sideOf = (cell: number, snapshot: Int32Array): number => (cell < 0 ? -1 : snapshot[cell]);

/** The two states beside an arc at the network's date; -1 outside. */
export const sidesOf = ({ atlas, snapshot }: Network, arc: number): readonly [number, number] => [
  sideOf(atlas.history.arcs.left[arc], snapshot),
  sideOf(atlas.history.arcs.right[arc], snapshot),
];

/** The controllers on either side of an arc; -1 outside. */
export const holdersOf = (network: Network, arc: number): number[] =>
  sidesOf(network, arc).map((state) => (state < 0 ? -1 : network.atlas.states.controller[state]));

const DRAWN = new WeakMap<Network, Network>();

/** The borders that the map draws: between two holders, and at its edge; not those between two records of one holder. */
export function drawnOf(network: Network): Network {
  const known = DRAWN.get(network);
  if (known) return known;
  const isDrawn = (arc: number) => new Set(holdersOf(network, arc)).size > 1;
  const leaving = new Map([...network.leaving].map(([node, arcs]) => [node, arcs.filter(isDrawn)]));
  const drawn = { ...network, isBorder: network.isBorder.map((is, arc) => Number(is === 1 && isDrawn(arc))), leaving };
  DRAWN.set(network, drawn);
  return drawn;
}

const LINES = new WeakMap<Atlas, Map<number, readonly Point[]>>();

/** The vertices of an arc; put together once. */
export function lineOf(atlas: Atlas, arc: number): readonly Point[] {
  let known = LINES.get(atlas);
  if (!known) LINES.set(atlas, (known = new Map()));
  let line = known.get(arc);
  if (!line) known.set(arc, (line = readLine(atlas, arc)));
  return line;
}

function readLine({ history: { arcs, grid } }: Atlas, arc: number): Point[] {
  const line: Point[] = [];
  for (let i = arcs.first[arc]; i < arcs.first[arc + 1]; i++)
    line.push(onGrid([arcs.xy[2 * i] * grid, arcs.xy[2 * i + 1] * grid], grid));
  return line;
}

const LENGTHS = new WeakMap<Atlas, Float64Array>();

function arcLengths(atlas: Atlas): Float64Array {
  const known = LENGTHS.get(atlas);
  if (known) return known;
  const lengths = Float64Array.from({ length: atlas.history.arcs.count }, (_, arc) => lengthKm(lineOf(atlas, arc)));
  LENGTHS.set(atlas, lengths);
  return lengths;
}

/** Length of a line. */
export const lengthKm = (line: readonly Point[]): number =>
  line.reduce((sum, [lon, lat], i) => (i ? sum + kmBetween(...line[i - 1], lon, lat) : 0), 0);

const VERTICES = new WeakMap<Atlas, Map<string, number[]>>();

/** All arcs that have a vertex at a point, whatever their dates. */
export function arcsWith(atlas: Atlas, point: Point): readonly number[] {
  let known = VERTICES.get(atlas);
  if (!known) VERTICES.set(atlas, (known = arcsByVertex(atlas)));
  return known.get(String(point)) ?? [];
}

function arcsByVertex(atlas: Atlas): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (let arc = 0; arc < atlas.history.arcs.count; arc++)
    for (const vertex of lineOf(atlas, arc)) {
      const list = found.get(String(vertex));
      if (list) list.push(arc);
      else found.set(String(vertex), [arc]);
    }
  return found;
}
