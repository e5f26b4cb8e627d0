// What an address asks for and its map does not have: shown is something else then, and that is said.
import type { Atlas } from "../core/atlas";
import { CERTAINTIES } from "../core/certainty";
import { spanOf } from "../core/civil";
import { knownDay } from "../core/editions";
import type { Address } from "../core/hash";
import { stepsIn } from "../core/steps";
import { unreadWords } from "./choiceWords";

type Map = Pick<Atlas, "header" | "minutes" | "endMinutes" | "steps">;

/** The words of an address that cannot be followed, such as `date=1999-01-01`; `isPlace` tells whether its place is there. */
export function unfollowed(address: Address, map: Map, isPlace: (text: string) => boolean): string[] {
  const { header } = map;
  const { languages, actors } = header;
  const isDate = (text: string) => within(map, text);
  const asked: [word: string, texts: readonly (string | undefined)[], isThere: (text: string) => boolean][] = [
    ["date", [address.date], isDate],
    ["compare", [address.compare], isDate],
    ["range", address.range ?? [], isDate],
    ["place", [address.place], isPlace],
    ["lang", [address.lang], (text) => languages.includes(text)],
    ["actors", address.actors ?? [], (text) => actors.some(({ id }) => id === text)],
    ["least", [address.least], (text) => CERTAINTIES.some((one) => one === text)],
    ["known", [address.known], (text) => knownDay(header, text) !== null],
  ];
  const unseen = asked.flatMap(([word, texts, isThere]) => texts.flatMap((text) => (text === undefined || isThere(text) ? [] : [`${word}=${text}`])));
  return [...unseen, ...(address.unread ?? []), ...unreadWords(address.more ?? {})];
}

/** Whether a text names a time of which a map tells something; of a day also one of the maps that it tells apart then. */
function within({ minutes, endMinutes, steps }: Map, text: string): boolean {
  try {
    const [date, number] = text.split("/");
    const [first, last] = spanOf(date);
    const isThere = number === undefined || (/^[1-9]\d*$/.test(number) && Number(number) <= stepsIn(steps, date));
    return isThere && first < endMinutes && last >= minutes[0];
  } catch {
    return false;
  }
}
