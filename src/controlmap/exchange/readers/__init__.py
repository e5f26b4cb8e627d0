"""Readers: any file that mappers publish, as rows of (ground or point, what is said of it).

A reader is a function from a path and a `Reading` to `Rows`. It writes nothing, opens no other file and no
connection. A new format is a module here and a line in `READERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers.csv import read_csv, table_of
from controlmap.exchange.readers.degrees import refuse_endless, within_180
from controlmap.exchange.readers.files import INDEX_FORMAT, IS_EMPTY, ending_of, files_in, is_of_no_bytes
from controlmap.exchange.readers.foreign import LEAVE_OUT
from controlmap.exchange.readers.frames import (
    read_flatgeobuf,
    read_geopackage,
    read_geoparquet,
    read_shapefile,
    rows_of_frame,
)
from controlmap.exchange.readers.json import read_json_file
from controlmap.exchange.readers.kml import read_kml, read_kmz
from controlmap.exchange.readers.lua import read_lua
from controlmap.exchange.readers.restated import ReadBefore
from controlmap.exchange.readers.rows import Reading, Row, Rows
from controlmap.exchange.readers.zip import reader_of_zips

__all__ = [
    "INDEX_FORMAT",
    "IS_EMPTY",
    "LEAVE_OUT",
    "READERS",
    "ReadBefore",
    "Reading",
    "Row",
    "Rows",
    "ending_of",
    "files_of",
    "read_rows",
]
__all__ += ["is_of_no_bytes", "rows_of_frame", "table_of"]

Reader = Callable[[Path, Reading], Rows]

READERS: dict[str, Reader] = {
    ".geojson": read_json_file,
    ".json": read_json_file,
    ".topojson": read_json_file,
    ".umap": read_json_file,
    ".kml": read_kml,
    ".kmz": read_kmz,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".gpkg": read_geopackage,
    ".shp": read_shapefile,
    ".fgb": read_flatgeobuf,
    ".parquet": read_geoparquet,
    ".geoparquet": read_geoparquet,
    ".lua": read_lua,
}
"""By the ending of a file's name; `.gz` behind it is taken off before."""

READERS[".zip"] = reader_of_zips(dict(READERS))


def files_of(path: Path) -> list[Path]:
    """Return a file, or the readable files of a folder, in order of their names.

    Raises
    ------
    InputError
        When there is none.
    """
    return files_in(path, READERS)


def read_rows(path: Path, reading: Reading | None = None) -> Rows:
    """Return what a file holds, with longitudes from -180 to 180 however the file counts them.

    Raises
    ------
    InputError
        When no reader takes such files, or with all that is wrong with the file.
    """
    reader = READERS.get(ending_of(path))
    if reader is None:
        hint = f"Read are {', '.join(READERS)}."
        raise InputError(Problem("is of no kind that is read here", path.name, hint=hint))
    rows = reader(path, reading or Reading())
    shapes = [row.geometry for row in rows.rows]
    refuse_endless(shapes, rows.file, lambda i: (rows.rows[i].line, rows.rows[i].label))
    return within_180(rows)
