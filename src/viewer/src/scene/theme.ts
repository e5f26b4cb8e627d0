// Colours of the map's ground, for daylight and for the night.
import type { Atlas } from "../core/atlas";

export interface Theme {
  readonly sea: string;
  /** Beyond the background's data: the page's own colour. */
  readonly beyond: string;
  /** Land that the map says nothing of. */
  readonly land: string;
  /** Land that it covers, under the colours of those who hold it. */
  readonly covered: string;
  /** Land of other countries. */
  readonly abroad: string;
  readonly urban: string;
  readonly water: string;
  readonly river: string;
  readonly road: string;
  readonly border: string;
  readonly governorate: string;
  readonly front: string;
  readonly ink: string;
  readonly halo: string;
  readonly unknown: string;
}

export const LIGHT: Theme = {
  sea: "#dbe5ea",
  beyond: "#fbfaf7",
  land: "#e0dfda",
  covered: "#faf8f3",
  abroad: "#eae9e4",
  urban: "#d9d4ca",
  water: "#b9d3e2",
  river: "#8db4cb",
  road: "#a0968a99",
  border: "#8a8378",
  governorate: "#a8a196",
  front: "#2b2f31",
  ink: "#22282b",
  halo: "#fffdf8e6",
  unknown: "#b9bcbd",
};

export const DARK: Theme = {
  sea: "#10161a",
  beyond: "#171c1f",
  land: "#2b3135",
  covered: "#20262a",
  abroad: "#1a1f22",
  urban: "#343c40",
  water: "#1b3442",
  river: "#2f5468",
  road: "#7a807c88",
  border: "#6d7478",
  governorate: "#525a5e",
  front: "#eceae4",
  ink: "#eceae4",
  halo: "#14191ce6",
  unknown: "#4a5154",
};

/** Whether the reader's screen is dark; paper never is. */
export const darkScreen = (): MediaQueryList => matchMedia("screen and (prefers-color-scheme: dark)");

/** The theme that the reader's system asks for. */
export const themeFor = (dark: boolean): Theme => (dark ? DARK : LIGHT);

const HEX = /^#[0-9a-f]{6}$/i;

/** A colour from data, or grey if it is none. */
export const safeColour = (text: unknown): string =>
  typeof text === "string" && HEX.test(text) ? text : "#8a8f92";

/** A colour with an opacity from 0 to 1. */
export const withAlpha = (colour: string, alpha: number): string =>
  colour.slice(0, 7) +
  Math.round(alpha * 255)
    .toString(16)
    .padStart(2, "0");

/** An actor's colour as it may be used in a style. */
export const actorColour = ({ atlas }: { readonly atlas: Atlas }, actor: number): string =>
  safeColour(atlas.header.actors[actor].colour);
