// The second axis of time: a map as it was known at the end of a day. Of each earlier edition the payload tells what was
// otherwise than in the next one; what was published later is not known yet.
import type { ControlState, Edition, Header, MapEvent, Report, ReportColumns, Source, StateColumns } from "./model";
import { runningSum } from "./history";
import type { Payload } from "./payload";

/** A spell: since when, and in which state. */
type Spell = readonly [iso: string, state: number];

/** A map as it was known at the end of a day, or as it is known now; of the same shape as any other. */
export function asKnownOn(payload: Payload, day: string | null): Payload {
  const { header, sections } = payload;
  const past = day === null ? [] : (header.editions ?? []).filter(({ last }) => day <= last);
  if (!header.editions) return payload;
  const shown = past[past.length - 1] ?? header;
  const spells = spellsIn(payload, past);
  const part = spells.map((list) => list.length > 0);
  const states = day === null ? null : statesAmong(header, spells);
  return {
    header: day === null ? header : headerKnownOn(header, shown, day, past, states!.columns),
    sections: {
      ...sections,
      ...cellsAmong(sections, part),
      spell_counts: Float64Array.from(spells.filter((list) => list.length > 0), (list) => list.length),
      ...spellSections(spells, shown.dates, states?.number),
    },
  };
}

/** The day that a text names, if a map can be shown as known on it; or the view. */
export function knownDay({ editions, known_from, view_name }: Header, day: string | undefined): string | null {
  if (view_name) return editions?.some(({ last }) => last === day) ? day! : null;
  const isDay = day && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day));
  return editions && isDay && day >= (known_from ?? "") ? day : null;
}

/** Spells of each cell: those of now, with what was otherwise in each edition back to the one asked for. */
function spellsIn({ header, sections }: Payload, past: readonly Edition[]): Spell[][] {
  let next = 0;
  const spells = Array.from(sections.spell_counts, (count) =>
    Array.from({ length: count }, (): Spell => [header.dates[sections.spell_dates[next]], sections.spell_states[next++]]),
  );
  for (const { dates, spells: otherwise } of past)
    for (const [cell, ...pairs] of otherwise)
      spells[cell] = Array.from({ length: pairs.length / 2 }, (_, i) => [dates[pairs[2 * i]], pairs[2 * i + 1]]);
  return spells;
}

function spellSections(spells: readonly Spell[][], dates: readonly string[], number: (state: number) => number = (state) => state) {
  const index = new Map(dates.map((iso, i) => [iso, i]));
  // The first spell of a cell begins where the map does, whenever that was.
  return {
    spell_dates: Float64Array.from(spells.flatMap((list) => list.map(([iso], i) => (i === 0 ? 0 : index.get(iso)!)))),
    spell_states: Float64Array.from(spells.flat(), ([, state]) => number(state)),
  };
}

/** Cells without spells were no part of the map: they are outside. */
function cellsAmong(sections: Payload["sections"], part: readonly boolean[]) {
  const { cell_area, cell_layer, arc_left, arc_right } = sections;
  let count = 0;
  const number = [0, ...part.map((one) => (one ? ++count : 0))];
  const kept = (values: Float64Array) => values.filter((_, cell) => part[cell]);
  const side = (cells: Float64Array) => cells.map((cell) => number[cell]);
  return {
    cell_area: kept(cell_area),
    cell_layer: kept(cell_layer),
    arc_left: side(arc_left),
    arc_right: side(arc_right),
    ...regionsAmong(sections, part, number),
  };
}

/** What lies in which region, of cells that are part of the map. */
function regionsAmong({ region_counts, region_cells, region_areas }: Payload["sections"], part: readonly boolean[], number: readonly number[]) {
  if (!region_counts || !region_cells || !region_areas) return {};
  const first = runningSum(region_counts);
  return {
    region_counts: region_counts.map((_, i) => region_cells.subarray(first[i], first[i + 1]).filter((cell) => part[cell]).length),
    region_cells: region_cells.filter((cell) => part[cell]).map((cell) => number[cell + 1] - 1),
    region_areas: region_areas.filter((_, i) => part[region_cells[i]]),
  };
}

/** The states that spells show, and their new numbers. */
function statesAmong({ states, superseded = [] }: Header, spells: readonly Spell[][]) {
  const wanted = [...new Set(spells.flat().map(([, state]) => state))].filter((state) => state > 0).sort((a, b) => a - b);
  const number = new Map(wanted.map((state, i) => [state, i + 1]));
  const places = [states, ...superseded].flatMap((columns) => Array.from({ length: columns.count }, (_, row) => ({ columns, row })));
  // Columns of no rows may name no members.
  const named = new Set([states, ...superseded].flatMap((columns) => Object.keys(columns)));
  const members = [...named].filter((member) => member !== "count") as (keyof ControlState)[];
  const value = (member: keyof ControlState, state: number): unknown => {
    const { columns, row } = places[state - 1];
    return at<unknown>(columns[member] ?? [null], row);
  };
  const columns = { count: wanted.length, ...Object.fromEntries(members.map((member) => [member, wanted.map((state) => value(member, state))])) };
  return { columns: columns as unknown as StateColumns, number: (state: number) => number.get(state) ?? 0 };
}

