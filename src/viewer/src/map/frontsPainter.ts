// Fronts as lines over the map, alike or by how long each stretch has stood.
import type { Atlas } from "../core/atlas";
import { frontArcs } from "../core/fronts";
import { frontLine, HALO_PX } from "../scene/fronts";
import type { Ground } from "../scene/ground";
import type { Theme } from "../scene/theme";
import { type Paint, usePixels, useWorldUnits } from "./canvasLayer";
import { strokeLine } from "./fill";
import { arcsPath } from "./groundPaths";

/** Draws the fronts of a date. */
export function frontsPaint(atlas: Atlas, ground: Ground, date: number, byAge: boolean, theme: Theme): Paint {
  const paths = frontArcs(atlas, date, byAge).map((arcs) => arcsPath(ground, arcs));
  const lines = paths.map((_, age) => frontLine(age, byAge, theme));
  return (context, frame) => {
    useWorldUnits(context, frame);
    context.lineCap = "round";
    paths.forEach((path, i) => strokeLine(context, frame, path, theme.halo, lines[i].widthPx + HALO_PX));
    paths.forEach((path, i) => strokeLine(context, frame, path, lines[i].colour, lines[i].widthPx));
    usePixels(context, frame);
  };
}
