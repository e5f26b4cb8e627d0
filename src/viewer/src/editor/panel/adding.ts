// Buttons that write: each says what it does, what is wanting, that it is at work, and why it was refused.
import { h, refill, setText } from "../../lib/element";
import type { Doing } from "../desk";
import { type Bench, button } from "./bench";
import { problemLine } from "./serverWords";

/** Why what was asked for here was refused; it comes into sight. */
export function refusedHere(bench: Bench, here: Doing): HTMLElement {
  const box = h("div", { class: "cm-refused", role: "alert" });
  bench.watch(
    ({ refused, doing, preview }) => [refused, doing, preview],
    ({ refused, doing, preview }) => {
      // What others changed is listed as that, beside what the edit does.
      const listed = new Set(preview?.conflicts?.map(({ message }) => message));
      const told = doing === here ? refused.filter(({ message }) => !listed.has(message)) : [];
      const texts = [...new Map(told.map((problem) => [problem.message, problem])).values()];
      refill(box, ...texts.map((problem) => problemLine(bench, problem)));
      if (texts.length) requestAnimationFrame(() => box.scrollIntoView({ block: "nearest" }));
    },
  );
  return box;
}

/** A button that adds a record, what is wanting, and why it was refused; `show` is for forms that the desk does not watch. */
export function addBar(bench: Bench, what: "source" | "report", wanting: () => readonly string[], add: () => Promise<void>) {
  const { app, desk, say, watch } = bench;
  const box = button(say(`add_the_${what}`), () => void add(), { class: `cm-chip cm-${what}-add` });
  const note = h("small", { class: "cm-quiet" });
  const show = () => {
    const { writing, doing } = desk.get();
    const wants = wanting();
    box.disabled = writing || wants.length > 0;
    setText(box, say(writing && doing === what ? "adding" : `add_the_${what}`));
    setText(note, wants.length ? say("apply_wanting", { what: app.words.list(wants) }) : "");
  };
  watch(({ writing, doing, report }) => [writing, doing, report], show);
  return { bar: h("div", { class: "cm-add-bar" }, box, note, refusedHere(bench, what)), show };
}

/** A button for what takes a while: it says so at once, and is not pressed twice. */
export function workButton({ say }: Bench, text: string, work: () => Promise<void>, props: Parameters<typeof h>[1] = {}): HTMLButtonElement {
  const box = button(text, () => {
    box.disabled = true;
    setText(box, say("writing"));
    void work().finally(() => {
      box.disabled = false;
      setText(box, text);
    });
  }, props);
  return box;
}