/** A column of one value stands for all rows. */
const at = <T>(column: readonly T[], row: number): T => column[column.length === 1 ? 0 : row];

function headerKnownOn(header: Header, shown: Edition | Header, day: string, past: readonly Edition[], states: StateColumns): Header {
  const { period, dates, date_precision } = shown;
  const verdicts = Object.assign({}, ...past.map((edition) => edition.verdicts)) as Record<string, string | null>;
  const { story: _later, ...rest } = header;
  return {
    ...rest,
    known_on: day,
    period,
    dates,
    date_precision,
    states,
    // Views beside each other share all that was reported, whenever that was.
    ...(header.view_name ? {} : publishedBy(header, verdicts, day)),
  };
}

/** Reports, events and corrections as far as they were published by the end of a day. */
function publishedBy(header: Header, verdicts: Record<string, string | null>, day: string) {
  const complete = completeDisputes(header, day);
  return {
    reports: header.reports?.count ? reportsKnownOn(header.reports, header.sources, verdicts, complete, day) : undefined,
    reports_unplaced: header.reports_unplaced
      ?.filter((report) => isPublished(report, header.sources, day))
      .map((report) => ({ ...report, disputed: isIn(complete, report.disputes) })),
    events: header.events.filter((event) => isPublished(event, header.sources, day)),
    corrections: header.corrections?.filter(({ superseded_at }) => superseded_at.slice(0, 10) <= day),
  };
}

const isIn = (complete: ReadonlySet<number>, disputes: readonly number[]): boolean => disputes.some((one) => complete.has(one));

/** The numbers of the disagreements all of whose reports were published by the end of a day: one is one when all are there. */
export function completeDisputes({ reports, reports_unplaced = [], sources }: Pick<Header, "reports" | "reports_unplaced" | "sources">, day: string): ReadonlySet<number> {
  const [found, lacking] = [new Set<number>(), new Set<number>()];
  const look = (report: Pick<Report, "date" | "sources" | "disputes">) =>
    report.disputes.forEach((one) => (isPublished(report, sources, day) ? found : lacking).add(one));
  for (let row = 0; reports && row < reports.count; row++)
    look({ date: at(reports.date, row), sources: at(reports.sources, row), disputes: at(reports.disputes, row) });
  reports_unplaced.forEach(look);
  lacking.forEach((one) => found.delete(one));
  return found;
}

/** Whether something was published by the end of a day: by its first source that bears a date, else when it happened. */
function isPublished({ date, sources }: Pick<MapEvent | Report, "date" | "sources">, all: readonly Source[], day: string): boolean {
  const issued = sources.map((source) => all[source].issued).filter((one): one is string => Boolean(one)).sort();
  return (issued[0] ?? date).slice(0, 10) <= day;
}

function reportsKnownOn(
  columns: ReportColumns,
  sources: readonly Source[],
  verdicts: Record<string, string | null>,
  complete: ReadonlySet<number>,
  day: string,
): ReportColumns {
  const rows = Array.from({ length: columns.count }, (_, row) => row).filter((row) =>
    isPublished({ date: at(columns.date, row), sources: at(columns.sources, row) }, sources, day),
  );
  const { count: _count, ...members } = columns;
  const kept = Object.fromEntries(Object.entries(members).map(([name, column]) => [name, rows.map((row) => at(column as readonly unknown[], row))]));
  const found = { count: rows.length, ...kept } as unknown as { -readonly [K in keyof ReportColumns]: ReportColumns[K] };
  found.verdict = found.id.map((id, i) => (id in verdicts ? verdicts[id] : found.verdict[i]));
  // It is told of the map as it is known now.
  if (found.differs) found.differs = found.id.map(() => null);
  // What another report explained is explained no more where that one is not published yet.
  found.verdict = found.verdict.map((one, i) => (one === "conflict" && !hasOther(found, i) ? "contradiction" : one));
  found.disputed = found.disputes.map((numbers) => isIn(complete, numbers));
  return found;
}

const hasOther = ({ place, date }: ReportColumns, one: number): boolean =>
  place.some((_, two) => two !== one && place[two] === place[one] && date[two].split("T")[0] === date[one].split("T")[0]);
