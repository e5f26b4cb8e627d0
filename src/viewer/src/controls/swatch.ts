// A small square that looks like the ground it stands for, or a line like a border.
import type { Passage } from "../core/measure";
import { h, svg } from "../lib/element";
import { FADING } from "../scene/borders";
import { type Filling, fillingOf, hatchInk, passageFilling } from "../scene/filling";
import { grainPattern, hatchPattern } from "../scene/patterns";
import { type Hatch, ownHatch, type Texture } from "../scene/styles";
import { darkScreen, type Theme, themeFor, withAlpha } from "../scene/theme";
import type { App } from "./app";

const themeNow = (): Theme => themeFor(darkScreen().matches);

/** The look of one actor's ground, with the actor's own hatch or another; null: a sign without an actor. */
export function swatch(
  app: App,
  actor: number | null,
  hatch: Hatch = actor === app.atlas.filtered ? "filtered" : ownHatch(actor ?? 0, app.atlas.header.actors),
  texture: Texture | null = null,
): HTMLImageElement {
  const theme = themeNow();
  if (actor !== null) {
    const controller = actor === app.atlas.filtered ? 0 : actor;
    return square(fillingOf({ controller, hatch, other: null }, app.atlas.header.actors, theme), texture);
  }
  const colour = withAlpha(theme.unknown, 0.35);
  return square({ colour, hatch, hatchColour: hatchInk(colour, hatch, theme) }, texture);
}

/** The look of ground that passed from one actor to another. */
export const passageSwatch = ({ atlas }: App, passage: Passage): HTMLImageElement =>
  square(passageFilling(passage, atlas.header.actors, themeNow()));

/** The look of land that the map says nothing of. */
export const uncoveredSwatch = (): HTMLImageElement =>
  square({ colour: themeNow().land, hatch: "none", hatchColour: themeNow().ink });

const [WIDTH, HEIGHT] = [22, 16];

function square({ colour, hatch, hatchColour }: Filling, texture: Texture | null = null): HTMLImageElement {
  const patterns = [hatchPattern(hatch, hatchColour, "hatch"), texture && grainPattern(texture, "grain")].filter((one) => one !== null);
  const box = (fill: string) => svg("rect", { width: WIDTH, height: HEIGHT, fill });
  return picture(...patterns, box(colour), ...patterns.map(({ id }) => box(`url(#${id})`)));
}

/** The look of a front, from near a report to far from any. */
export function lineSwatch(looks: typeof FADING): HTMLImageElement {
  const { front } = themeNow();
  const long = WIDTH / looks.length;
  const lines = looks.map(({ alpha, widthPx }, i) => {
    const height = 1.6 * widthPx;
    return svg("rect", { x: i * long, y: (HEIGHT - height) / 2, width: long, height, fill: withAlpha(front, alpha) });
  });
  const image = picture(...lines);
  image.classList.add("cm-swatch-line");
  return image;
}

/**
 * A picture, and no canvas: to a browser each canvas is a layer of the page, and so is all that may lie over it. Nor is it
 * read out of a canvas: browsers that keep their readers from being recognised, as Tor's does, hand over noise then.
 */
function picture(...parts: SVGElement[]): HTMLImageElement {
  const drawing = svg("svg", { width: WIDTH, height: HEIGHT }, ...parts);
  const src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(drawing))}`;
  return h("img", { class: "cm-swatch", width: WIDTH, height: HEIGHT, alt: "", decoding: "sync", src });
}
