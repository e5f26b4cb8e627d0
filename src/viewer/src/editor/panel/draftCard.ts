// What is drawn, in words, and what can be done with it.
import { h, refill, setText } from "../../lib/element";
import { withoutLoops } from "../core/crossings";
import { DRAWN, finished, isEmpty, isIn, OPEN, ringOf } from "../core/draft";
import { givenGround, radiusKm } from "../core/form";
import { KINDS } from "../core/snapping";
import { amend, crossed, type DeskState, draftOf, say as sayOf, step, take } from "../desk";
import { redo, undo } from "../map/keys";
import { finish, goOnFrom, removeGrip } from "../map/tools";
import type { EditorKey } from "../strings/en";
import { shapeText } from "../words";
import { type Bench, button, field, select, textField, tick } from "./bench";

/** The draft's card; without a draft, how to begin one. */
export function draftCard(bench: Bench): HTMLElement {
  const box = h("section", { class: "cm-part cm-draft" });
  const { say } = bench;
  bench.watch(
    ({ drawing }) => [drawing?.now.shape, drawing?.now.id],
    (state) => {
      const draft = draftOf(state);
      if (!draft) refill(box, h("p", { class: "cm-quiet" }, say("intro")));
      else refill(box, h("h2", {}, say(`tool_${draft.shape}`)), ...(isIn(draft.shape, DRAWN) ? drawn(bench) : record(bench)));
    },
  );
  return box;
}

const record = ({ desk, say }: Bench): HTMLElement[] =>
  draftOf(desk.get())?.shape === "retract" ? [h("p", { class: "cm-quiet" }, say("retract_warning"))] : [];

function drawn(bench: Bench): HTMLElement[] {
  const catches = !["border", "pick"].includes(draftOf(bench.desk.get())!.shape);
  return [hint(bench), measure(bench), options(bench), steps(bench), trouble(bench), ...(catches ? [catching(bench)] : [])];
}

/** What to do next. */
function hint({ watch, say }: Bench): HTMLElement {
  const line = h("p", { class: "cm-quiet cm-small" });
  watch(
    ({ tool, drawing }) => [tool, drawing],
    (state) => {
      const draft = draftOf(state);
      if (!draft) return;
      const key = draft.closed ? "hint_closed" : state.tool ? `hint_${draft.shape}` : "hint_paused";
      setText(line, say(key as EditorKey));
    },
  );
  return line;
}

/** "3.2 km², 14 points, Saraqib". */
function measure({ app, desk, say, watch }: Bench): HTMLElement {
  const line = h("p", { class: "cm-measure", "aria-live": "polite" });
  watch(
    ({ drawing, form }) => [drawing, form.radius_km],
    (state) => {
      const draft = draftOf(state);
      if (!draft) return;
      line.hidden = isEmpty(draft);
      setText(line, isEmpty(draft) ? "" : shapeText({ app, say }, draft, state.form, desk.network(draft.date)));
    },
  );
  return line;
}

/** What a shape has that the others have not. */
function options({ app, desk, say, watch }: Bench): HTMLElement {
  const box = h("div", {});
  const show = (state: DeskState) => {
    const draft = draftOf(state);
    const parts = {
      pick: () =>
        field(
          say("picks"),
          select([["state", say("picks_states")], ["cell", say("picks_cells")]], draft!.unit, (unit) =>
            amend(desk, { unit: unit as "cell" | "state" }),
          ),
        ),
      circle: () => {
        const drawnKm = radiusKm(draft!, { ...state.form, radius_km: "" });
        const placeholder = drawnKm ? app.words.number(drawnKm, 2) : "2";
        return field(say("radius"), textField(state.form.radius_km, (radius_km) => setRadius(desk, radius_km), { inputmode: "decimal", placeholder, dir: "ltr" }));
      },
      border: () => button(say("act_stretch"), () => take(desk, "stretch", draft!.date)),
      line: () => button(say("other_side"), () => amend(desk, { otherSide: !draftOf(desk.get())!.otherSide })),
    } as Readonly<Record<string, () => HTMLElement>>;
    refill(box, draft && parts[draft.shape]?.());
  };
  watch(({ drawing }) => [drawing?.now.id, drawing?.now.vertices.length], show);
  return box;
}

