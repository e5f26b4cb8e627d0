// Texts and keys on a sheet: broken into lines, set in columns.

/** Width of a text in CSS pixels. */
export type Measure = (text: string) => number;

/** Break a text between words so that each line fits; a word that is too wide stands alone. */
export function wrapLines(text: string, room: number, measure: Measure): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && measure(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The same number of lines, of about the same length. */
export function balancedLines(text: string, room: number, measure: Measure): string[] {
  const count = wrapLines(text, room, measure).length;
  let narrow = room;
  while (narrow > room / 2 && wrapLines(text, narrow * 0.95, measure).length === count) narrow *= 0.95;
  return wrapLines(text, narrow, measure);
}

/** The direction of a text that may be in another script than the sheet: that of its first letter. */
export const directionOf = (text: string): "ltr" | "rtl" =>
  /[\u0590-\u08ff]/.test(text.match(/\p{L}/u)?.[0] ?? "") ? "rtl" : "ltr";

/** Where items of some widths stand in columns as wide as the widest, row by row. */
export function columnsOf(
  widths: readonly number[],
  room: number,
  gap: number,
): { column: number; row: number; x: number }[] {
  const widest = Math.max(1, ...widths);
  const count = Math.max(1, Math.min(widths.length, Math.floor((room + gap) / (widest + gap))));
  return widths.map((_, i) => ({
    column: i % count,
    row: Math.floor(i / count),
    x: ((i % count) * (room + gap)) / count,
  }));
}
