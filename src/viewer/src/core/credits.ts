// Whose the data of a map are.
import type { Header, Texts } from "./model";

type Credited = Pick<Header, "attribution" | "base">;
type Said = (text: Texts | string) => string;

/** A line for each whose data the map is made of, once, in the language that `said` speaks. */
export const creditsOf = ({ attribution, base }: Credited, said: Said): string[] => [
  ...new Set([...attribution, ...base.flatMap((layer) => (layer.attribution ? [layer.attribution] : []))].map(said).filter(Boolean)),
];

/** All of them and the licence, in one line. */
export const creditLine = (header: Credited & Pick<Header, "licence">, said: Said): string =>
  [...new Set([...creditsOf(header, said), header.licence])].filter(Boolean).join(" · ");
