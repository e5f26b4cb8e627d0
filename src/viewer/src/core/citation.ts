// How a map is cited: in words, as BibTeX, as CSL-JSON. Who made it and of when it is are told where the map says so; styles
// begin with the title and say that no date is given where it does not.

export interface Cited {
  readonly title: string;
  readonly authors: readonly string[];
  readonly publisher: string;
  /** ISO day, month or year of the edition, and the same in words; empty where it is not known. */
  readonly issued: string;
  readonly issuedInWords: string;
  /** Nothing for a page that was opened from a file. */
  readonly address: string | null;
  /** ISO day on which the reader looks at it. */
  readonly today: string;
  /** That it was looked at on that day, in words. */
  readonly seen: string;
  readonly language: string;
  readonly digest: string;
  /** What it is and of which data, in the reader's language, given the digest's beginning. */
  readonly edition: (version: string) => string;
  readonly licence: string;
}

/** Enough of a digest to tell builds apart. */
const SHOWN = 12;
const version = ({ digest }: Cited): string => digest.slice(0, SHOWN);

/** What a line for a bibliography says, in its order. */
export const citedParts = (map: Cited): readonly string[] =>
  [
    map.authors.join("; "),
    map.title,
    map.edition(version(map)),
    [map.publisher, map.issuedInWords].filter(Boolean).join(", "),
    map.licence,
    map.address ? `${map.address} (${map.seen})` : "",
  ].filter(Boolean);

/** A line for a bibliography. */
export const citedInWords = (map: Cited): string => citedParts(map).join(". ");

/** An entry for BibTeX. */
export function citedInBibtex(map: Cited): string {
  const [year, month, day] = map.issued.split(/(?<=\d)-/);
  const fields = {
    author: map.authors.map((name) => `{${escaped(name)}}`).join(" and "),
    title: `{${escaped(map.title)}}`,
    publisher: escaped(map.publisher),
    year,
    month: month && String(Number(month)),
    date: day && map.issued,
    note: escaped([map.edition(version(map)), map.licence].filter(Boolean).join(", ")),
    url: map.address,
    urldate: map.address && map.today,
  };
  const lines = Object.entries(fields).flatMap(([name, text]) => (text ? [`  ${name} = {${text}},`] : []));
  return [`@misc{map-${version(map)},`, ...lines, "}", ""].join("\n");
}

/** An entry in CSL-JSON. */
export function citedInCsl(map: Cited): string {
  const entry = {
    id: `map-${version(map)}`,
    type: "map",
    author: map.authors.map((literal) => ({ literal })),
    title: map.title,
    publisher: map.publisher,
    issued: dateParts(map.issued),
    version: version(map),
    language: map.language,
    URL: map.address,
    accessed: map.address && dateParts(map.today),
    note: map.licence,
  };
  return `${JSON.stringify([entry], (_, value: unknown) => (isNothing(value) ? undefined : value), 2)}\n`;
}

const isNothing = (value: unknown): boolean => value === "" || value === null || (Array.isArray(value) && !value.length);

const dateParts = (iso: string) => (iso ? { "date-parts": [iso.split(/(?<=\d)-/).map(Number)] } : null);

/** A text in which nothing is a command to TeX. */
const escaped = (text: string): string =>
  text.replace(/[\\{}]/g, "").replace(/[&%$#_]/g, (letter) => `\\${letter}`);
