// Ground that changed hands between two dates: striped in the colours of who lost it and who has it.
import type { Atlas } from "../core/atlas";
import { passagesBetween } from "../core/measure";
import { type Paint, usePixels, useWorldUnits } from "./canvasLayer";
import { strokeLine } from "./controlPainter";
import { fillPath } from "./fill";
import { type Ground, groupPaths } from "./groups";
import { safeColour, type Theme, withAlpha } from "./theme";

/** Draws the changes between two dates. */
export function changesPaint(atlas: Atlas, ground: Ground, date: number, later: number, theme: Theme): Paint {
  const passages = passagesBetween(atlas.history, atlas.states, date, later);
  const groupOf = new Int16Array(atlas.history.cellCount).fill(-1);
  passages.forEach(({ cells }, i) => cells.forEach((cell) => (groupOf[cell] = i)));
  const paths = groupPaths(ground, (cell) => groupOf[cell], passages.keys());
  const colourOf = (actor: number) =>
    actor === 0 ? theme.unknown : safeColour(atlas.header.actors[actor].colour);
  return (context, frame) => {
    useWorldUnits(context, frame);
    passages.forEach(({ from, to }, i) => {
      const path = paths.get(i)!;
      fillPath(context, frame, path, {
        colour: withAlpha(colourOf(to), 0.75),
        hatch: "lost",
        hatchColour: colourOf(from),
      });
      strokeLine(context, frame, path, theme.front, 1);
    });
    usePixels(context, frame);
  };
}
