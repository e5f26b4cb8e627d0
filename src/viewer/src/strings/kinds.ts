// Names of kinds of events and of places, and the groups by which events are filtered.
export type EventGroup = "strikes" | "fighting" | "control" | "statements" | "tolls" | "other";
export const EVENT_GROUPS: readonly EventGroup[] = [
  "strikes",
  "fighting",
  "control",
  "statements",
  "tolls",
  "other",
];

interface Kind {
  readonly group: EventGroup;
  readonly en: string;
  readonly ar: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  air_strike: { group: "strikes", en: "air strike", ar: "غارة جوية" },
  drone_strike: { group: "strikes", en: "drone strike", ar: "ضربة بطائرة مسيّرة" },
  shelling: { group: "strikes", en: "shelling", ar: "قصف" },
  clash: { group: "fighting", en: "clash", ar: "اشتباك" },
  incident: { group: "fighting", en: "incident", ar: "حادثة" },
  offensive_start: { group: "fighting", en: "start of an offensive", ar: "بدء هجوم" },
  siege: { group: "fighting", en: "siege", ar: "حصار" },
  ceasefire: { group: "control", en: "ceasefire", ar: "وقف إطلاق نار" },
  control_change: { group: "control", en: "change of control", ar: "تبدّل السيطرة" },
  airport_seizure: { group: "control", en: "airport seized", ar: "السيطرة على مطار" },
  road_cut: { group: "control", en: "road cut", ar: "قطع طريق" },
  withdrawal: { group: "control", en: "withdrawal", ar: "انسحاب" },
  departure: { group: "control", en: "departure", ar: "مغادرة" },
  statement: { group: "statements", en: "statement", ar: "تصريح" },
  claim: { group: "statements", en: "claim", ar: "ادّعاء" },
  offer: { group: "statements", en: "offer", ar: "عرض" },
  context: { group: "statements", en: "context", ar: "خلفية" },
  statistic: { group: "tolls", en: "figure", ar: "إحصاء" },
  daily_toll: { group: "tolls", en: "toll of a day", ar: "حصيلة يوم" },
  cumulative_toll: { group: "tolls", en: "toll so far", ar: "حصيلة تراكمية" },
  displacement: { group: "tolls", en: "displacement", ar: "نزوح" },
};

const OTHERS: Readonly<Record<string, Omit<Kind, "group">>> = {
  airport_closure: { en: "airport closed", ar: "إغلاق مطار" },
  curfew: { en: "curfew", ar: "حظر تجوّل" },
  prisoner_release: { en: "prisoners released", ar: "إطلاق سجناء" },
  protest: { en: "protest", ar: "احتجاج" },
};

/** A kind in words; one that the viewer does not know is shown as it is written. */
export function kindName(kind: string, language: string): string {
  const names = KINDS[kind] ?? OTHERS[kind];
  return names ? (language === "ar" ? names.ar : names.en) : kind.replace(/_/g, " ");
}

/** The group that a kind is filtered with. */
export const groupOfKind = (kind: string): EventGroup => KINDS[kind]?.group ?? "other";
