// Whose the data of a map are.
import type { Header } from "./model";

/** A line for each whose data the map is made of. */
export const creditsOf = ({ attribution, base }: Pick<Header, "attribution" | "base">): string[] => [
  ...new Set([...attribution, ...base.flatMap((layer) => layer.attribution ?? [])]),
];

/** All of them and the licence, in one line. */
export const creditLine = (header: Pick<Header, "attribution" | "base" | "licence">): string =>
  [...creditsOf(header), header.licence].filter(Boolean).join(" · ");
