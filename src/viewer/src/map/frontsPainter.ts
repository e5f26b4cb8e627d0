// Fronts as lines over the map, alike or by how long each stretch has stood.
import type { Atlas } from "../core/atlas";
import { DAY_MINUTES } from "../core/civil";
import { frontsAt, frontSince } from "../core/fronts";
import { type Paint, usePixels, useWorldUnits } from "./canvasLayer";
import { strokeLine } from "./controlPainter";
import { arcsPath, type Ground } from "./groups";
import type { Theme } from "./theme";

/** Ages of a stretch: up to so many days, its colour and width; told apart by lightness. */
export const AGES = [
  { days: 1, colour: "#d02f27", widthPx: 5 },
  { days: 3, colour: "#f0893a", widthPx: 4 },
  { days: 7, colour: "#b497d6", widthPx: 3 },
  { days: Infinity, colour: "#6d7fb3", widthPx: 2.2 },
] as const;

/** Which of the ages a stretch has that stands since a date's index. */
export function ageOf({ minutes }: Atlas, since: number, date: number): number {
  if (since === 0) return AGES.length - 1;
  const days = (minutes[date] - minutes[since]) / DAY_MINUTES;
  return AGES.findIndex((age) => days < age.days);
}

/** The arcs of a date's fronts by age; all in the first list if age does not count. */
export function frontArcs(atlas: Atlas, date: number, byAge: boolean): number[][] {
  const lists: number[][] = AGES.map(() => []);
  for (const { arcs } of frontsAt(atlas, date)) {
    for (const arc of arcs) lists[byAge ? ageOf(atlas, frontSince(atlas, arc, date), date) : 0].push(arc);
  }
  return lists;
}

/** The line of a front of some age, without its halo. */
export const frontLine = (age: number, byAge: boolean, theme: Theme): { colour: string; widthPx: number } =>
  byAge ? AGES[age] : { colour: theme.front, widthPx: 3 };

/** How much wider the halo is than its line, in CSS pixels. */
export const HALO_PX = 2.5;

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
