"""The ground, lines or points that a file of another program holds, as an edit takes them."""

from __future__ import annotations

from pathlib import Path

import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers import READERS, Reading, ending_of, read_rows

__all__ = ["ground_in"]

_TABLE = "|layername="
"""What stands between a file and the table in it that is meant, as in QGIS."""
_OURS = (".geojson",)
"""What edits read themselves, strictly, with every fault named by its line."""


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
    rows = read_rows(Path(file), Reading(table=table or None))
    wrong = [
        Problem(f"the geometry is not valid: {shapely.is_valid_reason(g).lower()}", file, feature=row.label)
        for row in rows.rows
        if (g := row.geometry) is not None and not shapely.is_valid(g)
    ]
    if wrong:
        raise InputError(wrong)
    parts = [row.geometry for row in rows.rows if row.geometry is not None]
    if not parts:
        raise InputError(Problem("holds no geometry", file))
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)
