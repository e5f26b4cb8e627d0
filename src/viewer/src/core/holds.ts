// Who held one cell from when to when, and in which way: each claim with a time of its own.
import type { Spell } from "./atlas";
import { type Known, knownOf, minutesOf } from "./civil";
import type { ControlState } from "./model";

/** A run of spells in which something stays. */
export interface Stretch {
  readonly from: string;
  readonly fromKnown: Known;
  /** Whether it began before the map does. */
  readonly before: boolean;
  readonly to: string | null;
  readonly toKnown: Known;
  readonly date: number;
  readonly end: number | null;
  readonly spells: readonly Spell[];
}

/** A run of spells with one controller. */
export interface Hold extends Stretch {
  readonly controller: number;
  /** Which change of hands it began with of how many that the place saw on that day; [0, 0] at the start of the map. */
  readonly nth: readonly [n: number, all: number];
  /** The stretches of it with one status and the same further actors. */
  readonly ways: readonly Stretch[];
}

/** Whether a date falls in a stretch. */
export const isDuring = ({ date, end }: Stretch, at: number): boolean => date <= at && (end === null || at < end);

/** Join spells of the same controller: each further hold is one change of hands. */
export function holdsOf(spells: readonly Spell[]): Hold[] {
  const runs = runsOf(spells, ({ controller }) => controller);
  const day = (iso: string) => iso.split("T")[0];
  const changes = runs.slice(1).map(([first]) => day(first.from));
  return runs.map((run, i) => {
    const sameDay = (iso: string) => iso === day(run[0].from);
    return {
      ...stretchOf(run),
      controller: run[0].state.controller,
      nth: i === 0 ? [0, 0] : [changes.slice(0, i).filter(sameDay).length, changes.filter(sameDay).length],
      ways: runsOf(run, wayOf).map(stretchOf),
    };
  });
}

/** In which way ground is held, as far as that is told. */
const wayOf = ({ controller, status, others }: ControlState): string =>
  controller === 0 || status === "held" ? "" : JSON.stringify([status, ...[...others].sort((a, b) => a - b)]);

/** Runs of spells whose states have a value in common. */
function runsOf<T>(spells: readonly Spell[], valueOf: (state: ControlState) => T): Spell[][] {
  const runs: Spell[][] = [];
  for (const spell of spells) {
    const run = runs[runs.length - 1];
    if (run && valueOf(run[0].state) === valueOf(spell.state)) run.push(spell);
    else runs.push([spell]);
  }
  return runs;
}

function stretchOf(spells: readonly Spell[]): Stretch {
  const [first, last] = [spells[0], spells[spells.length - 1]];
  const { from, from_precision } = first.state;
  const before = first.date === 0 && from !== null && minutesOf(from) < minutesOf(first.from);
  return {
    from: before ? from : first.from,
    fromKnown: before ? knownOf(from, from_precision) : first.fromKnown,
    before,
    to: last.to,
    toKnown: last.toKnown,
    date: first.date,
    end: last.end,
    spells,
  };
}
