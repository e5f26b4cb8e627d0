import { describe, expect, it } from "vitest";
import type { Actor } from "../core/model";
import { fillingOf } from "./filling";
import { contrast, over, QUIET_CONTRAST, rgbOf, SIGN_CONTRAST } from "./ink";
import { GRAINS } from "./patterns";
import type { Hatch } from "./styles";
import { DARK, LIGHT, type Theme, withAlpha } from "./theme";

/** Every colour of a coarse cube, and the dark red on which a siege was not to be seen. */
const COLOURS = ["#990012", ...Array.from({ length: 125 }, (_, i) => `#${[i % 5, Math.floor(i / 5) % 5, Math.floor(i / 25)].map((one) => Math.min(255, one * 64).toString(16).padStart(2, "0")).join("")}`)];
const actors: Actor[] = ["#808080", ...COLOURS].map((colour, i) => ({ id: String(i), name: {}, colour, pattern: "none" }));

const onGround = (colour: string, line: string, theme: Theme): number => {
  const ground = over(colour, rgbOf(theme.covered));
  return contrast(over(line, ground), ground);
};

/** The least contrast of a hatch with its ground, of all colours that somebody may choose. */
const least = (hatch: Hatch, theme: Theme, controllers: readonly number[]): number =>
  Math.min(...controllers.map((controller) => {
    const { colour, hatchColour } = fillingOf({ controller, hatch, other: null }, actors, theme);
    return onGround(colour, hatchColour, theme);
  }));

const held = actors.map((_, i) => i).slice(1);
const HATCHES: readonly [Hatch, readonly number[], number][] = [
  ["contested", held, SIGN_CONTRAST],
  ["joint", held, SIGN_CONTRAST],
  ["besieged", held, SIGN_CONTRAST],
  ["lines", held, QUIET_CONTRAST],
  ["cross", held, QUIET_CONTRAST],
  ["dots", held, QUIET_CONTRAST],
  ["no_successor", [0], QUIET_CONTRAST],
  ["no_report", [0], QUIET_CONTRAST],
  ["filtered", [0], QUIET_CONTRAST],
];

describe.each([["day", LIGHT], ["night", DARK]] as const)("by %s", (_, theme) => {
  it.each(HATCHES)("%s stands out from every ground that has it", (hatch, controllers, wanted) =>
    expect(least(hatch, theme, controllers)).toBeGreaterThanOrEqual(wanted));
  it.each(Object.entries(GRAINS))("one line of %s stands out from every ground", (_, strokes) => {
    for (const controller of held) {
      const { colour } = fillingOf({ controller, hatch: "none", other: null }, actors, theme);
      const lines = strokes.map(({ ink, alpha }) => onGround(colour, withAlpha(ink, alpha), theme));
      expect(Math.max(...lines), actors[controller].colour).toBeGreaterThanOrEqual(1.4);
    }
  });
});
