// What is said of an edit beside its ground, and the edit as a value that the server takes.
import type { Certainty, Status } from "../../core/model";
import { type EffectRow, type Scope, told } from "./border";
import { beginning } from "./begins";
import { type Draft, isIn, GIVING, pointsOf, ringOf } from "./draft";
import { cellsAt, cutBy, type Geometry, groundOfCells, polygonFrom } from "./ground";
import { kmBetween } from "../../core/geodesy";
import type { Network } from "./network";

export interface Form {
  readonly to: string;
  readonly precision: string;
  readonly until: string;
  readonly from_controller: string;
  readonly layer: string;
  readonly status: Status | "";
  readonly others: readonly string[];
  readonly certainty: Certainty | "";
  readonly sources: readonly string[];
  readonly name: string;
  readonly note: string;
  readonly why: string;
  readonly scope: Scope;
  /** Whether the map's period may become longer, so that the news is shown. */
  readonly extend: boolean;
  /** Radius of a circle; empty: as it was drawn. */
  readonly radius_km: string;
}

/** Nothing said yet: sources are asked for at each edit. */
export const EMPTY: Form = {
  to: "",
  precision: "",
  until: "",
  from_controller: "",
  layer: "",
  status: "",
  others: [],
  certainty: "",
  sources: [],
  name: "",
  note: "",
  why: "",
  scope: "everywhere",
  extend: true,
  radius_km: "",
};

export type Act = Readonly<Record<string, unknown>> & { readonly kind: string };

/** What an edit would do, as the server answers. */
export interface Preview {
  readonly moved: readonly { readonly from: string; readonly to: string; readonly area_km2: number }[];
  readonly by_date: readonly EffectRow[];
  /** Ground that is left without a state, and from when until when; null: for good. */
  readonly unrecorded?: readonly { readonly since: string; readonly until: string | null; readonly area_km2: number }[];
  readonly places: readonly unknown[];
  readonly reports: { readonly agree: readonly unknown[]; readonly contradict: readonly unknown[] };
  readonly words: readonly string[];
  readonly made_of?: { readonly words: readonly Told[] };
  /** Ids of the records that it adds, closes, changes. */
  readonly features?: Readonly<Record<string, readonly string[]>>;
  readonly problems: readonly Problem[];
  /** What others did to the same ground meanwhile. */
  readonly conflicts?: readonly Problem[];
  /** The version of the map that it is told of. */
  readonly revision?: string;
  /** km² that were asked for, and those of them that lie outside the map. */
  readonly asked_km2?: number | null;
  readonly outside_km2?: number;
  /** Ground that changes hands after the end of the map's period, and what it would have to last until. */
  readonly beyond_period?: { readonly through?: string | null } | null;
}

/** What a text of the server's was made of: itself, a number, several of these, or a template and what fills it in. */
export type Told = string | number | readonly Told[] | { readonly template: string; readonly values: Readonly<Record<string, Told>> };

export interface Problem {
  readonly message: string;
  readonly file?: string | null;
  readonly feature?: string | null;
  readonly property?: string | null;
  readonly hint?: string | null;
  /** The rule of the check that it is about. */
  readonly code?: string | null;
  readonly made_of?: Readonly<Record<"message" | "hint", Told | undefined>>;
  /** Where it is, if it is about ground. */
  readonly ground?: Geometry | null;
}

/** What stands in the edit's way; that a source is wanting is said beside the button. */
export const blocking = ({ problems }: Preview): Problem[] => problems.filter(({ property }) => property !== "sources");

/** Radius of a drawn circle in km: what was typed, else as far as its rim was set. */
export function radiusKm({ vertices }: Draft, form: Form): number | null {
  const typed = Number(form.radius_km.replace(",", "."));
  if (form.radius_km && typed > 0) return typed;
  return vertices.length > 1 ? kmBetween(...vertices[0].at, ...vertices[1].at) : null;
}

/** The ground that a draft gives, and from whom only; null while it encloses none. */
export function givenGround(draft: Draft, form: Form, network: Network): { area: Geometry; from?: string } | null {
  if (draft.shape === "pick") {
    const cells = new Set(draft.vertices.flatMap(({ at }) => cellsAt(network, at, draft.unit)));
    return cells.size ? { area: groundOfCells(network.atlas, cells) } : null;
  }
  if (draft.shape === "line") {
    const cut = cutBy(network, pointsOf(draft));
    return cut && { area: polygonFrom(cut.sides[draft.otherSide ? 1 : 0]), from: cut.controller };
  }
  const ring = ringOf(draft, radiusKm(draft, form));
  return ring.length ? { area: polygonFrom(ring) } : null;
}

const lineFrom = (draft: Draft) => ({ type: "LineString", coordinates: pointsOf(draft) });

/** The edit that a draft and what is said of it make; null while something is wanting. */
export function actOf(draft: Draft, form: Form, network: Network): Act | null {
  if (isIn(draft.shape, GIVING)) return transferOf(draft, form, network);
  const { states } = draft;
  switch (draft.shape) {
    case "border":
      return draft.steps.length
        ? { kind: "move_border", on: beginning(draft, form).on, scope: form.scope, vertices: told(draft.steps) }
        : null;
    case "stretch":
      return draft.vertices.length > 1
        ? { kind: "move_border", on: beginning(draft, form).on, scope: form.scope, line: lineFrom(draft) }
        : null;
    case "split":
      return draft.vertices.length > 1 ? { kind: "split", state: states[0], line: lineFrom(draft) } : null;
    case "merge":
      return states.length > 1 ? { kind: "merge", states } : null;
    case "retract":
      return { kind: "retract", states };
    default:
      return correctionOf(draft, form);
  }
}

/** Members that were said; what is empty was not. */
function said(form: Form, names: readonly Exclude<keyof Form, "extend">[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (form[name].length ? [[name, form[name]]] : [])));
}

const HOW = ["status", "others", "certainty", "sources", "name", "note"] as const;

function transferOf(draft: Draft, form: Form, network: Network): Act | null {
  const ground = form.to ? givenGround(draft, form, network) : null;
  if (!ground) return null;
  const whose = ground.from && !form.from_controller ? { from_controller: ground.from } : {};
  return {
    kind: "transfer",
    area: ground.area,
    to: form.to,
    on: draft.date,
    ...said(form, ["until", "precision", "from_controller", "layer", ...HOW]),
    ...whose,
  };
}

function correctionOf({ states }: Draft, form: Form): Act | null {
  const changes = { ...(form.to && { controller: form.to }), ...said(form, HOW) };
  return states.length && Object.keys(changes).length ? { kind: "correct", states, ...changes } : null;
}
