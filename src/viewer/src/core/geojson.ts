// A snapshot as GeoJSON (RFC 7946): one feature for each control state that holds ground.
import type { Atlas } from "./atlas";
import { type Arcs, type History, snapshotAt } from "./history";
import type { Header } from "./model";
import { firstOf, rowOf } from "./readable";
import { eachVertex, groupRings, type Walk } from "./rings";
import { nameOfStep } from "./steps";

export type Position = [number, number];
export type Ring = Position[];

/** The map at a date's index as text, one feature a line: what `controlmap export --at` says of it. */
export function snapshotGeoJson(atlas: Atlas, date: number): string {
  const { history, states, steps, header } = atlas;
  const snapshot = snapshotAt(history, date);
  const held = [...new Set(snapshot)].sort((a, b) => a - b);
  const ground = polygonsByGroup(history, (cell) => snapshot[cell], held);
  const km2 = new Map<number, number>();
  snapshot.forEach((index, cell) => km2.set(index, (km2.get(index) ?? 0) + history.cellAreaM2[cell] / 1e6));
  const name = nameOfStep(steps, date);
  const features = held.map((index) =>
    JSON.stringify({
      type: "Feature",
      geometry: geometryOf(ground.get(index)!),
      properties: { date: name, ...rowOf(atlas, states.at(index)), area_km2: Number(km2.get(index)!.toFixed(6)) },
    }),
  );
  return `{"type": "FeatureCollection",\n${about(header, name)}\n"features": [\n${features.join(",\n")}\n]}\n`;
}

const geometryOf = (polygons: Ring[][]) =>
  polygons.length === 1 ? { type: "Polygon", coordinates: polygons[0] } : { type: "MultiPolygon", coordinates: polygons };

/** What the file is, whose it is, and as of when: members that RFC 7946 calls foreign; what is not known is left out. */
function about(header: Header, as_of: string): string {
  const { title, licence, view_name, time_zone, languages } = header;
  const known_on = view_name ? null : header.known_on;
  const attribution = header.attribution.map((text) => firstOf(text, languages));
  const members = { title, licence, attribution, as_of, time_zone, known_on };
  return Object.entries(members)
    .filter(([, value]) => value && value.length !== 0)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)},`)
    .join("\n");
}

/** The polygons of each wanted group of cells, cut at the antimeridian as files have them (RFC 7946, section 3.1.9). */
export function polygonsByGroup(history: History, groupOf: (cell: number) => number, wanted: readonly number[]): Map<number, Ring[][]> {
  const { arcs, grid } = history;
  const beyond = cellsBeyond(history);
  const sided = (cell: number) => (groupOf(cell) < 0 ? -1 : 2 * groupOf(cell) + beyond[cell]);
  const sides = (group: number) => [2 * group, 2 * group + 1];
  const rings = groupRings(arcs, sided, wanted.flatMap(sides));
  return new Map(wanted.map((group) => [group, sides(group).flatMap((side) => polygonsOf(arcs, grid, rings.get(side)!))]));
}

/** 1 for each cell beyond the antimeridian, where no cell lies on both sides of it. */
function cellsBeyond({ arcs, grid, cellCount }: History): Uint8Array {
  const beyond = new Uint8Array(cellCount);
  const end = Math.round(180 / grid);
  for (let arc = 0; arc < arcs.count; arc++) {
    let vertex = arcs.first[arc];
    while (vertex < arcs.first[arc + 1] && arcs.xy[2 * vertex] <= end) vertex++;
    if (vertex === arcs.first[arc + 1]) continue;
    for (const cell of [arcs.left[arc], arcs.right[arc]]) if (cell >= 0) beyond[cell] = 1;
  }
  return beyond;
}

/** Rings with their holes: each hole belongs to the smallest outer ring around it. */
export function polygonsOf(arcs: Arcs, grid: number, walks: readonly Walk[][]): Ring[][] {
  const rings = walks.map((ring) => ringOf(arcs, ring));
  const outer = rings
    .filter((ring) => twiceArea(ring) > 0)
    .map((ring) => ({ area: twiceArea(ring), rings: [ring] }));
  outer.sort((a, b) => a.area - b.area);
  for (const hole of rings) {
    if (twiceArea(hole) > 0) continue;
    const inside = middleOf(hole);
    outer.find(({ rings: [shell] }) => contains(shell, inside))?.rings.push(hole);
  }
  const decimals = Math.max(0, Math.round(-Math.log10(grid)));
  const degrees = (value: number) => Number((value * grid).toFixed(decimals));
  // Longitudes beyond 180 are those of a map across the antimeridian, whose ground is cut there.
  const back = ({ rings }: { readonly rings: readonly Ring[] }) => (rings[0].every(([x]) => degrees(x) >= 180) ? 360 : 0);
  return outer.map((polygon) =>
    polygon.rings.map((ring) => [...ring, ring[0]].map(([x, y]) => [degrees(x - back(polygon) / grid), degrees(y)] as Position)),
  );
}

function ringOf(arcs: Arcs, walks: readonly Walk[]): Ring {
  const ring: Ring = [];
  eachVertex(arcs, walks, (vertex) => ring.push([arcs.xy[2 * vertex], arcs.xy[2 * vertex + 1]]));
  return ring;
}

/** Twice the signed area, about the first vertex so that large coordinates lose nothing. */
function twiceArea(ring: Ring): number {
  const [x0, y0] = ring[0];
  return ring.reduce((sum, [x, y], i) => {
    const [x2, y2] = ring[(i + 1) % ring.length];
    return sum + (x - x0) * (y2 - y0) - (x2 - x0) * (y - y0);
  }, 0);
}

/** The middle of a ring's first step: a hole's steps never lie on another ring's. */
const middleOf = ([[x, y], [x2, y2]]: Ring): Position => [(x + x2) / 2, (y + y2) / 2];

/** Whether a ring holds a point. */
export function contains(ring: readonly (readonly [number, number])[], [x, y]: readonly [number, number]): boolean {
  let inside = false;
  ring.forEach(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length];
    if (ay <= y !== by <= y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  });
  return inside;
}
