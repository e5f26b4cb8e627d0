// The groups by which events are filtered.

const KINDS = {
  strikes: ["air_strike", "drone_strike", "shelling"],
  fighting: ["clash", "incident", "offensive_start", "siege"],
  control: ["ceasefire", "control_change", "airport_seizure", "road_cut", "withdrawal", "departure"],
  statements: ["statement", "claim", "offer", "context"],
  tolls: ["statistic", "daily_toll", "cumulative_toll", "displacement"],
  other: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type EventGroup = keyof typeof KINDS;
export const EVENT_GROUPS = Object.keys(KINDS) as readonly EventGroup[];

/** The group that a kind is filtered with. */
export const groupOfKind = (kind: string): EventGroup =>
  EVENT_GROUPS.find((group) => (KINDS[group] as readonly string[]).includes(kind)) ?? "other";
