// Lines of longitude and latitude, with their degrees at the map's edge.
import { withinHalfTurn } from "../core/geodesy";
import { pixelOf, type Screen } from "./screen";
import { fromOrigin, type Origin } from "./world";

const STEPS = [0.1, 0.25, 0.5, 1, 2, 5, 10];

/** As far as the ways lead that an address may name. */
const MOST = 540;

/** Degrees between two lines so that they stand about a hand's breadth apart. */
export const graticuleStep = (zoom: number): number =>
  STEPS.find((step) => (step / 360) * 256 * 2 ** zoom > 110) ?? 20;

export interface GraticuleLine {
  readonly upright: boolean;
  /** Its x or y in CSS pixels. */
  readonly at: number;
  readonly degrees: number;
}

/** The lines in sight. */
export function graticuleLines(screen: Screen, origin: Origin): GraticuleLine[] {
  const { width, height, zoom } = screen;
  const step = graticuleStep(zoom);
  const lines: GraticuleLine[] = [];
  // Maps across the antimeridian count on beyond 180, and wherever else a reader may have gone.
  for (let counted = -MOST; counted <= MOST; counted += step) {
    const degrees = Number(counted.toFixed(2));
    const [left, top] = pixelOf(screen, fromOrigin({ lon: degrees, lat: degrees }, origin));
    if (left > 0 && left < width) lines.push({ upright: true, at: left, degrees: withinHalfTurn(degrees) });
    if (Math.abs(degrees) < 85 && top > 0 && top < height) lines.push({ upright: false, at: top, degrees });
  }
  return lines;
}
