// Reports that the map contradicts, and what would make them agree: ground that is given, a border that is bent, a drawing.
import type { Atlas } from "../../core/atlas";
import { minutesOf } from "../../core/civil";
import type { Place } from "../../core/model";
import { stepCalled } from "../../core/steps";
import { type Child, h, refill } from "../../lib/element";
import { type Claim, claimsOf, pointIn } from "../core/claims";
import type { Draft } from "../core/draft";
import type { Point } from "../core/points";
import { say as sayOf, take } from "../desk";
import type { Checked, Report } from "../server/client";
import type { EditorKey } from "../strings/en";
import { actorById, areaText } from "../words";
import { type Bench, button } from "./bench";

/** So many are listed. */
export const MOST = 20;

/** Reports that the map contradicts, and those with which it agrees on the holder only. */
export const reports = (bench: Bench): HTMLElement[] => [
  listOf(bench, "reports_disagree", ({ agreement }) => (agreement?.disagreements ?? []).map(({ report, reason }) => [report, reason])),
  listOf(bench, "reports_in_part", ({ agreement }) => (agreement?.in_part ?? []).map((report) => [report, ""])),
];

/** Reports of a check by id, with why they are listed, under a heading that counts them. */
function listOf(bench: Bench, heading: EditorKey, listed: (checked: Checked) => readonly (readonly [string, string | undefined])[]): HTMLElement {
  const { say, watch } = bench;
  const { atlas, words } = bench.app;
  const box = h("details", { class: "cm-reports-against" });
  watch(
    ({ checked, project }) => [checked, project],
    ({ checked, project }) => {
      const reasons = new Map(checked ? listed(checked) : []);
      const [named, others] = [true, false].map((is) => (project?.reports ?? []).filter(({ id }) => reasons.has(id) === is));
      const plain = ({ id }: Report) => Number(reasons.get(id) !== "contradiction");
      const against = [...named].sort((a, b) => plain(a) - plain(b));
      const places = new Map(atlas.header.places.map((place) => [place.id, place]));
      const item = (report: Report) => reportItem(bench, report, places.get(report.place) ?? null, others);
      const first = against[0] && places.get(against[0].place);
      box.hidden = !against.length;
      refill(
        box,
        h("summary", {}, say(heading, { n: words.number(against.length) })),
        first && button(say("reports_first"), () => show(bench, against[0], first)),
        h("ul", { class: "cm-rows" }, ...against.slice(0, MOST).map(item)),
        against.length > MOST ? h("p", { class: "cm-quiet" }, say("findings_more", { n: words.number(against.length - MOST) })) : null,
      );
    },
  );
  return box;
}

function reportItem(bench: Bench, report: Report, place: Place | null, others: readonly Report[]): HTMLElement {
  const { app, say } = bench;
  const { words } = app;
  const told = `${place ? words.text(place.name) : report.place}: ${actorById(bench, report.controller)}`;
  const who = (report.sources ?? []).join(words.say("comma")) || report.id;
  const by = say("says", { who, date: words.instant(report.date) });
  const ways = h("div", { class: "cm-chips cm-ways", hidden: true });
  const open = () => {
    ways.hidden = !ways.hidden;
    if (!ways.hidden && place) refill(ways, ...waysOf(bench, report, place, others));
  };
  return h(
    "li",
    {},
    h(
      "div",
      { class: "cm-row" },
      h("span", { dir: "auto" }, told, h("small", {}, ` ${by}`)),
      h("span", { class: "cm-chips" }, place && button(say("show"), () => show(bench, report, place)), place && button(say("accept"), open)),
    ),
    ways,
  );
}

function show({ app }: Bench, report: Report, { id, lon, lat }: Place): void {
  app.view.show(lon, lat);
  app.store.set({ date: stepCalled(app.atlas.steps, report.date), place: { lon, lat, id } });
}

/** Sets of cells that would make it agree, each with its km²; or a border to bend, or a drawing of one's own. */
function waysOf(bench: Bench, report: Report, place: Place, others: readonly Report[]): Child[] {
  const { app, desk, say } = bench;
  const { atlas } = app;
  const { date } = report;
  const at: Point = [place.lon, place.lat];
  const begin = (shape: Draft["shape"], more: Partial<Draft>) => () => {
    show(bench, report, place);
    take(desk, shape, date, { vertices: [], ...more });
    if (shape !== "border") sayOf(desk, { to: report.controller, sources: report.sources ?? [] });
    app.store.set({ tab: "edit" });
  };
  const network = desk.network(date);
  const give = ({ kind, cells, km2 }: Claim) => {
    // The place stands for its own cell: it is what the report is about.
    const points = cells.map((cell) => (cell === atlas.cellAt(...at) ? at : pointIn(atlas, cell)));
    const vertices = points.map((point) => ({ at: point, path: [] }));
    const picked = { unit: "cell" as const, vertices, cursor: vertices.length };
    return button(say(`claim_${kind}`, { area: areaText(bench, km2) }), begin("pick", picked));
  };
  const claims = claimsOf(network, at, report.controller, firmCells(atlas, report, others));
  const border = desk.snaps().catch(at, FAR, network, new Set(["border"]))?.at;
  return [
    claims.length ? null : h("p", { class: "cm-quiet cm-small" }, say("claim_none")),
    ...claims.map(give),
    border && button(say("claim_bend"), begin("border", { of: border })),
    button(say("claim_draw"), begin("polygon", {})),
  ];
}

/** How far a border may be from the place, in world units: a quarter of a country. */
const FAR = 1;

/** Cells of which other reports, of that date or later, say that somebody else has them. */
function firmCells(atlas: Atlas, report: Report, others: readonly Report[]): Set<number> {
  const cells = new Map(atlas.header.places.map(({ id }, i) => [id, atlas.placeCells[i]]));
  const firm = others.filter(({ controller, date }) => controller !== report.controller && minutesOf(date) >= minutesOf(report.date));
  return new Set(firm.flatMap(({ place }) => cells.get(place) ?? []));
}
