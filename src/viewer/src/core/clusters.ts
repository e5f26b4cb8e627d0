// Events that would lie on each other, gathered.
import type { MapEvent } from "./model";

export interface Cluster {
  readonly lon: number;
  readonly lat: number;
  readonly events: readonly MapEvent[];
}

/** Join events nearer than `reach` pixels to the first of their cluster. */
export function clusterEvents(
  events: readonly MapEvent[],
  toPixel: (lon: number, lat: number) => { x: number; y: number },
  reach: number,
): Cluster[] {
  const clusters: { lon: number; lat: number; x: number; y: number; events: MapEvent[] }[] = [];
  for (const event of events) {
    if (event.lon === null || event.lat === null) continue;
    const { x, y } = toPixel(event.lon, event.lat);
    const near = clusters.find((one) => Math.hypot(one.x - x, one.y - y) < reach);
    if (near) near.events.push(event);
    else clusters.push({ lon: event.lon, lat: event.lat, x, y, events: [event] });
  }
  return clusters;
}
