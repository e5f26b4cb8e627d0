// The colours of ground: whose it is, and what changed hands.
import type { Passage } from "../core/measure";
import type { Actor } from "../core/model";
import { inkOn, QUIET_CONTRAST, SIGN_CONTRAST } from "./ink";
import type { Hatch, Style } from "./styles";
import { safeColour, type Theme, withAlpha } from "./theme";

export interface Filling {
  readonly colour: string;
  readonly hatch: Hatch;
  readonly hatchColour: string;
}

/** Opacity of an actor's colour: one for all ground, so that colours stay as far apart as the check says. */
export const FILL = 0.84;

/** Colours of a look. */
export function fillingOf({ controller, hatch, other }: Style, actors: readonly Actor[], theme: Theme): Filling {
  const grey = hatch === "no_successor" ? 0.5 : 0.16;
  const colour = controller === 0 ? withAlpha(theme.unknown, grey) : withAlpha(safeColour(actors[controller].colour), FILL);
  return { colour, hatch, hatchColour: other === null ? hatchInk(colour, hatch, theme) : safeColour(actors[other].colour) };
}

/** Signs of how ground is held, without which the key is not understood. */
const SIGNS: ReadonlySet<Hatch> = new Set<Hatch>(["contested", "joint", "besieged"]);

/** The ink of a hatch over a colour of the map. */
export const hatchInk = (colour: string, hatch: Hatch, theme: Theme): string =>
  inkOn(colour, theme.covered, SIGNS.has(hatch) ? SIGN_CONTRAST : QUIET_CONTRAST);

/** The look of ground that passed from one actor to another: who has it, and in thin lines who lost it. */
export function passageFilling(
  { from, to }: Pick<Passage, "from" | "to">,
  actors: readonly Actor[],
  theme: Theme,
): Filling {
  const colourOf = (actor: number) => (actor === 0 ? theme.unknown : safeColour(actors[actor].colour));
  return { colour: withAlpha(colourOf(to), 0.7), hatch: "lost", hatchColour: withAlpha(colourOf(from), 0.8) };
}
