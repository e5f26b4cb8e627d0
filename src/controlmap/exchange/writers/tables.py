"""Tables: CSV that no spreadsheet runs, and a small HTML table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import shapely

from controlmap.exchange.sheets import Sheet
from controlmap.exchange.writers.values import flat_rows
from controlmap.format import geometry_text
from controlmap.model import is_right_to_left
from controlmap.plane import Grid

__all__ = ["csv_text", "harmless", "html_text", "write_csv", "write_html"]

_RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""What a text begins with that a spreadsheet would work out, in some languages in wide letters too.

A text that has apostrophes in front already gets one more, so that whoever takes one off has the text again.
"""
_PAGE = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 15px/1.4 system-ui, sans-serif; margin: 1em }}
table {{ border-collapse: collapse }}
th, td {{ padding: .2em .7em; border-bottom: 1px solid #ccc; text-align: start }}
td.number {{ text-align: end; font-variant-numeric: tabular-nums }}
caption, footer {{ text-align: start; padding: .4em 0; color: #444 }}
</style>
<table>
<caption>{title}</caption>
<thead>
<tr>{head}</tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
<footer>{footer}</footer>
</html>
"""


def write_csv(path: Path, sheets: Sequence[Sheet], geometry: str | None = "wkt") -> list[str]:
    """Write all rows under one line of names; `geometry` says whether WKT, GeoJSON or nothing tells where."""
    between = "\t" if path.suffix.lower() == ".tsv" else ","
    path.write_text(csv_text(sheets, geometry, between), encoding="utf-8", newline="")
    licence = sheets[0].about.licence
    return [f"has no room for the licence: {licence}"] if licence and sheets[0].kind == "figures" else []


def csv_text(sheets: Sequence[Sheet], geometry: str | None = "wkt", between: str = ",") -> str:
    """Return all rows as CSV. A text that a spreadsheet would run has an apostrophe in front."""
    columns, rows = flat_rows(sheets)
    if geometry and sheets[0].kind != "figures":
        write = _GEOMETRIES[geometry]
        columns = [*columns, "geometry"]
        shapes = [write(item.geometry, sheet.grid) for sheet in sheets for item in sheet.items]
        rows = [[*row, shape] for row, shape in zip(rows, shapes, strict=True)]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=between, lineterminator="\n")
    writer.writerows([harmless(value) for value in row] for row in [columns, *rows])
    return text.getvalue()


def harmless(value: Any) -> Any:
    """Return a value as a cell has it: nothing for None, an apostrophe before what would be worked out."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and _RUNS.match(value) else value


def _wkt(geometry: shapely.Geometry, grid: Grid) -> str:
    snapped = shapely.transform(geometry, lambda xy: grid.to_degrees(grid.to_units(xy)))
    return shapely.to_wkt(snapped, rounding_precision=7, trim=True)


_GEOMETRIES: dict[str, Callable[[shapely.Geometry | None, Grid], str]] = {
    "wkt": lambda geometry, grid: "" if geometry is None else _wkt(geometry, grid),
    "geojson": lambda geometry, grid: "" if geometry is None else geometry_text(geometry, grid=grid),
}


def write_html(path: Path, sheets: Sequence[Sheet]) -> list[str]:
    """Write all rows as a table on a page that asks nobody for anything."""
    path.write_text(html_text(sheets), encoding="utf-8", newline="\n")
    return []


def html_text(sheets: Sequence[Sheet]) -> str:
    """Return all rows as a page: km² with a decimal, shares in per cent, a dash for what is not known."""
    columns, rows = flat_rows(sheets)
    about = sheets[0].about
    language = about.languages[0]
    footer = " · ".join(filter(None, [*about.attribution, about.licence, about.as_of]))
    return _PAGE.format(
        language=escape(language),
        direction="rtl" if is_right_to_left(language) else "ltr",
        title=escape(about.name),
        head="".join(f"<th>{escape(name)}" for name in columns),
        rows="\n".join(f"<tr>{''.join(map(_cell, columns, row))}" for row in rows),
        footer=escape(footer),
    )


def _cell(name: str, value: Any) -> str:
    if isinstance(value, float):
        return f'<td class="number">{value:.1%}' if name == "share" else f'<td class="number">{value:,.1f}'
    return f"<td>{'–' if value in (None, '') else escape(str(value))}"
