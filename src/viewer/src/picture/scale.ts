// The scale bar of a picture.
import { svg } from "../lib/element";
import type { MapScene } from "../scene/mapScene";
import { scaleBar } from "../scene/scaleBar";
import type { Box } from "../scene/world";

const HEIGHT = 20;
const barOf = ({ screen, lat }: MapScene) => ({ ...scaleBar(lat, screen.zoom, 120), left: 10, top: screen.height - 30 });

/** What it covers of the map, in CSS pixels. */
export function scaleBox(scene: MapScene): Box {
  const { left, top, px } = barOf(scene);
  return [left, top, left + px, top + HEIGHT];
}

/** The bar, over the map's corner. */
export function scaleParts(scene: MapScene): SVGElement[] {
  const { theme, words } = scene;
  const { km, px, left, top } = barOf(scene);
  return [
    svg("rect", { x: left, y: top, width: px, height: HEIGHT, fill: theme.land, "fill-opacity": 0.9 }),
    svg("path", { d: `M${left} ${top}v${HEIGHT}h${px.toFixed(1)}v-${HEIGHT}`, fill: "none", stroke: theme.ink, "stroke-width": 1.5 }),
    svg(
      "text",
      { x: left + px / 2, y: top + 14, fill: theme.ink, "font-size": 12, "text-anchor": "middle" },
      words.distance(km),
    ),
  ];
}
