// Lengths on the WGS 84 ellipsoid. Borders are made of short steps, for which the local radii of curvature do.

const A_KM = 6378.137;
const E2 = 0.00669437999014;
const RADIANS = Math.PI / 180;

/**
 * Distance in km between two points that are near each other.
 *
 * Uses the radii of curvature at the middle latitude (meridian M, prime vertical N); off by less than one part
 * in 10,000 up to 100 km away from the poles.
 */
export function kmBetween(lon: number, lat: number, lon2: number, lat2: number): number {
  const middle = ((lat + lat2) / 2) * RADIANS;
  const w2 = 1 - E2 * Math.sin(middle) ** 2;
  const meridian = (A_KM * (1 - E2)) / w2 ** 1.5;
  const vertical = A_KM / Math.sqrt(w2);
  return Math.hypot(meridian * (lat2 - lat) * RADIANS, vertical * Math.cos(middle) * (lon2 - lon) * RADIANS);
}

/** A longitude as people write it: more than -180, and no more than 180. */
export const withinHalfTurn = (lon: number): number => lon - 360 * Math.ceil((lon - 180) / 360);

/** One degree of latitude on a sphere of the ellipsoid's mean radius (IUGG, 6371.0088 km): enough to compare distances. */
export const KM_PER_DEGREE = 6371.0088 * RADIANS;
