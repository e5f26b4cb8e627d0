// The chart's figures as CSV (RFC 4180).
import { areasAt, type Atlas } from "./atlas";

/** km² by actor, one line a date; text that a spreadsheet would take for a formula is written as text. */
export function areasCsv(atlas: Atlas): string {
  const head = ["date", ...atlas.header.actors.map(({ id }) => id)];
  const lines = atlas.dates.map((iso, date) => [
    iso,
    ...Array.from(areasAt(atlas, date), (m2) => (m2 / 1e6).toFixed(3)),
  ]);
  return csvText([head, ...lines]);
}

/** Rows as CSV. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((fields) => fields.map(quoted).join(",")).join("\r\n") + "\r\n";

function quoted(field: string): string {
  const safe = /^[=+@\t\r]/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
