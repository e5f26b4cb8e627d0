// What a map holds, as PAYLOAD.md describes it.
import type { Known } from "./civil";

/** Text by language code. */
export type Texts = Readonly<Record<string, string>>;
export type Status = "held" | "contested" | "joint" | "besieged";
export type Certainty = "confirmed" | "reported" | "claimed" | "inferred";
export type Pattern = "none" | "lines" | "cross" | "dots";

export interface Actor {
  readonly id: string;
  readonly name: Texts;
  readonly short?: Texts | null;
  /** The name inside a sentence, where it differs there. */
  readonly in_text?: Texts | null;
  readonly colour: string;
  readonly pattern: Pattern;
  readonly parent?: string | null;
}

export interface Layer {
  readonly id: string;
  readonly name: Texts;
  readonly bounds: readonly [number, number, number, number];
}

/** Named ground that figures are told by. */
export interface Region {
  readonly id: string;
  readonly name: Texts;
  /** m², of what is no part of the map too. */
  readonly area: number;
}

export interface Source {
  readonly id: string;
  readonly title: string;
  readonly publisher?: string | null;
  /** Both in further languages. */
  readonly title_in?: Texts;
  readonly publisher_in?: Texts;
  /** The language that the source is in. */
  readonly language?: string;
  readonly issued?: string | null;
  readonly url?: string | null;
  readonly lean?: string | null;
}

export interface ControlState {
  readonly id: string | null;
  readonly layer: number | null;
  readonly area: Texts | null;
  readonly controller: number;
  readonly status: Status;
  readonly others: readonly number[];
  readonly certainty: Certainty | null;
  readonly from: string | null;
  readonly to: string | null;
  /** How precisely `from` and `to` are known; null: as their texts say. */
  readonly from_precision?: Known | null;
  readonly to_precision?: Known | null;
  readonly sources: readonly number[];
  readonly note: Texts | null;
  readonly evidence_km: number | null;
  /** Ids of the reports that it rests on. */
  readonly reports: readonly string[];
  readonly probability?: number | null;
}

/** A control state of which is known whether its ground was somebody's just before; of one with a holder that is nothing. */
export interface ToldState extends ControlState {
  readonly left?: boolean;
}

/** A payload's states: how many, and a column for each member; one value stands for all. */
export type StateColumns = { readonly count: number } & {
  readonly [K in keyof Required<ControlState>]: readonly ControlState[K][];
};

export interface Place {
  readonly id: string;
  readonly name: Texts;
  readonly kind: string;
  readonly lon: number;
  readonly lat: number;
  readonly population: number | null;
  /** What else people call it. */
  readonly aliases?: readonly string[];
}

/** A point on the ground. */
export interface Spot {
  readonly lon: number;
  readonly lat: number;
}

/** What one report says of a place, and what the map says to it. */
export interface Report {
  readonly id: string;
  /** Index in the header's places. */
  readonly place: number;
  readonly date: string;
  readonly precision: Known | null;
  readonly kind: "baseline" | "change" | "held" | "context";
  readonly from: number | null;
  readonly controller: number;
  readonly status: Status;
  readonly others: readonly number[];
  readonly named: "named" | "inferred" | "not_named";
  readonly confidence: "high" | "medium" | "low";
  readonly statement: Texts | null;
  readonly sources: readonly number[];
  readonly note: Texts | null;
  /** "agrees", why the map says otherwise, or null where the two cannot be compared. */
  readonly verdict: string | null;
  /** Where the map agrees on the holder only: how the place was held, or who held it before, is another there. */
  readonly differs?: "status" | "before" | null;
  /** Whether sources disagree about this. */
  readonly disputed: boolean;
  /** The numbers of the disagreements that this is one side of. */
  readonly disputes: readonly number[];
}

/** A report on a place that has no point. */
export interface UnplacedReport extends Omit<Report, "place"> {
  /** The place's name. */
  readonly place: Texts | null;
}

/** Reports as columns; one value stands for all. */
export type ReportColumns = { readonly count: number } & {
  readonly [K in keyof Report]: readonly Report[K][];
};

/** A record that another replaced. */
export interface Correction {
  readonly id: string;
  readonly layer: number;
  readonly area: Texts | null;
  readonly controller: number;
  readonly certainty: Certainty;
  readonly from: string;
  readonly from_precision?: Known | null;
  readonly to: string | null;
  readonly recorded_at: string | null;
  readonly superseded_at: string;
}

/** The map as it was known on each day up to `last`, as far as it was not as the next one, or as now. */
export interface Edition {
  readonly last: string;
  /** What it is called, where it is no earlier map but a view beside others; `last` is its rank from the end then. */
  readonly view_name?: Texts;
  readonly period: Header["period"];
  readonly dates: readonly string[];
  readonly date_precision?: Header["date_precision"];
  /** A cell, and for each of its spells the index of its date and the number of its state. */
  readonly spells: readonly (readonly number[])[];
  /** By the ids of reports. */
  readonly verdicts: Readonly<Record<string, string | null>>;
}

export interface MapEvent {
  readonly id: string;
  readonly date: string;
  readonly precision?: Known | "night" | null;
  readonly place: Texts | null;
  readonly kind: string;
  readonly statement: Texts | null;
  readonly actor: Texts | null;
  readonly killed: number | null;
  readonly killed_children: number | null;
  readonly injured: number | null;
  readonly count_basis: string | null;
  readonly reported_by: Texts | string | null;
  readonly sources: readonly number[];
  readonly note: Texts | string | null;
  readonly lon: number | null;
  readonly lat: number | null;
}

