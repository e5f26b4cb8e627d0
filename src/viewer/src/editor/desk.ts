// The mapper's desk: what is being drawn, said and asked, as one immutable value, and the map that it is of.
import type { Atlas } from "../core/atlas";
import { stepCalled } from "../core/steps";
import { once } from "../lib/once";
import { type Watched, watched } from "../lib/watched";
import { baseShapes } from "../scene/background";
import { originOf } from "../scene/world";
import { precisionIn } from "./core/begins";
import { crossings } from "./core/crossings";
import { begun, done, type Draft, type Drawing, isIn, isWorth, GIVING, newDraft, OPEN, pointsOf, type Shape } from "./core/draft";
import { type Act, actOf, EMPTY, type Form, type Preview, type Problem } from "./core/form";
import type { Geometry } from "./core/ground";
import { type Network, networkAt } from "./core/network";
import type { Point } from "./core/points";
import { NO_REPORT, type ReportForm } from "./core/records";
import { type Kind, type Snapping, snappingOf } from "./core/snapping";
import type { Checked, Kept, Project } from "./server/client";

export interface DeskState {
  /** What clicks on the map draw; null: they choose a place, or ground. */
  readonly tool: Shape | null;
  readonly drawing: Drawing | null;
  readonly form: Form;
  readonly report: ReportForm;
  readonly preview: Preview | null;
  /** Whether the server is asked for a preview. */
  readonly asking: boolean;
  /** Why the last write was refused. */
  readonly refused: readonly Problem[];
  readonly writing: boolean;
  /** What is written, or was last. */
  readonly doing: Doing;
  readonly project: Project | null;
  /** What a check finds in the map as it is. */
  readonly checked: Checked | null;
  /** Control states chosen on the map. */
  readonly chosen: readonly string[];
  /** Where each of them was chosen: another version of the map may have another record there. */
  readonly chosenAt: Readonly<Record<string, Point>>;
  /** The ground of an entry of the log that is looked at, before it and after it. */
  readonly looked: Looked | null;
  readonly snapping: boolean;
  readonly kinds: ReadonlySet<Kind>;
  readonly following: boolean;
  /** Whether borders of other dates are shown, muted. */
  readonly ghosts: boolean;
  /** The map's date differs from the draft's: not yet, to be asked, answered. */
  readonly otherDate: "no" | "ask" | "kept";
  /** A point went further than the map shows: not yet, to be asked, answered. */
  readonly far: "no" | "ask" | "kept";
  /** Whose edits these are; empty: whoever runs the server. */
  readonly who: string;
  readonly online: boolean;
  /** Where drafts cannot be kept. */
  readonly unkept: ReadonlySet<string>;
  readonly said: Said | null;
  /** The draft that was taken up last, whose ground the map then shows. */
  readonly resumed: string;
  /** Further drafts that are kept. */
  readonly drafts: readonly Kept[];
}

/** What can be asked of the server to be written. */
export type Doing = "edit" | "log" | "source" | "report";

export interface Looked {
  readonly entry: string;
  readonly before: readonly Geometry[];
  readonly after: readonly Geometry[];
}

