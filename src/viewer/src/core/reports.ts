// What reports say of places, and which of them contradict each other or the map.
import type { Atlas } from "./atlas";
import { minutesOf } from "./civil";
import { byPlaceAndDay } from "./disputes";
import type { ControlState, Header, Report, ReportColumns, UnplacedReport } from "./model";

const known = new WeakMap<Header, readonly Report[]>();

/** All reports on places that have a point, in order of time; put together when first asked for. */
export function reportsOf({ header }: Pick<Atlas, "header">): readonly Report[] {
  let found = known.get(header);
  if (!found) known.set(header, (found = header.reports ? rows(header.reports) : []));
  return found;
}

function rows({ count, ...columns }: ReportColumns): Report[] {
  const entries = Object.entries(columns) as [string, readonly unknown[]][];
  return Array.from(
    { length: count },
    (_, row) =>
      Object.fromEntries(entries.map(([name, column]) => [name, column[column.length === 1 ? 0 : row]])) as unknown as Report,
  );
}

/** The reports on places in one cell, or on one place. */
export function reportsAt(atlas: Atlas, cell: number, id: string | null): Report[] {
  const { header, placeCells } = atlas;
  const place = header.places.findIndex((one) => one.id === id);
  return reportsOf(atlas).filter((report) => (place >= 0 ? report.place === place : placeCells[report.place] === cell));
}

/** What the sources of some ground say of its holders. */
export interface Testimony {
  /** The reports that it rests on. */
  readonly behind: readonly Report[];
  /** All others: of other places, or of places without a point. */
  readonly others: readonly (Report | UnplacedReport)[];
}

/** What the states that are told as one spell of some ground rest on, and what else their sources say of its holders. */
export function testimonyOf(atlas: Pick<Atlas, "header">, states: readonly ControlState[]): Testimony {
  const named = new Set(states.flatMap(({ reports }) => reports));
  const speaking = states.map(speaksOf);
  const all = [...reportsOf(atlas), ...(atlas.header.reports_unplaced ?? [])];
  return {
    behind: reportsOf(atlas).filter(({ id }) => named.has(id)),
    others: all.filter((report) => !named.has(report.id) && speaking.some((speaks) => speaks(report))),
  };
}

/** Whether a report shares a source with a state, and says who holds its place, or lost it, in words of one of its holders. */
function speaksOf(state: ControlState): (report: Report | UnplacedReport) => boolean {
  const holders = new Set([state.controller, ...state.others]);
  const cited = new Set(state.sources);
  const [begins, ends] = [state.from, state.to].map((text) => (text ? minutesOf(text) : null));
  return ({ controller, others, from, date, sources }) => {
    const when = minutesOf(date);
    const after = (holders.has(controller) || others.some((one) => holders.has(one))) && (ends === null || when < ends);
    const before = from !== null && holders.has(from) && (begins === null || when > begins);
    return sources.some((one) => cited.has(one)) && (after || before);
  };
}

export interface Agreement {
  readonly agreeing: number;
  readonly compared: number;
  readonly otherwise: readonly Report[];
  /** Of those that agree, which do so on the holder only. */
  readonly inPart: readonly Report[];
}

/** How far the map says what its reports do. */
export function agreementOf(atlas: Atlas): Agreement {
  const compared = reportsOf(atlas).filter(({ verdict }) => verdict !== null);
  const otherwise = compared.filter(({ verdict }) => verdict !== "agrees");
  return { agreeing: compared.length - otherwise.length, compared: compared.length, otherwise, inPart: compared.filter(({ differs }) => differs) };
}

/** Reports that contradict each other, gathered by place and day. */
export const disputesOf = (atlas: Atlas): Report[][] => byPlaceAndDay(reportsOf(atlas).filter(({ disputed }) => disputed));

/** By index of a source, how many states, reports and events rest on it. */
export function restingOn(atlas: Atlas): Int32Array {
  const { header: { sources, tiles }, states } = atlas;
  const counts = Int32Array.from(sources, (_, source) => tiles?.states_by_source[source] ?? 0);
  const count = (sources: readonly number[]) => new Set(sources).forEach((one) => counts[one]++);
  // Of a map in tiles the page has no records, but is told how many there are.
  for (let i = 1; i <= atlas.header.states.count; i++) count(states.at(i).sources);
  for (const { sources } of reportsOf(atlas)) count(sources);
  for (const { sources } of atlas.header.events) count(sources);
  return counts;
}
