// How fronts look: alike, or by how long each stretch has stood.
import type { Theme } from "./theme";

/** Colour and width of each of the ages, and of one that is not known; told apart by lightness. */
export const AGE_LOOKS = [
  { colour: "#d02f27", widthPx: 5 },
  { colour: "#f0893a", widthPx: 4 },
  { colour: "#b497d6", widthPx: 3 },
  { colour: "#6d7fb3", widthPx: 2.2 },
  { colour: "#8c8c86", widthPx: 1.4 },
] as const;

/** The line of a front of some age, without its halo. */
export const frontLine = (age: number, byAge: boolean, theme: Theme): { colour: string; widthPx: number } =>
  byAge ? AGE_LOOKS[age] : { colour: theme.front, widthPx: 3 };

/** How much wider the halo is than its line, in CSS pixels. */
export const HALO_PX = 2.5;

