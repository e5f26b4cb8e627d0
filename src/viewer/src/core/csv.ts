// The chart's figures as CSV (RFC 4180).
import { areasAt, type Atlas } from "./atlas";
import { isWhole, unitOfStep } from "./steps";

/** km² by actor, one line a day (a month or year, where the map knows no better), at its end; text that a spreadsheet would take for a formula is written as text. */
export function areasCsv(atlas: Atlas): string {
  const head = ["date", ...atlas.header.actors.map(({ id }) => id)];
  const days = [...atlas.minutes.keys()].filter((step) => isWhole(atlas.steps, step));
  const lines = days.map((date) => [
    unitOfStep(atlas.steps, date),
    ...Array.from(areasAt(atlas, date), (m2) => (m2 / 1e6).toFixed(3)),
  ]);
  return csvText([head, ...lines]);
}

/** Rows as CSV. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((fields) => fields.map(quoted).join(",")).join("\r\n") + "\r\n";

function quoted(field: string): string {
  const safe = /^'*[=+@\t\r\n＝＋＠]/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
