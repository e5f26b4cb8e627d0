// The ink of lines on coloured ground: black or white, as strong as it takes to be seen there.
import { withAlpha } from "./theme";

type Rgb = readonly number[];

/** The contrast of signs with their ground: what graphics must have to be understood (WCAG 2.2, 1.4.11). */
export const SIGN_CONTRAST = 3;
/** The contrast of lines that only help to tell grounds apart. */
export const QUIET_CONTRAST = 1.8;

const INKS = ["#000000", "#ffffff"];
const ALPHAS = Array.from({ length: 19 }, (_, i) => 0.1 + i * 0.05);

const channels = (colour: string): number[] => [1, 3, 5, 7].map((i) => (colour.length > i ? parseInt(colour.slice(i, i + 2), 16) : 255));

/** A colour with an opacity (`#rrggbbaa`) over another. */
export function over(colour: string, under: Rgb): Rgb {
  const [r, g, b, alpha] = channels(colour);
  return [r, g, b].map((one, i) => under[i] + (alpha / 255) * (one - under[i]));
}

/** A colour as its channels. */
export const rgbOf = (colour: string): Rgb => channels(colour).slice(0, 3);

const linear = (channel: number): number => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4);

const luminance = ([r, g, b]: Rgb): number => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

/** Contrast of two colours, from 1 to 21, as WCAG counts it. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** The ink for lines on a colour over paper: the one of black and white that stands out more, no stronger than it takes. */
export function inkOn(colour: string, paper: string, wanted: number): string {
  const ground = over(colour, rgbOf(paper));
  const ink = INKS.reduce((a, b) => (contrast(rgbOf(b), ground) > contrast(rgbOf(a), ground) ? b : a));
  const alpha = ALPHAS.find((one) => contrast(over(withAlpha(ink, one), ground), ground) >= wanted) ?? 1;
  return withAlpha(ink, alpha);
}
