// Finds places by name, however it is spelt: marks, hamzas, articles and the vowels of a transliteration aside.
import type { Place } from "./payload";

const LETTERS: readonly (readonly [RegExp, string])[] = [
  [/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, ""],
  [/[أإآٱا]/g, "ا"],
  [/[ىئ]/g, "ي"],
  [/ؤ/g, "و"],
  [/ة/g, "ه"],
  [/[ʿʾ'’‘`ʻء]/g, ""],
  [/[-–_/.,()،]+/g, " "],
  [/\s+/g, " "],
];

/** A name without case, marks, hamzas and punctuation. */
export function fold(text: string): string {
  return LETTERS.reduce(
    (folded, [what, by]) => folded.replace(what, by),
    text.normalize("NFD").toLowerCase().normalize("NFC").normalize("NFD"),
  ).trim();
}

const ARTICLE = /(^| )(?:(?:al|el|an|ad|as|ash|at|ar|az|ul) |ال)(?=\S{2})/g;

/** A folded name without articles. */
export const withoutArticles = (folded: string): string => folded.replace(ARTICLE, "$1").trim();

/** The consonants of a Latin name, none twice in a row: Saraqib, Saraqeb and Sarāqib are one. */
export function skeleton(folded: string): string {
  return withoutArticles(folded)
    .replace(/[aeiouyw ]/g, "")
    .replace(/q/g, "k")
    .replace(/(.)\1+/g, "$1");
}

export interface Entry {
  readonly place: Place;
  readonly names: readonly string[];
}

/** Names of all languages, folded once. */
export const searchEntries = (places: readonly Place[]): Entry[] =>
  places.map((place) => ({
    place,
    names: [...new Set(Object.values(place.name).filter(Boolean).map(fold))],
  }));

/** Places whose name fits what was typed, the best first. */
export function searchPlaces(entries: readonly Entry[], typed: string, most = 8): Place[] {
  const wanted = fold(typed);
  if (!wanted) return [];
  return entries
    .map(({ place, names }) => ({
      place,
      rank: Math.min(...names.map((name) => rankOf(name, wanted)), Infinity),
    }))
    .filter(({ rank }) => rank < Infinity)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        (b.place.population ?? 0) - (a.place.population ?? 0) ||
        a.place.id.localeCompare(b.place.id),
    )
    .slice(0, most)
    .map(({ place }) => place);
}

/** How well a folded name fits, 0 best; Infinity: not at all. */
function rankOf(name: string, wanted: string): number {
  const [bare, bareWanted] = [withoutArticles(name), withoutArticles(wanted)];
  if (name === wanted || bare === bareWanted) return 0;
  if (bare.startsWith(bareWanted)) return 1;
  if (` ${bare}`.includes(` ${bareWanted}`)) return 2;
  if (bareWanted.length > 2 && bare.includes(bareWanted)) return 3;
  const [bones, bonesWanted] = [skeleton(name), skeleton(wanted)];
  if (bonesWanted.length > 2 && bones === bonesWanted) return 4;
  if (bonesWanted.length > 2 && bones.startsWith(bonesWanted)) return 5;
  return Infinity;
}