/** A message: a key of the editor's words, and what fills it in. */
export interface Said {
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

const FIRST: DeskState = {
  tool: null,
  drawing: null,
  form: EMPTY,
  report: NO_REPORT,
  preview: null,
  asking: false,
  refused: [],
  writing: false,
  doing: "edit",
  resumed: "",
  chosenAt: {},
  project: null,
  checked: null,
  chosen: [],
  looked: null,
  snapping: true,
  kinds: new Set(["vertex", "border", "place", "other_date"]),
  following: true,
  ghosts: false,
  otherDate: "no",
  far: "no",
  who: "",
  online: true,
  unkept: new Set(),
  said: null,
  drafts: [],
};

export interface Desk extends Watched<DeskState> {
  /** The map as it was read last. */
  atlas(): Atlas;
  /** Lay another version of the map on the desk. */
  lay(atlas: Atlas): void;
  snaps(): Snapping;
  /** The borders of the draft's date; without one, of the date looked at. */
  network(date: string): Network;
}

/** A desk with a map on it. */
export function createDesk(first: Atlas): Desk {
  const value = watched<DeskState>(FIRST);
  let atlas = first;
  let snaps = snapsOf(first);
  let network: Network | null = null;
  return {
    ...value,
    atlas: () => atlas,
    lay(next) {
      atlas = next;
      snaps = snapsOf(next);
      network = null;
    },
    snaps: () => snaps(),
    network(iso) {
      // Of a day the map at its end, as the page shows it.
      const date = stepCalled(atlas.steps, iso);
      if (network?.date !== date) network = networkAt(atlas, date);
      return network;
    },
  };
}

const snapsOf = (atlas: Atlas) =>
  once(() => {
    const origin = originOf(atlas.header.view);
    return snappingOf(atlas, baseShapes(atlas, origin), origin);
  });

/** What is drawn now. */
export const draftOf = ({ drawing }: DeskState): Draft | null => drawing?.now ?? null;

/** One more step of the draft. */
export function step(desk: Desk, next: Draft): void {
  const { drawing } = desk.get();
  if (drawing) desk.set({ drawing: done(drawing, next), refused: [] });
}

/** Change the draft without a step that could be taken back. */
export function amend(desk: Desk, patch: Partial<Draft>): void {
  const { drawing } = desk.get();
  if (drawing) desk.set({ drawing: { ...drawing, now: { ...drawing.now, ...patch } }, refused: [] });
}

/** Say something of the edit. */
export const say = (desk: Desk, patch: Partial<Form>): void =>
  desk.set({ form: { ...desk.get().form, ...patch }, refused: [] });

/** Say something of the report that is written down. */
export const sayOfReport = (desk: Desk, patch: Partial<ReportForm>): void =>
  desk.set({ report: { ...desk.get().report, ...patch }, refused: [] });

const newId = (): string => `draft-${crypto.randomUUID().slice(0, 13)}`;

/** Take a tool; what was drawn with another stays among the drafts. */
export function take(desk: Desk, shape: Shape, date: string, more: Partial<Draft> = {}): void {
  const now = desk.get();
  const draft = draftOf(now);
  if (draft?.shape === shape && !more.states && !more.vertices) {
    desk.set({ tool: shape });
    return;
  }
  putAside(desk);
  const form = draft && isIn(shape, GIVING) && isIn(draft.shape, GIVING) && !isWorth(draft) ? now.form : EMPTY;
  desk.set({ tool: shape, drawing: begun({ ...newDraft(newId(), shape, date), ...more }), ...CLEAR, form });
  redate(desk, date);
}

/** Give the draft another date of the map; of its hour is said what the map knows of it. */
export function redate(desk: Desk, date: string): void {
  amend(desk, { date });
  say(desk, { precision: precisionIn(desk.atlas().steps, date) });
}

const CLEAR = { preview: null, refused: [], otherDate: "no", far: "no", said: null } as const;

/** Lay what is drawn among the drafts. */
export function putAside(desk: Desk): void {
  const { drawing, form, drafts } = desk.get();
  if (!drawing || !isWorth(drawing.now)) return;
  const kept: Kept = { id: drawing.now.id, draft: drawing.now, form, saved: Date.now() };
  desk.set({ drafts: [kept, ...drafts] });
}

/** Go on with a draft that was kept. */
export function resume(desk: Desk, kept: Kept): void {
  putAside(desk);
  const drafts = desk.get().drafts.filter(({ id }) => id !== kept.id);
  desk.set({ drawing: begun(kept.draft), form: { ...EMPTY, ...kept.form }, drafts, tool: null, resumed: kept.id, ...CLEAR });
}

/** Nothing is drawn any more. */
export const clear = (desk: Desk): void => desk.set({ drawing: null, tool: null, form: EMPTY, chosen: [], looked: null, ...CLEAR });

/** The edit that the desk makes; null while something is wanting. */
export function actOn(desk: Desk): Act | null {
  const { form } = desk.get();
  const draft = draftOf(desk.get());
  return draft && actOf(draft, form, desk.network(draft.date));
}

/** Where what is drawn crosses itself. */
export function crossed(draft: Draft): ReturnType<typeof crossings> {
  if (!["polygon", "lasso", ...OPEN].includes(draft.shape)) return [];
  return crossings(pointsOf(draft), !OPEN.includes(draft.shape));
}
