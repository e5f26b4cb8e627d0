// Names of kinds of events.
import { mainSubtag } from "../core/languages";

const KINDS: Readonly<Record<string, { readonly en: string; readonly ar: string }>> = {
  air_strike: { en: "air strike", ar: "غارة جوية" },
  drone_strike: { en: "drone strike", ar: "ضربة بطائرة مسيّرة" },
  shelling: { en: "shelling", ar: "قصف" },
  clash: { en: "clash", ar: "اشتباك" },
  incident: { en: "incident", ar: "حادثة" },
  offensive_start: { en: "start of an offensive", ar: "بدء هجوم" },
  siege: { en: "siege", ar: "حصار" },
  ceasefire: { en: "ceasefire", ar: "وقف إطلاق نار" },
  control_change: { en: "change of control", ar: "تبدّل السيطرة" },
  airport_seizure: { en: "airport seized", ar: "السيطرة على مطار" },
  road_cut: { en: "road cut", ar: "قطع طريق" },
  withdrawal: { en: "withdrawal", ar: "انسحاب" },
  departure: { en: "departure", ar: "مغادرة" },
  statement: { en: "statement", ar: "تصريح" },
  claim: { en: "claim", ar: "ادّعاء" },
  offer: { en: "offer", ar: "عرض" },
  context: { en: "context", ar: "خلفية" },
  statistic: { en: "figure", ar: "إحصاء" },
  daily_toll: { en: "toll of a day", ar: "حصيلة يوم" },
  cumulative_toll: { en: "toll so far", ar: "حصيلة تراكمية" },
  displacement: { en: "displacement", ar: "نزوح" },
  airport_closure: { en: "airport closed", ar: "إغلاق مطار" },
  curfew: { en: "curfew", ar: "حظر تجوّل" },
  prisoner_release: { en: "prisoners released", ar: "إطلاق سجناء" },
  protest: { en: "protest", ar: "احتجاج" },
};

/** A kind in words; one that the viewer does not know is shown as it is written. */
export function kindName(kind: string, language: string): string {
  const names = KINDS[kind];
  return names ? (mainSubtag(language) === "ar" ? names.ar : names.en) : kind.replace(/_/g, " ");
}