/** A view that a story shows, and what is to be said of it. */
export interface StoryStep {
  readonly date: string;
  readonly compare: string | null;
  readonly view: readonly [number, number, number, number] | null;
  readonly place: string | null;
  readonly text: Texts;
  readonly sources: readonly number[];
}

export interface BaseFeature {
  readonly name: Texts | null;
  readonly class?: string | null;
  readonly rank?: number | null;
  readonly shape: "point" | "line" | "polygon";
  readonly parts: number;
}

export interface BaseLayer {
  readonly kind: string;
  readonly attribution?: Texts | string | null;
  readonly features: readonly BaseFeature[];
}

/** `foretold` of so many trials, with all reports within `km` left out (0: those on the place), between which shares with 95 %. */
export interface LeftOut {
  readonly km: number;
  readonly trials: number;
  readonly foretold: number;
  readonly between: readonly [number, number];
}

/** A level of detail of a map in tiles: `step` in grid units, tiles across, steps across a tile, and where it lies in their file. */
export interface TileLevel {
  readonly step: number;
  readonly across: number;
  readonly span: number;
  readonly start: number;
  /** Offset of the first of the pages that list its tiles, and which of the section `page_bytes` that is. */
  readonly directory: number;
  readonly page: number;
}

/** Where the tiles of a map are, of which the page itself has an overview. */
export interface Tiles {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The south-western corner in grid units. */
  readonly corner: readonly [number, number];
  readonly levels: readonly TileLevel[];
  readonly overview_step: number;
  readonly facts: TileLevel;
  /** Offset and length of what is told of regions and places, and of what passed since the first date. */
  readonly ledger: readonly [number, number];
  /** First date, offset and length of each page of what passes between dates. */
  readonly changes: readonly (readonly [first: number, offset: number, length: number])[];
  /** Of how long fronts are at each date. */
  readonly fronts: readonly [number, number];
  /** The certainties of which some record names a source. */
  readonly sourced: readonly Certainty[];
  /** How many records rest on each source. */
  readonly states_by_source: readonly number[];
  /** Of sources, reports, events and corrections, where they are too many for the page itself. */
  readonly words?: readonly [number, number];
}

export interface Header {
  readonly format: string;
  readonly version: number;
  readonly generator: string;
  /** What the map says of itself: how it was made, what it cannot tell. */
  readonly about?: readonly { readonly title: Texts; readonly text: Texts }[];
  /** SHA-256 over the digests of the layers that the map was built from. */
  readonly digest?: string;
  readonly corrections?: readonly Correction[];
  /** What was known earlier, the latest first. */
  readonly editions?: readonly Edition[];
  /** What the map is called among views of the same ground, which editions are then. */
  readonly view_name?: Texts;
  /** The first day that the map can be shown as known on; null: any. */
  readonly known_from?: string | null;
  /** States that only earlier editions show, numbered on from `states`. */
  readonly superseded?: readonly StateColumns[];
  readonly title: Texts;
  readonly description?: Texts | null;
  readonly languages: readonly string[];
  readonly right_to_left: readonly string[];
  readonly time_zone: string;
  readonly known_on: string | null;
  readonly grid: number;
  readonly base_grid: number;
  readonly view: readonly [number, number, number, number];
  /** ISO instant of the date that is shown first; null: the first one. */
  readonly opens?: string | null;
  readonly period: readonly [string, string];
  readonly dates: readonly string[];
  /** How precisely each of `dates` is known; null: as its text says. One value stands for all. */
  readonly date_precision?: readonly (Known | null)[];
  readonly actors: readonly Actor[];
  readonly layers: readonly Layer[];
  /** Ground that figures are told by; it may reach beyond the map. */
  readonly regions?: readonly Region[];
  /** The same in the ledger of a map in tiles. */
  readonly grounds?: readonly Region[];
  readonly sources: readonly Source[];
  readonly states: StateColumns;
  readonly places: readonly Place[];
  readonly reports?: ReportColumns;
  /** Reports on places without a point. */
  readonly reports_unplaced?: readonly UnplacedReport[];
  /** How many reports of a change the map foretells once they are left out of it, by how much is left out. */
  readonly left_out?: readonly LeftOut[];
  readonly events: readonly MapEvent[];
  readonly story?: readonly StoryStep[];
  readonly base: readonly BaseLayer[];
  readonly attribution: readonly (Texts | string)[];
  readonly licence?: string | null;
  /** Whom a citation names. */
  readonly author?: readonly (Texts | string)[];
  readonly publisher?: Texts | string;
  /** ISO day, month or year of this edition. */
  readonly issued?: string;
  /** What is not in the map though its files have it; `coarse` are layers by index, each with km. */
  readonly held_back?: {
    readonly delay_hours: number;
    readonly coarse: readonly (readonly [layer: number, km: number])[];
    readonly kinds: readonly string[];
  };
  readonly tiles?: Tiles;
  readonly strings?: Readonly<Record<string, Texts>>;
  readonly sections: Readonly<Record<string, readonly [number, number]>>;
}
