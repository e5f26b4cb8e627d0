// Maps as pictures: letters are actors, `.` is nobody knows, a space is outside. Cells are unit squares.
import { type Atlas, atlasOf } from "../core/atlas";
import type { ControlState, Header, StateColumns } from "../core/model";
import { decodePayload } from "../core/payload";
import { columnsOf } from "../core/states";
import { delta, encodePayload, type SectionValues } from "./encode";

export type Sketch = Readonly<Record<string, string>>;
type Changes = {
  /** Grid units along a square's side; a side is one degree all the same. */
  side?: number;
  header?: Partial<Header>;
  state?: (state: ControlState, date: string) => Partial<ControlState>;
};

/** An atlas from sketches by date, such as `{"2024-11-26": "AAB AAB"}`; the north row comes first. */
export function atlasFromSketch(sketch: Sketch, changes: Changes = {}): Atlas {
  return atlasOf(decodePayload(payloadFromSketch(sketch, changes)));
}

/** The same as bytes. Each cell is 1 by 1 degree and 1,000,000 m²; its corner (0, 0) is the south-west one. */
export function payloadFromSketch(
  sketch: Sketch,
  { side = 1, header = {}, state = () => ({}) }: Changes = {},
): Uint8Array {
  const dates = Object.keys(sketch);
  const rows = dates.map((date) => sketch[date].split("|"));
  const letters = [...new Set(rows.flat().join("").replace(/[ .]/g, ""))].sort();
  const cells = squares(rows[0]);
  const states: ControlState[] = [blankState(0, dates[0])];
  const stateFor = (actor: number, date: string): number => {
    const known = states.findIndex((one, i) => i > 0 && one.controller === actor && one.from === date);
    if (known > 0) return known;
    const blank = blankState(actor, date);
    return states.push({ ...blank, id: `s${states.length}`, ...state(blank, date) }) - 1;
  };
  const spells = cells.map(([column, row]) => {
    const held = rows.map((picture) => letters.indexOf(picture[row][column]) + 1);
    return held.flatMap((actor, date) => {
      if (date > 0 && held[date - 1] === actor) return [];
      return [[date, stateFor(actor, dates[date])]];
    });
  });
  const sections: SectionValues = {
    ...edges(cells, rows[0].length, side),
    cell_layer: cells.map(() => 0),
    cell_area: cells.map(() => 1_000_000),
    spell_counts: spells.map((list) => list.length),
    spell_dates: spells.flat().map(([date]) => date),
    spell_states: spells.flat().map(([, index]) => index),
    base_lengths: [],
    base_xy: [],
  };
  const grid = 1 / side;
  return encodePayload({ ...sketchHeader(dates, letters, columnsOf(states.slice(1))), grid, ...header }, sections);
}

function squares(rows: readonly string[]): [number, number][] {
  return rows.flatMap((row, y) =>
    [...row].flatMap((letter, x) => (letter === " " ? [] : [[x, y] as [number, number]])),
  );
}

/** Every side of every square as an arc of its own. */
function edges(cells: readonly [number, number][], height: number, units: number): SectionValues {
  const index = new Map(cells.map(([x, y], i) => [`${x} ${y}`, i]));
  const cell = (x: number, y: number) => (index.get(`${x} ${y}`) ?? -1) + 1;
  const found = new Map<string, { xy: number[]; left: number; right: number }>();
  for (const [x, y] of cells) {
    const south = height - y - 1;
    for (const side of [0, 1]) {
      found.set(`h ${x} ${y + side}`, {
        xy: [x, south + 1 - side, x + 1, south + 1 - side],
        left: cell(x, y + side - 1),
        right: cell(x, y + side),
      });
      found.set(`v ${x + side} ${y}`, {
        xy: [x + side, south, x + side, south + 1],
        left: cell(x + side - 1, y),
        right: cell(x + side, y),
      });
    }
  }
  const arcs = [...found.values()];
  return {
    arc_lengths: arcs.map(() => 2),
    arc_xy: delta(arcs.flatMap((arc) => arc.xy.map((value) => value * units))),
    arc_left: arcs.map((arc) => arc.left),
    arc_right: arcs.map((arc) => arc.right),
  };
}

function blankState(controller: number, from: string): ControlState {
  return {
    id: null,
    layer: 0,
    area: null,
    controller,
    status: "held",
    others: [],
    certainty: "reported",
    from,
    to: null,
    sources: [],
    note: null,
    evidence_km: null,
    reports: [],
  };
}

function sketchHeader(dates: string[], letters: string[], states: StateColumns): Omit<Header, "sections"> {
  const actor = (id: string) => ({ id, name: { en: id }, colour: "#4477aa", pattern: "none" as const });
  return {
    format: "controlmap",
    version: 1,
    generator: "test",
    title: { en: "Sketch" },
    languages: ["en", "ar"],
    right_to_left: ["ar"],
    time_zone: "Asia/Damascus",
    known_on: null,
    grid: 1,
    base_grid: 1,
    view: [0, 0, 4, 4],
    period: [dates[0], "2024-12-13"],
    dates,
    actors: [actor("unknown"), ...letters.map(actor)],
    layers: [{ id: "sketch", name: { en: "Sketch" }, bounds: [0, 0, 4, 4] }],
    sources: [],
    states,
    places: [],
    events: [],
    base: [],
    attribution: [],
    licence: null,
  };
}
