"""The ground, lines or points that a file of another program holds, as an edit takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers import READERS, Reading, Row, Rows, ending_of, read_rows
from controlmap.format import check_lines, check_range

__all__ = ["file_of", "ground_in", "rows_in"]

_TABLE = "|layername="
"""What stands between a file and the table in it that is meant, as in QGIS."""
_OURS = (".geojson",)
"""What edits read themselves, strictly, with every fault named by its line."""


_INSTEAD = {
    "--table": f"Name the one that is meant: {{path}}{_TABLE}TABLE",
    "--crs": "Save it with what its coordinates are in (a shapefile has a .prj), or in degrees on WGS 84.",
    "--encoding": "Save it as UTF-8.",
    "--geometry": "Call its columns lon and lat, or wkt.",
}
"""What to do where no option says how a file is read."""


def file_of(named: str | Path) -> Path:
    """Return the file of `FILE`, or of `FILE|layername=TABLE`."""
    return Path(str(named).partition(_TABLE)[0])


def rows_in(named: str | Path) -> Rows:
    """Return what a file holds that no option says how to read; `FILE|layername=TABLE` names a table in it.

    Raises
    ------
    InputError
        When it cannot be read, with what to do to the file.
    """
    path, table = file_of(named), str(named).partition(_TABLE)[2]
    try:
        return read_rows(path, Reading(table=table or None))
    except InputError as error:
        raise InputError([replace(p, hint=_without_options(p.hint, path)) for p in error.problems]) from None


def _without_options(hint: str | None, path: Path) -> str | None:
    """Return a hint, or what to do instead where it proposes an option of the importers."""
    return next((said.format(path=path) for option, said in _INSTEAD.items() if option in (hint or "")), hint)


def ground_in(named: str | Path) -> shapely.Geometry | None:
    """Return all that a file holds (lon, lat), as one geometry; None where the text names no file to read.

    Of a GeoPackage with several tables `FILE.gpkg|layername=TABLE` names one.

    Raises
    ------
    InputError
        When the file cannot be read, holds no geometry, or one that is not valid.
    """
    file, ending = str(file_of(named)), ending_of(file_of(named))
    if ending not in READERS or ending in _OURS:
        return None
    rows = rows_in(named)
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