/** A typed radius makes a circle whole, with its middle only. */
function setRadius(desk: Bench["desk"], radius_km: string): void {
  sayOf(desk, { radius_km });
  const draft = draftOf(desk.get());
  if (draft?.vertices.length) amend(desk, { closed: draft.vertices.length > 1 || radius_km !== "" });
}

function steps({ desk, seen, session, say, watch }: Bench): HTMLElement {
  const box = h("div", { class: "cm-chips" });
  const show = (state: DeskState) => {
    const { drawing, tool } = state;
    if (!drawing) return;
    const draft = drawing.now;
    const { selected } = seen.get();
    const open = isIn(draft.shape, OPEN);
    const ends = !draft.closed && isIn(draft.shape, ["polygon", ...OPEN]) && draft.vertices.length > (open ? 1 : 2);
    const paused = !tool && !draft.closed;
    refill(
      box,
      selected?.kind === "vertex" && button(say("delete_vertex"), () => (removeGrip(desk, selected), seen.set({ selected: null }))),
      selected && selected.index >= 0 && draft.shape !== "circle" && button(say("go_on_here"), () => (goOnFrom(desk, selected.index), seen.set({ selected: null }))),
      selected?.kind === "vertex" && draft.shape === "border" && button(say("stretch_to"), () => seen.set({ spanning: true }), { "aria-pressed": seen.get().spanning }),
      ends && button(say(open ? "finish_line" : "finish"), () => finish(desk)),
      paused && button(say("go_on"), () => desk.set({ tool: draft.shape })),
      button(say("undo"), () => undo(desk), { disabled: !drawing.past.length }),
      button(say("redo"), () => redo(desk), { disabled: !drawing.future.length }),
      button(say("discard"), () => session.discard()),
    );
  };
  const looked = () => [seen.get().selected, seen.get().spanning] as const;
  let before = looked();
  watch(({ drawing, tool }) => [drawing, tool], show);
  const stop = seen.on(() => {
    if (looked().every((one, i) => one === before[i])) return;
    before = looked();
    if (box.isConnected) show(desk.get());
    else stop();
  });
  return box;
}

/** What only Apply refuses. */
function trouble({ app, desk, say, watch }: Bench): HTMLElement {
  const box = h("div", { role: "status" });
  watch(
    ({ drawing }) => [drawing],
    (state) => {
      const draft = draftOf(state);
      if (!draft) return;
      const count = crossed(draft).length;
      const noCut = draft.shape === "line" && draft.vertices.length > 1 && !givenGround(draft, state.form, desk.network(draft.date));
      const mend = () => {
        const ring = withoutLoops(ringOf(draft, null));
        const vertices = ring.map((at) => ({ at, path: [] }));
        step(desk, finished({ ...draft, vertices }, []));
      };
      refill(
        box,
        count > 0 && h("p", { class: "cm-warning" }, say("crossing", { n: app.words.number(count) })),
        count > 0 && !isIn(draft.shape, OPEN) && button(say("repair"), mend),
        noCut && h("p", { class: "cm-warning" }, say("no_cut")),
      );
    },
  );
  return box;
}

/** What is caught, and whether borders are followed. */
function catching({ desk, say, watch }: Bench): HTMLElement {
  const kinds = h("div", { class: "cm-kinds" });
  const toggle = (kind: (typeof KINDS)[number]) => () => {
    const next = new Set(desk.get().kinds);
    if (!next.delete(kind)) next.add(kind);
    desk.set({ kinds: next });
  };
  watch(
    ({ kinds: chosen, snapping, following, ghosts }) => [chosen, snapping, following, ghosts],
    (state) =>
      refill(
        kinds,
        tick(`${say("snap")} (S)`, state.snapping, (snapping) => desk.set({ snapping })),
        tick(`${say("follow")} (F)`, state.following, (following) => desk.set({ following })),
        ...KINDS.map((kind) => tick(say(`kind_${kind}`), state.kinds.has(kind), toggle(kind))),
        tick(say("ghosts"), state.ghosts, (ghosts) => desk.set({ ghosts })),
      ),
  );
  return h("details", { class: "cm-catching" }, h("summary", {}, say("snap")), kinds);
}
