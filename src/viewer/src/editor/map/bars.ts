// Bars under the slider: how much ground the edit moves at each date, and what of it nobody meant.
import type { App } from "../../controls/app";
import { axisOf, shareOf } from "../../controls/axis";
import { tickOf } from "../../core/steps";
import { h } from "../../lib/element";
import { safeColour } from "../../scene/theme";
import type { EffectRow } from "../core/border";
import type { Speech } from "../words";
import { actorById, areaText, dateText } from "../words";

/** Height of the tallest bar, in pixels. */
const TALL = 26;

/** A strip of bars along the slider's axis. */
export function bars(speech: Speech, rows: readonly EffectRow[]): HTMLElement | null {
  if (!rows.length) return null;
  const { app, say } = speech;
  const most = Math.max(...rows.map(({ area_km2 }) => Math.abs(area_km2)), 0.001);
  const marks = rows.map((row) => {
    const mark = h("i", { class: looksOf(row), title: rowText(speech, row) });
    mark.style.setProperty("--share", String(shareOf(axisOf(app.atlas), tickOf(app.atlas.steps, row.date))));
    mark.style.setProperty("--tall", `${Math.max(4, Math.sqrt(Math.abs(row.area_km2) / most) * TALL)}px`);
    mark.style.setProperty("--taker", colourOf(app, row.to));
    return mark;
  });
  return h("div", { class: "cm-effect-bars", role: "img", "aria-label": `${say("effect_bars")}: ${rows.map((row) => rowText(speech, row)).join("; ")}` }, ...marks);
}

/** What nobody meant is hatched; what no longer passes is hollow. */
const looksOf = ({ meant, area_km2 }: EffectRow): string =>
  ["cm-effect-bar", !meant && "cm-effect-unmeant", area_km2 < 0 && "cm-effect-less"].filter(Boolean).join(" ");

/** "30 November 2024: A → B, 3.2 km²". */
export function rowText(speech: Speech, { date, from, to, area_km2 }: EffectRow): string {
  const { app, say } = speech;
  const passage = say("effect_row", { from: actorById(speech, from), to: actorById(speech, to) });
  return `${dateText(app, date)}: ${passage}${app.words.say("comma")}${areaText(speech, area_km2)}`;
}

const colourOf = ({ atlas }: App, id: string): string =>
  safeColour(atlas.header.actors.find((actor) => actor.id === id)?.colour);
