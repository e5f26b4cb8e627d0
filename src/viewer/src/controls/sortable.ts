// A list that the reader sorts, filters and takes along as CSV.
import { csvText } from "../core/csv";
import { fold } from "../core/search";
import { type Child, h, refill } from "../lib/element";
import type { App } from "./app";
import { copyButton } from "./sharePanel";

export interface Column<Row> {
  readonly title: string;
  /** What stands in the CSV, is sorted by, is searched, and is shown unless `cell` says otherwise. */
  readonly text: (row: Row) => string;
  readonly cell?: (row: Row) => Child;
  /** What it is sorted by, where that is not its text. */
  readonly by?: (row: Row) => number;
}

/** A table of rows with a box to filter them; `show` draws it anew for other rows. */
export function sortable<Row>(app: App, name: string, columns: readonly Column<Row>[], first: () => readonly Row[]) {
  const { words } = app;
  const compare = new Intl.Collator(words.locale, { numeric: true }).compare;
  let rows: readonly Row[] = [];
  let [by, down] = [0, false];
  const body = h("tbody", {});
  const box = h("input", { type: "search", class: "cm-filter", placeholder: words.say("filter"), "aria-label": `${name}: ${words.say("filter")}`, oninput: () => draw() });
  const heads = columns.map(({ title }, i) => h("th", { scope: "col" }, h("button", { type: "button", class: "cm-sort", onclick: () => sortBy(i) }, title)));
  const shown = (): Row[] => {
    const wanted = fold(box.value);
    const { text, by: key } = columns[by];
    const found = rows.filter((row) => !wanted || columns.some((column) => said(column, row).some((text) => fold(text).includes(wanted))));
    const order = key ? (a: Row, b: Row) => key(a) - key(b) : (a: Row, b: Row) => compare(text(a), text(b));
    return found.sort((a, b) => (down ? order(b, a) : order(a, b)));
  };
  const draw = () => {
    heads.forEach((head, i) => head.setAttribute("aria-sort", i === by ? (down ? "descending" : "ascending") : "none"));
    refill(body, ...shown().map((row) => h("tr", {}, ...columns.map((column) => h("td", { dir: "auto" }, column.cell ? column.cell(row) : column.text(row))))));
  };
  const sortBy = (column: number) => {
    [by, down] = [column, column === by ? !down : false];
    draw();
  };
  const csv = () => csvText([columns.map(({ title }) => title), ...shown().map((row) => columns.map(({ text }) => text(row)))]);
  const element = h(
    "div",
    { class: "cm-list" },
    h("div", { class: "cm-chips" }, box, copyButton(app, "copy_csv", csv)),
    h("div", { class: "cm-scroll", tabindex: 0, role: "region", "aria-label": name }, h("table", { class: "cm-sortable", "aria-label": name }, h("thead", {}, h("tr", {}, ...heads)), body)),
  );
  const show = () => {
    rows = first();
    draw();
  };
  return { element, show };
}

/** What a cell says: as data, and as it is read. */
function said<Row>({ text, cell }: Column<Row>, row: Row): string[] {
  const shown = cell?.(row);
  return typeof shown === "string" ? [text(row), shown] : [text(row)];
}

/** A part of a panel that is made when it is first opened. */
export function folded(summary: string, fill: () => { readonly element: HTMLElement; readonly show: () => void }, watch?: (again: () => void) => void): HTMLElement {
  let made: ReturnType<typeof fill> | null = null;
  const box = h("details", { class: "cm-folded" }, h("summary", {}, summary));
  const show = () => {
    if (!box.open) return;
    if (!made) box.append((made = fill()).element);
    made.show();
  };
  box.addEventListener("toggle", show);
  watch?.(show);
  return box;
}
