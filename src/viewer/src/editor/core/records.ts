// What is said of sources and reports while they are written down, and the same as the server takes it: only what was said.
import { hasTime } from "../../core/civil";

/** What somebody says of a place, while it is written down. */
export interface ReportForm {
  readonly open: boolean;
  /** Its id or its very name. */
  readonly place: string;
  readonly date: string;
  /** How much the hour of the date means; empty: what it says. */
  readonly precision: string;
  /** Whether the place changed hands then, or was held; empty: as `from_controller` says. */
  readonly kind: string;
  readonly controller: string;
  /** Whether a source names the holder. */
  readonly named: string;
  /** Whom it was taken from; empty where the report only says who held it. */
  readonly from_controller: string;
  readonly status: string;
  readonly others: readonly string[];
  readonly confidence: string;
  readonly statement: string;
  readonly sources: readonly string[];
  readonly note: string;
}

export const NO_REPORT: ReportForm = {
  open: false,
  place: "",
  date: "",
  precision: "",
  kind: "",
  controller: "",
  named: "named",
  from_controller: "",
  status: "held",
  others: [],
  confidence: "medium",
  statement: "",
  sources: [],
  note: "",
};

const MUST = ["place", "date", "controller", "statement", "sources"] as const;

/** What a report still lacks. */
export const lackedBy = (report: ReportForm): (typeof MUST)[number][] =>
  MUST.filter((name) => !String(report[name]).trim());

/** A report as the server takes it: only what is said. */
export function toldReport({ open: _, others, status, precision, ...form }: ReportForm): Record<string, unknown> {
  const timed = { ...form, precision: hasTime(form.date) ? precision : "" };
  const texts = Object.entries(timed).map(([name, value]) => [name, typeof value === "string" ? value.trim() : value]);
  const said = texts.filter(([, value]) => value.length);
  return { ...Object.fromEntries(said), status, ...(["contested", "joint"].includes(status) && { others }) };
}

/** What can be said of a new source; nothing of it yet. */
export const NO_SOURCE = { title: "", publisher: "", issued: "", URL: "", lean: "", mirrors: "" };

/** A source as the server takes it. */
export function toldSource(said: Readonly<Record<string, string>>): Record<string, unknown> {
  const told = Object.entries(said).filter(([, text]) => text.trim());
  return Object.fromEntries(told.map(([name, text]) => [name, name === "mirrors" ? text.split(/[\s,،]+/).filter(Boolean) : text.trim()]));
}
