// A small square that looks like the ground it stands for.
import { type App, actorColour } from "../app";
import { h } from "../dom";
import { hatchTile } from "../map/patterns";
import type { Hatch } from "../map/styles";
import { themeFor, withAlpha } from "../map/theme";

/** The look of one actor's ground, or of a sign. */
export function swatch(app: App, actor: number | null, hatch: Hatch, strength = 0.75): HTMLCanvasElement {
  const [width, height, ratio] = [22, 16, window.devicePixelRatio || 1];
  const canvas = h("canvas", {
    class: "cm-swatch",
    width: width * ratio,
    height: height * ratio,
    "aria-hidden": "true",
  });
  const theme = themeFor(matchMedia("(prefers-color-scheme: dark)").matches);
  const context = canvas.getContext("2d")!;
  context.fillStyle =
    actor === null
      ? withAlpha(theme.unknown, 0.35)
      : actor === 0
        ? withAlpha(theme.unknown, 0.6)
        : withAlpha(actorColour(app, actor), strength);
  context.fillRect(0, 0, canvas.width, canvas.height);
  const tile = hatchTile(hatch, withAlpha(theme.ink, hatch === "unknown" ? 0.4 : 0.5), ratio);
  if (tile) {
    context.fillStyle = context.createPattern(tile, "repeat")!;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return canvas;
}
