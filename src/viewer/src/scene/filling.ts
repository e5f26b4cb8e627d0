// The colours of ground: whose it is, how sure that is, and what changed hands.
import type { Passage } from "../core/measure";
import type { Actor } from "../core/model";
import type { Hatch, Style } from "./styles";
import { safeColour, type Theme, withAlpha } from "./theme";

export interface Filling {
  readonly colour: string;
  readonly hatch: Hatch;
  readonly hatchColour: string;
}

/** Opacity by certainty: a shade apart, so that one actor's ground still reads as one. */
export const FILL = { full: 0.7, light: 0.6, faint: 0.49 } as const;

/** Colours of a look. */
export function fillingOf(style: Style, actors: readonly Actor[], theme: Theme): Filling {
  const colour = style.controller === 0 ? theme.unknown : safeColour(actors[style.controller].colour);
  const hatchColour =
    style.other !== null
      ? safeColour(actors[style.other].colour)
      : style.hatch === "unknown"
        ? withAlpha(theme.hatch, 0.45)
        : withAlpha(theme.ink, style.hatch === "contested" ? 0.5 : 0.28);
  return {
    colour: withAlpha(colour, style.controller === 0 ? 0.45 : FILL[style.strength]),
    hatch: style.hatch,
    hatchColour,
  };
}

/** The look of ground that passed from one actor to another. */
export function passageFilling(
  { from, to }: Pick<Passage, "from" | "to">,
  actors: readonly Actor[],
  theme: Theme,
): Filling {
  const colourOf = (actor: number) => (actor === 0 ? theme.unknown : safeColour(actors[actor].colour));
  return { colour: withAlpha(colourOf(to), 0.75), hatch: "lost", hatchColour: colourOf(from) };
}
