// Ground that changed hands between two dates: striped in the colours of who lost it and who has it.
import type { Atlas } from "../core/atlas";
import { passageOf, passagesBetween } from "../core/measure";
import { passageFilling } from "../scene/filling";
import type { Ground } from "../scene/ground";
import type { Theme } from "../scene/theme";
import { type Paint, usePixels, useWorldUnits } from "./canvasLayer";
import { fillPath, strokeLine } from "./fill";
import { groupPaths } from "./groundPaths";

/** Draws the changes between two dates. */
export function changesPaint(atlas: Atlas, ground: Ground, date: number, later: number, theme: Theme): Paint {
  const passages = passagesBetween(atlas.history, atlas.states, date, later);
  const paths = groupPaths(ground, passageOf(passages, atlas.history.cellCount), passages.keys());
  return (context, frame) => {
    useWorldUnits(context, frame);
    passages.forEach((passage, i) => {
      const path = paths.get(i)!;
      fillPath(context, frame, path, passageFilling(passage, atlas.header.actors, theme));
      strokeLine(context, frame, path, theme.front, 1);
    });
    usePixels(context, frame);
  };
}
