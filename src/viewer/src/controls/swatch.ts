// A small square that looks like the ground it stands for, or a line like a border.
import type { Passage } from "../core/measure";
import { h } from "../lib/element";
import { FADING } from "../scene/borders";
import { FILL, type Filling, fillingOf, passageFilling } from "../scene/filling";
import { hatchTile, grainTile } from "../scene/patterns";
import { type Hatch, ownHatch, type Texture } from "../scene/styles";
import { actorColour, darkScreen, type Theme, themeFor, withAlpha } from "../scene/theme";
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
  if (actor === 0 || actor === app.atlas.filtered)
    return square(fillingOf({ controller: 0, hatch, other: null }, app.atlas.header.actors, theme));
  const colour = actor ? withAlpha(actorColour(app, actor), FILL) : withAlpha(theme.unknown, 0.35);
  return square({ colour, hatch, hatchColour: withAlpha(theme.ink, 0.5) }, texture);
}

/** The look of ground that passed from one actor to another. */
export const passageSwatch = ({ atlas }: App, passage: Passage): HTMLImageElement =>
  square(passageFilling(passage, atlas.header.actors, themeNow()));

/** The look of land that the map says nothing of. */
export const uncoveredSwatch = (): HTMLImageElement =>
  square({ colour: themeNow().land, hatch: "none", hatchColour: themeNow().ink });

function square(filling: Filling, texture: Texture | null = null): HTMLImageElement {
  return picture(`${JSON.stringify(filling)} ${texture}`, (context, ratio) => {
    fill(context, filling.colour);
    const tile = hatchTile(filling.hatch, filling.hatchColour, ratio);
    if (tile) fill(context, context.createPattern(tile, "repeat")!);
    if (texture) fill(context, context.createPattern(grainTile(texture, ratio), "repeat")!);
  });
}

/** The look of a front, from near a report to far from any. */
export function lineSwatch(looks: typeof FADING): HTMLImageElement {
  const { front } = themeNow();
  const image = picture(`line ${front}`, (context, ratio) => {
    const { width: across, height } = context.canvas;
    looks.forEach(({ alpha, widthPx }, i) => {
      const width = 1.6 * widthPx * ratio;
      context.fillStyle = withAlpha(front, alpha);
      context.fillRect((i * across) / looks.length, (height - width) / 2, across / looks.length, width);
    });
  });
  image.classList.add("cm-swatch-line");
  return image;
}

/** Pictures that were drawn, as addresses, by what they show. */
const drawn = new Map<string, string>();

/** A picture, and no canvas: to a browser each canvas is a layer of the page, and so is all that may lie over it. */
function picture(looks: string, draw: (context: CanvasRenderingContext2D, ratio: number) => void): HTMLImageElement {
  const [width, height, ratio] = [22, 16, window.devicePixelRatio || 1];
  const key = `${looks} ${ratio}`;
  if (!drawn.has(key)) {
    const canvas = h("canvas", { width: width * ratio, height: height * ratio });
    draw(canvas.getContext("2d")!, ratio);
    drawn.set(key, canvas.toDataURL());
  }
  return h("img", { class: "cm-swatch", width, height, alt: "", decoding: "sync", src: drawn.get(key) });
}

function fill(context: CanvasRenderingContext2D, style: string | CanvasPattern): void {
  context.fillStyle = style;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}
