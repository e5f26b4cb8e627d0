"""Tables of measures as text, CSV, JSON rows and GeoJSON."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from controlmap.cli.options import print_json_text
from controlmap.cli.streams import say
from controlmap.words import counted, first_lines, first_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from controlmap.measure import Columns
    from controlmap.model import Entry
    from controlmap.plane import Grid

_DECIMALS = 6
"""In JSON and CSV: square metres, millimetres, and a tenth of a second."""
_RECORDS = 3
"""Of so many records of a file that become the same an edit's line tells the ids."""
_PASSAGES = 20
"""From somebody to somebody, of which people are told beside an edit."""
_STRETCHES = 8
"""Of time without a state, of which people are told; `--json` lists them all."""
_SHOWN = {"share": "{:.1%}", "days": "{:,.1f}", "lon": "{:.4f}", "lat": "{:.4f}"}


def rows_of(frame: pd.DataFrame | Columns) -> list[dict[str, Any]]:
    """Return the rows of a table without its geometry: instants as ISO 8601, numbers rounded."""
    columns = {str(name): _plain(column) for name, column in frame.items() if name != "geometry"}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def print_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print rows as comma-separated values under a line of names; no text is one that a spreadsheet runs."""
    from controlmap.exchange import harmless

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([harmless(row[name]) for name in columns] for row in rows)


def print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows under their names, numbers aligned to the right."""
    if not rows:
        return
    table = [list(rows[0]), *([_shown(name, value) for name, value in row.items()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    right = [isinstance(value, float) for value in rows[0].values()]
    for line in table:
        cells = (
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(line, widths, right, strict=True)
        )
        say("  ".join(cells).rstrip())


def moved_lines(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return who took how much from whom, a line a row of from, to and area_km2."""
    return [f"{row['area_km2']:12,.3f} km²  {row['from']} → {row['to']}" for row in rows]


def moved_in_brief(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return who took how much from whom, as `moved_lines` do, but of many the largest only."""
    largest = sorted(rows, key=lambda row: -row["area_km2"])
    return first_lines(moved_lines(largest), _PASSAGES, ": --json tells all")


def unrecorded_lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield how much ground is left without a state from when until when; of many stretches the largest."""
    for row in sorted(rows, key=lambda row: -row["area_km2"])[:_STRETCHES]:
        until = f" until {row['until']}" if row["until"] else " on"
        yield f"{row['area_km2']:12,.3f} km²  on no record any more, from {row['since']}{until}"
    if len(rows) > _STRETCHES:
        yield f"{'':12}      and {counted(len(rows) - _STRETCHES, 'more stretch', 'more stretches')} of time"


def record_lines(entry: Entry) -> Iterator[str]:
    """Yield which files an entry rewrites, and of those whose records it changes which; of many the first."""
    told: dict[str, dict[str, list[str]]] = {}
    for one in entry.records:
        told.setdefault(one["file"], {}).setdefault(one["what"], []).append(one["id"])
    rewritten = [file for file in entry.files if file not in told]
    if rewritten:
        yield f"rewrites {', '.join(rewritten)}"
    for file, records in told.items():
        parts = (f"{first_of(ids, _RECORDS)} {what}" for what, ids in records.items())
        yield f"{file}: {', '.join(parts)}"


def dated_lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield by how much what passes on which date changes, a line a row of `Effect.by_date`."""
    width = max((len(row["date"]) for row in rows), default=0)
    for row in rows:
        strange = "" if row["meant"] else "  (not meant: the edit is about other dates)"
        passing = f"{row['from']} → {row['to']}"
        yield f"{row['date']:>{width}} {row['area_km2']:+12,.3f} km²  {passing}{strange}"


def print_geojson(frame: gpd.GeoDataFrame | Columns, rows: Sequence[Mapping[str, Any]], grid: Grid) -> None:
    """Print a GeoJSON FeatureCollection: the geometries of a table, with rows as properties."""
    print_json_text(geojson_text(frame, rows, grid))


def geojson_text(frame: gpd.GeoDataFrame | Columns, rows: Sequence[Mapping[str, Any]], grid: Grid) -> str:
    """Return a GeoJSON FeatureCollection: the geometries of a table, with rows as properties."""
    from controlmap.format import geometry_text, json_text

    features = ",\n".join(
        f'{{"type": "Feature", "properties": {json_text(row)}, "geometry": {geometry_text(line, grid=grid)}}}'
        for row, line in zip(rows, frame["geometry"], strict=True)
    )
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}'


def _plain(column: pd.Series | list[Any] | NDArray[Any]) -> list[Any]:
    import numpy as np

    from controlmap.dates import format_instant

    if isinstance(column, list):
        return [round(float(one), _DECIMALS) if isinstance(one, float) else one for one in column]
    values = column if isinstance(column, np.ndarray) else column.to_numpy()
    if values.dtype.kind == "M":
        return [format_instant(moment) for moment in values.astype("datetime64[m]")]
    if values.dtype.kind == "f":
        return [round(number, _DECIMALS) for number in values.tolist()]
    return values.tolist()


def _shown(name: str, value: Any) -> str:
    if isinstance(value, float):
        return _SHOWN.get(name, "{:,.1f}").format(value)
    return str(value)
