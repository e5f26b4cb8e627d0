// A small square that looks like the ground it stands for.
import type { Passage } from "../core/measure";
import { h } from "../lib/element";
import { type Filling, passageFilling } from "../scene/filling";
import { hatchTile } from "../scene/patterns";
import { type Hatch, ownHatch } from "../scene/styles";
import { actorColour, darkScreen, type Theme, themeFor, withAlpha } from "../scene/theme";
import type { App } from "./app";

const themeNow = (): Theme => themeFor(darkScreen().matches);

/** The look of one actor's ground, with the actor's own hatch or another; null: a sign without an actor. */
export function swatch(
  app: App,
  actor: number | null,
  hatch: Hatch = ownHatch(actor ?? 0, app.atlas.header.actors),
  strength = 0.75,
): HTMLCanvasElement {
  const theme = themeNow();
  const colour = actor
    ? withAlpha(actorColour(app, actor), strength)
    : withAlpha(theme.unknown, actor === null ? 0.35 : 0.6);
  return square({ colour, hatch, hatchColour: withAlpha(theme.ink, hatch === "unknown" ? 0.4 : 0.5) });
}

/** The look of ground that passed from one actor to another. */
export const passageSwatch = ({ atlas }: App, passage: Passage): HTMLCanvasElement =>
  square(passageFilling(passage, atlas.header.actors, themeNow()));

function square({ colour, hatch, hatchColour }: Filling): HTMLCanvasElement {
  const [width, height, ratio] = [22, 16, window.devicePixelRatio || 1];
  const canvas = h("canvas", {
    class: "cm-swatch",
    width: width * ratio,
    height: height * ratio,
    "aria-hidden": "true",
  });
  const context = canvas.getContext("2d")!;
  context.fillStyle = colour;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const tile = hatchTile(hatch, hatchColour, ratio);
  if (tile) {
    context.fillStyle = context.createPattern(tile, "repeat")!;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return canvas;
}
