// Which names the map has, by rank: settlements, the gazetteer's places, countries.
import type { Place, Texts } from "../core/model";
import type { BaseShape } from "./background";
import { type Box, boxOf, fromOrigin, type Origin } from "./world";

export interface Label {
  readonly x: number;
  readonly y: number;
  readonly rank: number;
  readonly name: Texts;
  /** Width and height in world units that a name must fit into. */
  readonly room?: readonly [width: number, height: number];
}

/** The least important rank of a settlement. */
const LAST_RANK = 6;
/** Ranks of names that stand for areas, without a dot: countries, and ground whose country is in dispute. */
const COUNTRY = 0;
export const DISPUTED = 7;
/** Who holds ground: where there is room on it. */
export const HOLDER = 8;

export const isArea = (rank: number): boolean => rank === COUNTRY || rank === DISPUTED || rank === HOLDER;

/** All names: settlements by rank, then the gazetteer's places that none of them names, then countries. */
export function labelsOf(shapes: readonly BaseShape[], places: readonly Place[], origin: Origin): Label[] {
  const settlements = settlementLabels(shapes);
  return [...settlements, ...gazetteerLabels(places, origin, settlements), ...countryLabels(shapes)];
}

/** The settlements of a background, by rank. */
export function settlementLabels(shapes: readonly BaseShape[]): Label[] {
  return shapes
    .flatMap(({ kind, feature, parts }) => {
      if (kind !== "settlement" || feature.shape !== "point" || !feature.name || !parts[0]?.length) return [];
      return [
        {
          x: parts[0][0],
          y: parts[0][1],
          rank: Math.min(LAST_RANK, Math.max(1, feature.rank ?? LAST_RANK)),
          name: feature.name,
        },
      ];
    })
    .sort((a, b) => a.rank - b.rank);
}

const TOWN = 2;
const GAZETTEER_RANK: Readonly<Record<string, number>> = {
  city: 4,
  town: 5,
  airport: 5,
  village: 6,
  neighbourhood: 6,
  base: 6,
  site: 6,
};

/**
 * The gazetteer's places that no settlement of the background names, for large maps. Where the background names
 * none at all, those of the most important kind there is are named as towns are.
 */
export function gazetteerLabels(places: readonly Place[], origin: Origin, known: readonly Label[]): Label[] {
  const names = new Set(known.flatMap(({ name }) => Object.values(name)));
  const named = places.filter(
    ({ kind, name }) => kind in GAZETTEER_RANK && !Object.values(name).some((text) => names.has(text)),
  );
  const first = Math.min(...named.map(({ kind }) => GAZETTEER_RANK[kind]));
  const raised = known.length ? 0 : first - TOWN;
  return named
    .map(({ kind, name, lon, lat, population }) => ({
      ...fromOrigin({ lon, lat }, origin),
      rank: GAZETTEER_RANK[kind] - raised,
      name,
      population,
    }))
    .sort((a, b) => a.rank - b.rank || (b.population ?? 0) - (a.population ?? 0))
    .map(({ population: _, ...label }) => label);
}

/**
 * The names of countries, each in the middle of its largest part's box. One with a class of its own, such as
 * occupied ground, is named in the data's own words, in a smaller hand.
 */
export function countryLabels(shapes: readonly BaseShape[]): Label[] {
  return shapes.flatMap(({ kind, feature, parts }) => {
    if (kind !== "country" || !feature.name || !parts.length) return [];
    const boxes = parts.map((part) => boxOf(part));
    const [west, north, east, south] = boxes.reduce((a, b) => (sizeOf(b) > sizeOf(a) ? b : a));
    const rank = feature.class ? DISPUTED : COUNTRY;
    return [{ x: (west + east) / 2, y: (north + south) / 2, rank, name: feature.name }];
  });
}

const sizeOf = ([west, north, east, south]: Box): number => (east - west) * (south - north);
