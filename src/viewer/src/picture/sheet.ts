// One sheet: title, dates, map, legend, scale bar, attribution.
import { LEAST_OF_ALL } from "../core/certainty";
import { creditLine } from "../core/credits";
import { comparisonOf } from "../core/choices";
import { svg } from "../lib/element";
import type { MapScene } from "../scene/mapScene";
import { grainPattern } from "../scene/patterns";
import { FONT } from "../scene/placing";
import type { Theme } from "../scene/theme";
import { comparedText, heldText, leastText } from "../strings/describe";
import { knownText, stepText } from "../strings/when";
import { chartBlock } from "./chartPicture";
import { datesShown, type Key, keysOf, type Mark } from "./keys";
import { balancedLines, columnsOf, directionOf, type Measure, wrapLines } from "./layout";
import { mapPicture } from "./mapPicture";
import { pin, ring } from "./marksPicture";
import { type Block, filled, layer } from "./parts";
import { scaleParts } from "./scale";

const MARGIN = 24;
const ROW = 24;
/** Room under a map, and between maps beside each other. */
const MAP_GAP = 16;
const MARK = { width: 22, height: 15, gap: 8 };

/** What a sheet holds besides one map, and how high it is. */
export interface SheetOptions {
  /** By default as high as its parts; else the foot stands at its end. */
  readonly height?: number;
  /** Who held how much over time, under the map. */
  readonly chart?: boolean;
  /** Maps of several dates in place of one, in so many columns. */
  readonly panels?: { readonly scenes: readonly MapScene[]; readonly columns: number };
  /** Of one map: paper lies over what reaches beyond it. A clip takes resvg a third of the time of the whole. */
  readonly covered?: boolean;
}

const heightOf = (blocks: readonly Block[]): number => blocks.reduce((sum, { height }) => sum + height, 0);

/** Pixels of a sheet's width beside its map, and of its height over and under it. */
export const widthBeside = 2 * MARGIN;
export const heightBeside = (scene: MapScene, { chart }: SheetOptions): number =>
  heightOf([headBlock(scene), { height: MAP_GAP, parts: [] }, ...underMap(scene, chart), footBlock(scene)]);

const underMap = (scene: MapScene, chart = false): Block[] => [...(chart ? [chartBlock(scene)] : []), legendBlock(scene)];

/** The present view as a whole SVG picture. */
export function sheet(scene: MapScene, { height, chart, panels, covered = false }: SheetOptions = {}): SVGElement {
  const { screen, theme, words } = scene;
  const shown = panels ? panelsBlock(scene, panels.scenes, panels.columns) : mapBlock(scene, covered);
  const blocks = [headBlock(scene), shown, ...underMap(scene, chart), footBlock(scene)];
  const full = { width: screen.width + widthBeside, height: height ?? heightOf(blocks) };
  const rest = full.height - heightOf(blocks);
  const tops = blocks.map((_, i) => heightOf(blocks.slice(0, i)) + (i === blocks.length - 1 ? rest : 0));
  const [head, map, ...under] = blocks.map(({ parts }, i) => svg("g", { transform: `translate(${MARGIN} ${tops[i]})` }, ...parts));
  const first = covered && !panels ? [map, paperAround(scene, full, tops[1]), head] : [head, map];
  return svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      ...full,
      viewBox: `0 0 ${full.width} ${full.height}`,
      direction: words.direction,
      "font-family": FONT,
      "font-size": 14,
      role: "img",
    },
    svg("title", {}, [words.text(scene.atlas.header.title), whenText(scene), knownText(scene)].filter(Boolean).join(" · ")),
    svg("desc", {}, [words.text(scene.atlas.header.description), ...keysOf(scene).map(({ text }) => text)].filter(Boolean).join("\n")),
    svg("rect", { ...full, fill: theme.land }),
    ...first,
    ...under,
  );
}

function measureWith(size: number, weight = 400): Measure {
  const context = document.createElement("canvas").getContext("2d")!;
  context.font = `${weight} ${size}px ${FONT}`;
  return (text) => context.measureText(text).width;
}

interface TextLook {
  readonly top: number;
  readonly step: number;
  readonly size: number;
  readonly weight: number;
  readonly opacity?: number;
}

/** Lines of text from a height on, `step` pixels apart, beginning where their script does. */
function textLines({ screen, theme }: MapScene, text: string, look: TextLook): SVGElement[] {
  const { top, step, size, weight, opacity = 1 } = look;
  const direction = directionOf(text);
  return balancedLines(text, screen.width, measureWith(size, weight)).map((line, i) =>
    svg(
      "text",
      {
        x: direction === "rtl" ? screen.width : 0,
        y: top + i * step,
        direction,
        fill: theme.ink,
        "fill-opacity": opacity,
        "font-size": size,
        "font-weight": weight,
      },
      line,
    ),
  );
}

/** The date shown, or the dates compared. */
function whenText(scene: MapScene): string {
  if (comparisonOf(scene.state) === "changes") return comparedText(scene, scene.state).replace(/:$/, "");
  return datesShown(scene).map((date) => stepText(scene, date, "full")).join(" – ");
}

function headBlock(scene: MapScene): Block {
  const { atlas, words, state } = scene;
  const under = [whenText(scene), knownText(scene), state.least !== LEAST_OF_ALL && leastText(words, state.least), heldText(scene)];
  const title = textLines(scene, words.text(atlas.header.title), { top: 34, step: 26, size: 20, weight: 650 });
  const top = 34 + (title.length - 1) * 26 + 26;
  const line = textLines(scene, under.filter(Boolean).join(" · "), { top, step: 20, size: 15, weight: 400 });
  return { height: top + (line.length - 1) * 20 + 18, parts: [...title, ...line] };
}

