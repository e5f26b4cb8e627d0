// Finds places by name, however it is spelt: marks, hamzas, articles and the vowels of a transliteration aside.
// The rules are those of the Python side's gazetteer; beyond them the page offers what half a name may become.
import type { Place } from "./model";

const LETTERS: readonly (readonly [RegExp, string])[] = [
  // Marks, vowel signs and the stretcher, and what directs the script and is not seen.
  [/[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, ""],
  [/ٱ/g, "ا"],
  [/[ىی]/g, "ي"],
  [/ک/g, "ك"],
  [/ة/g, "ه"],
  [/ı/g, "i"],
  [/ß/g, "ss"],
  [/[ʿʾʼ'’‘`´ʻء׳״]/g, ""],
  [/[-‐‑–—\u05be_/.,()،·・\s]+/g, " "],
];

/** A name without capitals, marks, hamzas and punctuation. */
export const fold = (text: string): string =>
  // Decomposed, a shape of an Arabic letter is the letter, and a hamza over or under its bearer is a mark like any other.
  LETTERS.reduce((folded, [what, by]) => folded.replace(what, by), text.replace(/´/g, "").normalize("NFKD").toLowerCase().normalize("NFKD")).trim();

const ARTICLE = /(^| )(?:(?:[ae](?:l|n|d|s|sh|t|r|z)|ul) |ال)(?=\S{2})/g;

/** A folded name without articles. */
const bareOf = (folded: string): string => folded.replace(ARTICLE, "$1").trim();

/** The consonants of a Latin name, none twice in a row: Saraqib, Saraqeb and Sarāqib are one. */
const bonesOf = (bare: string): string =>
  bare
    .replace(/[aeiouyw ]/g, "")
    .replace(/q/g, "k")
    .replace(/(.)\1+/g, "$1");

/** Consonants that a name needs to be known by them. */
const SHORTEST = 3;
/** Saraqeb is like Saraqib (0.86), Zahra is not like Zuhur (0.6). */
const LEAST_LIKENESS = 0.65;

/** More letters than these are no name: comparing takes as long as they are many, and more. */
const MOST_LETTERS = 200;

/** Shorter words are too many to let one letter be wrong. */
const LETTERS_FORGIVEN = 4;

/** How alike two texts are, 0 to 1, as Ratcliff and Obershelp measure it. */
export const likeness = (a: string, b: string): number => (2 * inCommon(a, b)) / (a.length + b.length || 1);

/** Letters in common runs: the longest run, then what lies before and behind it. */
function inCommon(a: string, b: string): number {
  let [length, atA, atB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      let run = 0;
      while (i + run < a.length && a[i + run] === b[j + run]) run++;
      if (run > length) [length, atA, atB] = [run, i, j];
    }
  }
  if (!length) return 0;
  const before = inCommon(a.slice(0, atA), b.slice(0, atB));
  return before + length + inCommon(a.slice(atA + length), b.slice(atB + length));
}

/** Whether two bare names have the same consonants, enough of them, and are not too different otherwise. */
function alike(name: string, wanted: string): boolean {
  const bones = bonesOf(wanted);
  return bones.length >= SHORTEST && bones === bonesOf(name) && likeness(name, wanted) >= LEAST_LIKENESS;
}

/** Whether as many words as are wanted, next to each other, are alike. */
function holdsAlike(name: string, wanted: string): boolean {
  const words = name.split(" ");
  const count = wanted.split(" ").length;
  return words.some((_, i) => i + count <= words.length && alike(words.slice(i, i + count).join(" "), wanted));
}

/** A name as it is typed or kept: folded, and without articles too. */
interface Name {
  readonly folded: string;
  readonly bare: string;
}

const nameOf = (text: string): Name => {
  const folded = fold(text);
  return { folded, bare: bareOf(folded) };
};

type Test = (name: Name, wanted: Name) => boolean;

/** From the strictest to the loosest: the first one that any name passes decides which places are called so. */
const CALLED: readonly Test[] = [
  (name, wanted) => name.folded === wanted.folded,
  (name, wanted) => name.bare === wanted.bare,
  (name, wanted) => alike(name.bare, wanted.bare),
  (name, wanted) => ` ${name.bare} `.includes(` ${wanted.bare} `),
  (name, wanted) => holdsAlike(name.bare, wanted.bare),
];

/** Whether each wanted word begins another word of a name, in whatever order. */
function holdsInAnyOrder(name: string, wanted: string): boolean {
  const left = name.split(" ");
  // The longest first, so that a short one takes no word that only a longer one fits.
  const words = wanted.split(" ").sort((a, b) => b.length - a.length);
  return words.every((word) => {
    const at = left.findIndex((one) => one.startsWith(word));
    return at >= 0 && left.splice(at, 1).length === 1;
  });
}

/** What half a name may become: by its beginning, a word's, its words in another order, any part, its consonants. */
const BEGUN: readonly Test[] = [
  (name, wanted) => name.bare.startsWith(wanted.bare) || name.folded.startsWith(wanted.folded),
  (name, wanted) => name.bare.includes(` ${wanted.bare}`),
  (name, wanted) => holdsInAnyOrder(name.bare, wanted.bare),
  (name, wanted) => wanted.bare.length >= SHORTEST && name.bare.includes(wanted.bare),
  (name, wanted) => bonesOf(wanted.bare).length >= SHORTEST && bonesOf(name.bare).startsWith(bonesOf(wanted.bare)),
  (name, wanted) => [name.bare, ...name.bare.split(" ")].some((one) => oneLetterOff(one, wanted.bare)),
];

/** Whether a text becomes another by one letter more, less or in place of another, or by two that change places. */
function oneLetterOff(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  if (shorter < LETTERS_FORGIVEN || Math.abs(a.length - b.length) > 1) return false;
  let [head, tail] = [0, 0];
  while (head < shorter && a[head] === b[head]) head++;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [x, y] = [a, b].map((text) => text.slice(head, text.length - tail));
  return Math.max(x.length, y.length) <= 1 || (x.length === 2 && x[0] === y[1] && x[1] === y[0]);
}

export interface Entry {
  readonly place: Place;
  readonly names: readonly Name[];
}

/** Names of all languages and what else places are called, folded once. */
export const searchEntries = (places: readonly Place[]): Entry[] =>
  places.map((place) => ({ place, names: [...Object.values(place.name), ...(place.aliases ?? [])].filter(Boolean).map(nameOf) }));

/** The place with an id, or else those whose name fits best: all that fit equally well. */
export function placesCalled(entries: readonly Entry[], typed: string): Place[] {
  const ranked = rankedPlaces(entries, typed, CALLED);
  return ranked.filter(({ rank }) => rank === ranked[0].rank).map(({ place }) => place);
}

/** Places whose name fits what was typed, the best first. */
export const searchPlaces = (entries: readonly Entry[], typed: string, most = 8): Place[] =>
  rankedPlaces(entries, typed, [...CALLED, ...BEGUN])
    .slice(0, most)
    .map(({ place }) => place);

/** The places that pass a test, with the number of the first one that they pass; an id comes before all names. */
function rankedPlaces(
  entries: readonly Entry[],
  typed: string,
  tests: readonly Test[],
): { place: Place; rank: number }[] {
  const wanted = nameOf(typed.length > MOST_LETTERS ? "" : typed);
  if (!wanted.bare) return [];
  const rankOf = ({ place, names }: Entry) =>
    place.id === typed ? 0 : tests.findIndex((fits) => names.some((name) => fits(name, wanted))) + 1 || Infinity;
  return entries
    .map((entry) => ({ place: entry.place, rank: rankOf(entry) }))
    .filter(({ rank }) => rank < Infinity)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        (b.place.population ?? 0) - (a.place.population ?? 0) ||
        a.place.id.localeCompare(b.place.id),
    );
}
