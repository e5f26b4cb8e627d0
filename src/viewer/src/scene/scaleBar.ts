// A round length for a scale bar.

/** Metres a CSS pixel in Web Mercator at a latitude and zoom (256-pixel tiles). */
export const metresPerPixel = (lat: number, zoom: number): number =>
  (40_075_016.686 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom);

/** The largest of 1, 2, 5 times a power of ten km that fits, and its pixels. */
export function scaleBar(lat: number, zoom: number, mostPx: number): { km: number; px: number } {
  const most = (metresPerPixel(lat, zoom) * mostPx) / 1000;
  const power = 10 ** Math.floor(Math.log10(most));
  const km = ([5, 2, 1].find((one) => one * power <= most) ?? 1) * power;
  return { km, px: (km * 1000) / metresPerPixel(lat, zoom) };
}