const mapBlock = (scene: MapScene, covered: boolean): Block => ({
  height: scene.screen.height + MAP_GAP,
  parts: covered ? seen(scene) : clipped(scene),
});

const seen = (scene: MapScene): SVGElement[] => [mapPicture(scene), ...scaleParts(scene)];

/** Paper with a hole where the map is. */
function paperAround({ screen, theme }: MapScene, full: { width: number; height: number }, top: number): SVGElement {
  const hole = `M${MARGIN} ${top}h${screen.width}v${screen.height}h${-screen.width}z`;
  return svg("path", { d: `M0 0h${full.width}v${full.height}h${-full.width}z${hole}`, fill: theme.land, "fill-rule": "evenodd" });
}

function clipped(scene: MapScene, id = "cm-clip"): SVGElement[] {
  const { width, height } = scene.screen;
  return [
    svg("clipPath", { id }, svg("rect", { width, height })),
    svg("g", { "clip-path": `url(#${id})` }, ...seen(scene)),
  ];
}

/** Room for a panel's date over its map. */
const CAPTION = 22;

/** How wide and high the map of a panel is, where all have so much room together. */
export const panelSize = (width: number, height: number, columns: number, rows: number): [number, number] => [
  Math.floor((width - (columns - 1) * MAP_GAP) / columns),
  Math.floor((height - (rows - 1) * MAP_GAP) / rows - CAPTION),
];

/** Maps of several dates, each under its date, in the order of reading. */
function panelsBlock({ screen, words, theme }: MapScene, scenes: readonly MapScene[], columns: number): Block {
  const { width, height } = scenes[0].screen;
  const parts = scenes.map((scene, i) => {
    const x = (i % columns) * (width + MAP_GAP);
    const y = Math.floor(i / columns) * (height + CAPTION + MAP_GAP);
    const place = { x: words.rightToLeft ? width : 0, y: 14, fill: theme.ink, "font-size": 13, "font-weight": 600 };
    return svg(
      "g",
      { transform: `translate(${words.rightToLeft ? screen.width - x - width : x} ${y})` },
      svg("text", place, stepText(scene, scene.state.date)),
      svg("g", { transform: `translate(0 ${CAPTION})` }, ...clipped(scene, `cm-clip-${i}`)),
    );
  });
  const rows = Math.ceil(scenes.length / columns);
  return { height: rows * (height + CAPTION + MAP_GAP), parts };
}

function legendBlock(scene: MapScene): Block {
  const { words, screen: { width } } = scene;
  const measure = measureWith(13);
  const keys = keysOf(scene);
  const textRoom = width - MARK.width - MARK.gap;
  const lines = keys.map(({ text }) => wrapLines(text, textRoom, measure));
  const widths = lines.map((one) => MARK.width + MARK.gap + Math.max(...one.map(measure)));
  const places = columnsOf(widths, width, 20);
  const rowHeights: number[] = [];
  places.forEach(({ row }, i) => {
    rowHeights[row] = Math.max(rowHeights[row] ?? 0, ROW + (lines[i].length - 1) * 17);
  });
  const topOf = (row: number) => rowHeights.slice(0, row).reduce((sum, height) => sum + height, 0);
  const items = keys.map((key, i) => {
    const x = words.rightToLeft ? width - places[i].x : places[i].x;
    return svg(
      "g",
      { transform: `translate(${x} ${topOf(places[i].row)})` },
      ...keyParts(scene, key, lines[i], `key-${i}`),
    );
  });
  return { height: topOf(rowHeights.length) + 6, parts: [layer("legend", ...items)] };
}

function keyParts({ theme, words }: MapScene, { mark }: Key, lines: readonly string[], id: string): SVGElement[] {
  const side = words.rightToLeft ? -1 : 1;
  const x = side * (MARK.width + MARK.gap);
  const drawn = svg(
    "g",
    side < 0 ? { transform: `translate(${-MARK.width} 0)` } : {},
    ...markShape(mark, theme, id),
  );
  return [
    drawn,
    ...lines.map((line, i) => svg("text", { x, y: 12 + i * 17, fill: theme.ink, "font-size": 13 }, line)),
  ];
}

function markShape(mark: Mark, theme: Theme, id: string): SVGElement[] {
  const { ink } = theme;
  const { width, height } = MARK;
  switch (mark.kind) {
    case "ground": {
      const box = (fill: string) => svg("rect", { width, height, rx: 3, fill });
      const parts = filled(box, mark.filling, id);
      for (const part of parts) if (part.tagName === "rect") part.setAttribute("opacity", String(mark.opacity));
      const grain = mark.texture ? [grainPattern(mark.texture, `cm-grain-${id}`), box(`url(#cm-grain-${id})`)] : [];
      const frame = { width, height, rx: 3, fill: "none", stroke: ink, "stroke-width": 0.5 };
      return [...parts, ...grain, svg("rect", frame)];
    }
    case "line":
      return [svg("path", { d: `M0 7.5h${width}`, stroke: mark.colour, "stroke-width": mark.widthPx })];
    case "pin":
      return [svg("g", { transform: "translate(11 18) scale(.8)" }, pin(0, 0, mark.shape, "", theme))];
    case "ring":
      return [ring(width / 2, height / 2, 6, mark.dashes)];
  }
}

function footBlock(scene: MapScene): Block {
  const { header } = scene.atlas;
  const text = creditLine(header, scene.words.text);
  const parts = textLines(scene, text, { top: 14, step: 14, size: 10.5, weight: 400, opacity: 0.75 });
  return { height: 14 + parts.length * 14 + 8, parts };
}
