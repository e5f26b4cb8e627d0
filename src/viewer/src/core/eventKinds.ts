// The groups by which events are filtered.

/** The kinds of each group; all others are of the last. */
export const KINDS_BY_GROUP = {
  strikes: ["air_strike", "drone_strike", "shelling"],
  fighting: ["clash", "incident", "offensive_start", "siege"],
  control: ["ceasefire", "control_change", "airport_seizure", "road_cut", "withdrawal", "departure"],
  statements: ["statement", "claim", "offer", "context"],
  tolls: ["statistic", "daily_toll", "cumulative_toll", "displacement"],
  other: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type EventGroup = keyof typeof KINDS_BY_GROUP;
export const EVENT_GROUPS = Object.keys(KINDS_BY_GROUP) as readonly EventGroup[];

/** The group that a kind is filtered with. */
export const groupOfKind = (kind: string): EventGroup =>
  EVENT_GROUPS.find((group) => (KINDS_BY_GROUP[group] as readonly string[]).includes(kind)) ?? "other";
