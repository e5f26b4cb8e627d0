// Ground that passed between two dates of a map in tiles: of a single change and since the first date it is told for the whole
// map, of other dates it is added up from pages of changes, which are loaded by time.
import type { Between, Flows } from "../core/flows";
import { sums } from "../core/measure";
import type { Payload } from "../core/payload";
import type { Steps } from "../core/steps";

/** All ground that passes from the date `first` on (an index in the payload's dates) to before that of the next page. */
export type PageOfChanges = readonly [first: number, offset: number, length: number];

/** The pages that tell what passes after one date, up to another, by indexes in the payload's dates. */
export function pagesBetween(pages: readonly PageOfChanges[], after: number, through: number): number[] {
  return [...pages.keys()].filter((i) => pages[i][0] <= through && (pages[i + 1]?.[0] ?? Infinity) > after + 1);
}

/** Tells what passed, as far as it is known; `read` are the pages that are there. */
export function betweenIn(flows: Flows, since: Payload["sections"] | null, pages: readonly PageOfChanges[], read: ReadonlyMap<number, Payload["sections"]>, { ofChange, changeOf }: Steps): Between {
  return ({ controller }, step, later) => {
    const [after, through] = [changeOf[step], changeOf[later]];
    const { add, passages } = sums(controller);
    if (through === after + 1) {
      for (let i = 0; i < flows.dates.length; i++) if (flows.dates[i] === ofChange[through]) add(flows.from[i], flows.to[i], flows.areasM2[i]);
    } else if (after === 0 && since) {
      const { since_dates, since_first, since_now, since_areas } = since;
      for (let i = 0; i < since_dates!.length && since_dates![i] <= through; i++) add(since_first![i], since_now![i], since_areas![i]);
    } else if (through > after) {
      const wanted = pagesBetween(pages, after, through);
      if (!wanted.every((page) => read.has(page))) return null;
      addUp(wanted.map((page) => read.get(page)!), after, through, add);
    }
    return passages();
  };
}

/** Add up what each story was in before its first change of the time, and after its last. */
function addUp(pages: readonly Payload["sections"][], after: number, through: number, add: (from: number, to: number, areaM2: number) => void): void {
  const begun = new Map<number, { readonly from: number; to: number; readonly areaM2: number }>();
  for (const page of pages) {
    const { change_stories, change_areas, change_counts, change_before, change_dates, change_after } = page;
    let [story, at] = [0, 0];
    for (let i = 0; i < change_stories!.length; i++) {
      story += change_stories![i];
      let before = change_before![i];
      for (const end = at + change_counts![i]; at < end; at++) {
        const [date, now] = [change_dates![at], change_after![at]];
        if (date > after && date <= through) {
          const known = begun.get(story);
          if (known) known.to = now;
          else begun.set(story, { from: before, to: now, areaM2: change_areas![i] });
        }
        before = now;
      }
    }
  }
  for (const { from, to, areaM2 } of begun.values()) add(from, to, areaM2);
}
