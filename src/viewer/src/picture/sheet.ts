// One sheet: title, date, map, legend, scale bar, attribution.
import { type App, actorColour, actorName } from "../app";
import { areasAt } from "../core/atlas";
import { svg } from "../dom";
import { FONT } from "../map/labels";
import { hatchPattern } from "../map/patterns";
import { withAlpha } from "../map/theme";
import { mapPicture, type MapScene } from "./mapPicture";
import { scaleBar } from "./scaleBar";

const MARGIN = 24;
const HEAD = 78;
const ROW = 24;

/** The present view as a whole SVG picture. */
export function sheet(app: App, scene: MapScene, lat: number): SVGElement {
  const {
    screen: { width, height },
    theme,
  } = scene;
  const legend = legendParts(app, scene);
  const columns = Math.max(1, Math.floor(width / 300));
  const legendHeight = Math.ceil(legend.length / columns) * ROW + 14;
  const full = { width: width + 2 * MARGIN, height: HEAD + height + legendHeight + 46 };
  const clip = "cm-clip";
  return svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      ...full,
      viewBox: `0 0 ${full.width} ${full.height}`,
      direction: app.words.rightToLeft ? "rtl" : "ltr",
      "font-family": FONT,
      "font-size": 14,
    },
    svg("rect", { ...full, fill: theme.land }),
    ...headParts(app, scene, full.width),
    svg("clipPath", { id: clip }, svg("rect", { width, height })),
    svg(
      "g",
      { transform: `translate(${MARGIN} ${HEAD})` },
      svg("g", { "clip-path": `url(#${clip})` }, mapPicture(scene)),
      ...scaleParts(app, scene, lat),
    ),
    svg(
      "g",
      { transform: `translate(0 ${HEAD + height + 16})` },
      ...legend.map((item, i) => {
        const [column, row] = [i % columns, Math.floor(i / columns)];
        const x = MARGIN + (column * width) / columns;
        return svg(
          "g",
          { transform: `translate(${app.words.rightToLeft ? full.width - x : x} ${row * ROW})` },
          item,
        );
      }),
    ),
    footPart(app, scene, full),
  );
}

const startOf = ({ words }: App, width: number): number => (words.rightToLeft ? width - MARGIN : MARGIN);

function headParts(app: App, { theme, date }: MapScene, width: number): SVGElement[] {
  const { atlas, words } = app;
  const x = startOf(app, width);
  return [
    svg(
      "text",
      { x, y: 34, fill: theme.ink, "font-size": 20, "font-weight": 650 },
      words.text(atlas.header.title),
    ),
    svg("text", { x, y: 60, fill: theme.ink, "font-size": 15 }, words.instant(atlas.dates[date], "full")),
  ];
}

function legendParts(app: App, { theme, date }: MapScene): SVGElement[] {
  const { atlas, words, store } = app;
  const { hidden } = store.get();
  const side = words.rightToLeft ? -1 : 1;
  return atlas.header.actors.flatMap((actor, i) => {
    const area = areasAt(atlas, date)[i];
    if (hidden.has(i) || area === 0) return [];
    const hatch = hatchPattern(i === 0 ? "unknown" : actor.pattern, withAlpha(theme.ink, 0.5), `cm-key-${i}`);
    const box = { x: side < 0 ? -22 : 0, width: 22, height: 15, rx: 3 };
    return [
      svg(
        "g",
        {},
        svg("rect", {
          ...box,
          fill: i === 0 ? theme.unknown : actorColour(app, i),
          "fill-opacity": 0.75,
          stroke: theme.ink,
          "stroke-width": 0.5,
        }),
        hatch,
        hatch && svg("rect", { ...box, fill: `url(#cm-key-${i})` }),
        svg(
          "text",
          { x: side * 30, y: 12, fill: theme.ink, "font-size": 13 },
          `${actorName(app, i)} · ${words.areaKm2(area)}`,
        ),
      ),
    ];
  });
}

function scaleParts(
  { words }: App,
  { screen: { height }, theme, zoom }: MapScene,
  lat: number,
): SVGElement[] {
  const { km, px } = scaleBar(lat, zoom, 120);
  return [
    svg("path", {
      d: `M10 ${height - 18}v6h${px.toFixed(1)}v-6`,
      fill: "none",
      stroke: theme.ink,
      "stroke-width": 1.5,
    }),
    svg(
      "text",
      {
        x: 14 + px,
        y: height - 12,
        fill: theme.ink,
        "font-size": 12,
        direction: "ltr",
        "text-anchor": "start",
        stroke: theme.halo,
        "stroke-width": 3,
        "paint-order": "stroke",
      },
      words.distance(km),
    ),
  ];
}

function footPart(app: App, { theme }: MapScene, full: { width: number; height: number }): SVGElement {
  const { header } = app.atlas;
  const lines = [...header.attribution, header.licence].filter(Boolean).join(" · ");
  const room = Math.floor(full.width / 5.6);
  const text = lines.length > room ? `${lines.slice(0, room - 1)}…` : lines;
  return svg(
    "text",
    {
      x: startOf(app, full.width),
      y: full.height - 16,
      fill: theme.ink,
      "fill-opacity": 0.75,
      "font-size": 10.5,
    },
    text,
  );
}
