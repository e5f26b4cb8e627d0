// The reader's smaller choices as words of the address: each stands there only where it is not what everybody begins with.
import { FIRST, type State } from "../core/choices";
import { EVENT_GROUPS } from "../core/eventKinds";

interface Choice {
  readonly of: keyof typeof FIRST;
  /** Its word in the address. */
  readonly word: string;
  readonly write: (state: State) => string;
  /** The choice that a text stands for; a text that is none stands for nothing. */
  readonly read: (text: string) => Partial<State>;
}

const yesNo = (of: "disputes" | "swipe" | "events" | "loop" | "tiles" | "graticule", word: string = of): Choice => ({
  of,
  word,
  write: (state) => (state[of] ? "1" : "0"),
  read: (text) => (text === "1" || text === "0" ? { [of]: text === "1" } : {}),
});

const oneOf = (of: "fronts" | "eventWindow" | "chart" | "speed", word: string, values: readonly (string | number)[]): Choice => ({
  of,
  word,
  write: (state) => String(state[of]),
  read(text) {
    const found = values.find((value) => String(value) === text);
    return found === undefined ? {} : { [of]: found };
  },
});

const CHOICES: readonly Choice[] = [
  yesNo("disputes"),
  yesNo("swipe"),
  oneOf("fronts", "fronts", ["off", "lines", "age"]),
  yesNo("events"),
  oneOf("eventWindow", "window", ["day", "until", "range"]),
  {
    of: "hiddenGroups",
    word: "kinds",
    write: ({ hiddenGroups }) => EVENT_GROUPS.filter((group) => !hiddenGroups.has(group)).join(),
    read(text) {
      const shown = text.split(",").filter(Boolean);
      const known = EVENT_GROUPS.filter((group) => shown.includes(group));
      return shown.length && !known.length ? {} : { hiddenGroups: new Set(EVENT_GROUPS.filter((group) => !known.includes(group))) };
    },
  },
  oneOf("chart", "chart", ["off", "km2", "share"]),
  yesNo("loop"),
  oneOf("speed", "speed", [1, 2, 4, 8]),
  yesNo("tiles"),
  yesNo("graticule", "degrees"),
];

const TABS: readonly State["tab"][] = ["story", "map", "place", "changes", "events", "sources", "about"];

/** The tab that is looked at where an address names none. */
export const tabOf = ({ place, compare }: State): State["tab"] => (place ? "place" : compare === null ? "map" : "changes");

/** The choices that words of an address stand for. */
export function moreChoices(words: Readonly<Record<string, string>>): Partial<State> {
  const read = CHOICES.filter(({ word }) => word in words).map(({ word, read }) => read(words[word]));
  const tab = TABS.find((one) => one === words.tab);
  return Object.assign({}, ...read, tab && { tab, open: true });
}

/** The words that stand for no choice, as an address has them. */
export function unreadWords(words: Readonly<Record<string, string>>): string[] {
  const unread = CHOICES.filter(({ word, read }) => word in words && !Object.keys(read(words[word])).length).map(({ word }) => word);
  const groups = unread.includes("kinds") ? [] : [...new Set((words.kinds ?? "").split(","))].filter((one) => one && !EVENT_GROUPS.some((group) => group === one));
  const tab = "tab" in words && !TABS.some((one) => one === words.tab) ? ["tab"] : [];
  return [...[...unread, ...tab].map((word) => `${word}=${words[word]}`), ...groups.map((one) => `kinds=${one}`)];
}

/** The words of what was chosen otherwise than everybody begins with; nothing if that is all of it. */
export function moreWords(state: State): Record<string, string> | undefined {
  const words = CHOICES.filter(({ of }) => state[of] !== FIRST[of]).map(({ word, write }): [string, string] => [word, write(state)]);
  if (TABS.includes(state.tab) && state.tab !== tabOf(state)) words.push(["tab", state.tab]);
  return words.length ? Object.fromEntries(words) : undefined;
}
