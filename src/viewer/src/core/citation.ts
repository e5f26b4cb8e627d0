// How a map is cited: in words, as BibTeX, as CSL-JSON.

export interface Cited {
  readonly title: string;
  /** Nothing for a page that was opened from a file. */
  readonly address: string | null;
  readonly digest: string;
  /** What it is and of which data, in the reader's language, given the digest's beginning. */
  readonly edition: (version: string) => string;
  readonly licence: string;
  readonly generator: string;
}

/** Enough of a digest to tell builds apart. */
const SHOWN = 12;
const version = ({ digest }: Cited): string => digest.slice(0, SHOWN);

/** A line for a bibliography. */
export const citedInWords = (map: Cited): string =>
  [map.title, map.edition(version(map)), map.licence, map.address].filter(Boolean).join(". ");

/** An entry for BibTeX. */
export function citedInBibtex(map: Cited): string {
  const fields = {
    title: `{${escaped(map.title)}}`,
    note: escaped([map.edition(version(map)), map.licence].filter(Boolean).join(", ")),
    ...(map.address ? { url: map.address } : {}),
  };
  const lines = Object.entries(fields).map(([name, text]) => `  ${name} = {${text}},`);
  return [`@misc{map-${version(map)},`, ...lines, "}", ""].join("\n");
}

/** An entry in CSL-JSON. */
export const citedInCsl = (map: Cited): string =>
  `${JSON.stringify(
    [
      {
        id: `map-${version(map)}`,
        type: "map",
        title: map.title,
        version: version(map),
        ...(map.address ? { URL: map.address } : {}),
        ...(map.licence ? { note: map.licence } : {}),
      },
    ],
    null,
    2,
  )}\n`;

/** A text in which nothing is a command to TeX. */
const escaped = (text: string): string =>
  text.replace(/[\\{}]/g, "").replace(/[&%$#_]/g, (letter) => `\\${letter}`);
