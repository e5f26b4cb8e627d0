// Whether what is drawn can be read again.
import { once } from "./once";

const COLOURS = ["#b2182b", "#2166ac"];
/** Browsers that add a little noise, which nobody sees, change a colour by less. */
const NOISE = 12;

/**
 * Whether a canvas tells what was drawn on it. Browsers that keep their readers from being recognised, as Tor's does, hand
 * over noise instead: what is read there is neither to be shown nor to be saved.
 */
export const canvasTells = once((): boolean => {
  const canvas = document.createElement("canvas");
  const side = (canvas.width = canvas.height = 8);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  const told = COLOURS.map((colour) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, side, side);
    const { data } = context.getImageData(0, 0, side, side);
    const drawn = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    return data.every((value, i) => Math.abs(value - (drawn[i % 4] ?? 255)) < NOISE);
  });
  return !told.includes(false);
});
