// Beside the pointer: what will be caught, before the click, and how far the line follows it.
import { putBeside } from "../../lib/beside";
import { h, refill } from "../../lib/element";
import { isIn, OPEN } from "../core/draft";
import { lengthKm } from "../core/network";
import { same } from "../core/points";
import { type Desk, draftOf } from "../desk";
import { caughtText, type Speech } from "../words";
import type { Sight } from "./sight";

/** A box that follows the aim. */
export function tip(container: HTMLElement, desk: Desk, speech: Speech): { show(sight: Sight): void; remove(): void } {
  const box = h("div", { class: "cm-hover cm-tip", role: "status", hidden: true, dir: speech.app.words.direction });
  container.append(box);
  return {
    show(sight) {
      const { aim, crosshair } = sight;
      const lines = aim ? linesOf(desk, speech, sight) : [];
      box.hidden = !lines.length;
      if (!aim || !lines.length) return;
      refill(box, ...lines.map((line) => h("div", { dir: "auto" }, line)));
      putBeside(box, crosshair ?? aim.pixel, 18);
    },
    remove: () => box.remove(),
  };
}

function linesOf(desk: Desk, speech: Speech, { aim, drag, crosshair }: Sight): string[] {
  const { say, app } = speech;
  const { tool } = desk.get();
  const draft = draftOf(desk.get());
  if (!aim || !draft || !tool || drag || draft.closed) return [];
  const network = desk.network(draft.date);
  const { words } = app;
  const before = draft.vertices[draft.cursor - 1];
  const closes = draft.cursor > 2 && !isIn(draft.shape, OPEN) && same(draft.vertices[0].at, aim.at);
  const ends = before && same(before.at, aim.at) && draft.vertices.length > 1;
  const lines = [
    closes ? say("catch_first") : ends ? say("catch_last") : aim.caught ? caughtText(speech, network, aim.caught) : "",
    aim.path.length && before ? say("follows", { distance: words.distance(lengthKm([before.at, ...aim.path, aim.at])) }) : "",
    crosshair && !aim.caught ? say("crosshair", { lat: words.number(aim.at[1], 4), lon: words.number(aim.at[0], 4) }) : "",
  ];
  return lines.filter(Boolean);
}
