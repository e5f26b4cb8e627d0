// Ground that changed hands between two dates: striped in the colours of who lost it and who has it.
import type { Atlas } from "../core/atlas";
import { type Passage, passagesBetween } from "../core/measure";
import type { Actor } from "../core/payload";
import { type Paint, usePixels, useWorldUnits } from "./canvasLayer";
import { strokeLine } from "./controlPainter";
import { fillPath, type Filling } from "./fill";
import { type Ground, groupPaths } from "./groups";
import { safeColour, type Theme, withAlpha } from "./theme";

/** The look of ground that passed from one actor to another. */
export function passageFilling(
  { from, to }: Pick<Passage, "from" | "to">,
  actors: readonly Actor[],
  theme: Theme,
): Filling {
  const colourOf = (actor: number) => (actor === 0 ? theme.unknown : safeColour(actors[actor].colour));
  return { colour: withAlpha(colourOf(to), 0.75), hatch: "lost", hatchColour: colourOf(from) };
}

/** For each cell the passage that it belongs to; negative for none. */
export function passageOf(passages: readonly Passage[], cellCount: number): (cell: number) => number {
  const groupOf = new Int16Array(cellCount).fill(-1);
  passages.forEach(({ cells }, i) => cells.forEach((cell) => (groupOf[cell] = i)));
  return (cell) => groupOf[cell];
}

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
