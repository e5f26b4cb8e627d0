// Reports that contradict each other, gathered by place and day.
import { minutesOf } from "./civil";
import type { Header, Report, UnplacedReport } from "./model";

/** Those about which sources disagree, on places without a point. */
export const unplacedDisputes = ({ reports_unplaced: reports = [] }: Header): UnplacedReport[][] =>
  byPlaceAndDay(reports.filter(({ disputed }) => disputed));

const MINUTES_A_DAY = 1440;

/** Reports in groups, each of one place and one day. */
export function byPlaceAndDay<T extends Report | UnplacedReport>(reports: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const report of reports) {
    const key = `${JSON.stringify(report.place)} ${Math.floor(minutesOf(report.date) / MINUTES_A_DAY)}`;
    groups.set(key, [...(groups.get(key) ?? []), report]);
  }
  return [...groups.values()];
}
