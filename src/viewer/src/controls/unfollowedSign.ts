// Says over the slider what the link asked for that this map does not have, until the reader chooses something.
import { h, setHidden } from "../lib/element";
import { stepText, writtenText } from "../strings/when";
import type { App } from "./app";

/** More letters, and more words, than these of a link are not repeated. */
const [MOST, MOST_WORDS] = [40, 3];

export function unfollowedSign(app: App): HTMLElement {
  const { words } = app;
  const sign = h("p", { class: "cm-unfollowed", role: "status", dir: "auto" });
  app.watch(["unfollowed"], ({ unfollowed, date }) => {
    setHidden(sign, !unfollowed.length);
    if (!unfollowed.length) return;
    const more = unfollowed.length - MOST_WORDS;
    const told = [...unfollowed.slice(0, MOST_WORDS).map(asked), ...(more > 0 ? [words.say("unfollowed_more", { n: words.number(more) })] : [])];
    sign.textContent = words.say("unfollowed", { asked: words.list(told), date: stepText(app, date) });
  });
  return sign;

  /** A date in words, all else as the link has it. */
  function asked(word: string): string {
    const text = word.slice(word.indexOf("=") + 1).slice(0, MOST);
    const told = writtenText(words, text);
    return told === text ? `“\u2068${word.length > MOST ? `${word.slice(0, MOST)}…` : word}\u2069”` : told;
  }
}
