"""The ground, lines or points that a file of another program holds, as an edit takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers import READERS, Reading, Row, Rows, ending_of, read_rows
from controlmap.format import check_lines, check_range

__all__ = ["ground_in"]

_TABLE = "|layername="
"""What stands between a file and the table in it that is meant, as in QGIS."""
_OURS = (".geojson",)
"""What edits read themselves, strictly, with every fault named by its line."""


def _rows(path: Path, table: str | None) -> Rows:
    try:
        return read_rows(path, Reading(table=table))
    except InputError as error:
        named = f"Name the one that is meant: {path}{_TABLE}TABLE"
        told = [replace(p, hint=named) if "--table" in (p.hint or "") else p for p in error.problems]
        raise InputError(told) from None


def ground_in(named: str | Path) -> shapely.Geometry | None:
    """Return all that a file holds (lon, lat), as one geometry; None where the text names no file to read.

    Of a GeoPackage with several tables `FILE.gpkg|layername=TABLE` names one.

    Raises
    ------
    InputError
        When the file cannot be read, holds no geometry, or one that is not valid.
    """
    file, _, table = str(named).partition(_TABLE)
    ending = ending_of(Path(file))
    if ending not in READERS or ending in _OURS:
        return None
    rows = _rows(Path(file), table or None)
    wrong = [problem for row in rows.rows for problem in _problems(row, file)]
    if wrong:
        raise InputError(wrong)
    parts = [row.geometry for row in rows.rows if row.geometry is not None]
    if not parts:
        raise InputError(Problem("holds no geometry", file))
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _problems(row: Row, file: str) -> Iterator[Problem]:
    """Yield what keeps a row's geometry from being ground: it is not valid, or lies nowhere on Earth."""
    shape, place = row.geometry, {"file": file, "line": row.line, "feature": row.label}
    if shape is None:
        return
    if not shapely.is_valid(shape):
        yield Problem(f"the geometry is not valid: {shapely.is_valid_reason(shape).lower()}", **place)
    for fault in (*check_range(shapely.get_coordinates(shape), ()), *check_lines(shape)):
        yield Problem(fault.message, **place, hint=fault.hint)
