// From the ground to the map's element in CSS pixels, and back.
import type * as L from "leaflet";
import { worldX, worldY } from "../../scene/world";
import { onGrid, type Point } from "../core/points";

export type Pixel = readonly [x: number, y: number];

export interface Projector {
  pixel(point: Point): Pixel;
  /** The same for many points, as long as the map stands still. */
  still(): (point: Point) => Pixel;
  /** The ground under a pixel, on the map's grid. */
  point(pixel: Pixel): Point;
  /** So many pixels in world units. */
  reach(pixels: number): number;
  size(): Pixel;
}

/** The projector of a map whose ground lies on a grid of degrees. */
export function projectorOf(map: L.Map, grid: number): Projector {
  const still: Projector["still"] = () => {
    const scale = 2 ** map.getZoom();
    const { x, y } = map.getPixelBounds().min!;
    return ([lon, lat]) => [worldX(lon) * scale - x, worldY(lat) * scale - y];
  };
  return {
    still,
    pixel: (point) => still()(point),
    point(pixel) {
      const { lng, lat } = map.containerPointToLatLng([pixel[0], pixel[1]]).wrap();
      return onGrid([lng, lat], grid);
    },
    reach: (pixels) => pixels / 2 ** map.getZoom(),
    size() {
      const { x, y } = map.getSize();
      return [x, y];
    },
  };
}

export const apart = (a: Pixel, b: Pixel): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
