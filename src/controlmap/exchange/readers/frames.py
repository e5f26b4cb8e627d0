"""GeoPackage, Shapefile and FlatGeobuf through GDAL, GeoParquet through pyarrow: each opened as what it is.

GDAL chooses what opens a file by its content, and may then open others. So a file's first bytes are looked
at here, and a file that begins like another kind is refused before GDAL sees it.
"""

from __future__ import annotations

import re
import sqlite3
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from glob import escape
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers.degrees import refuse_endless
from controlmap.exchange.readers.encodings import hint_of_encodings
from controlmap.exchange.readers.files import refuse_what_is_no_map
from controlmap.exchange.readers.rows import Reading, Row, Rows, refuse_doubled
from controlmap.extras import extra
from controlmap.store import most_unpacked

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["read_flatgeobuf", "read_geopackage", "read_geoparquet", "read_shapefile", "rows_of_frame"]

_MAX_BYTES = 2 * 2**30
_GDAL = Lock()
"""Held while GDAL reads: what it warns of is gathered for one file, and files are read in several threads."""
_MAX_ROWS = 20_000_000
_LEAST_ROW = 93
"""Bytes that a row takes at least once it is unpacked: a triangle, as WKB."""
_STORED = re.compile(
    r"CREATE (TABLE|INDEX|UNIQUE INDEX|TRIGGER) "
    r"|CREATE VIRTUAL TABLE (\"(?:[^\"]|\"\")*\"|\w+) USING rtree *\(",
    re.IGNORECASE,
)
"""What makes stored things, as SQLite itself writes it down; what else is there is worked out, or forged."""
_STORES = "CREATE TABLE "
"""What SQLite makes of itself, as an index of keys, has no words for how."""
_LISTED = {"LIST_ALL_TABLES": "NO"}
"""GDAL looks at what a GeoPackage lists alone, and not at all tables and views in it."""
_PARTS = (".dbf", ".shx", ".prj", ".cpg", ".qix", ".sbn")


def read_geopackage(path: Path, reading: Reading) -> Rows:
    """Return the features of one layer of a GeoPackage; `reading.table` names it where there are several.

    Raises
    ------
    InputError
        When it is none, cannot be read, or it is not said which of several layers is meant.
    """
    _look_at(path, b"SQLite format 3\x00", "a GeoPackage")
    layers = _opened(path, partial(_stored_layers, path))
    if not layers:
        raise InputError(Problem("holds no layer with geometries", path.name))
    if reading.table is None and len(layers) > 1:
        hint = "Say which one is meant with --table."
        raise InputError(Problem(f"holds {len(layers)} layers: {', '.join(layers)}", path.name, hint=hint))
    if reading.table is not None and reading.table not in layers:
        raise InputError(Problem(f"has no layer {reading.table!r}; it has {', '.join(layers)}", path.name))
    layer = reading.table or layers[0]
    rows = _through_gdal(path, reading, "GPKG", layer=layer, **_LISTED)
    _opened(path, partial(_refuse_damaged, path, layer, rows))
    return rows


def _refuse_damaged(path: Path, layer: str, rows: Rows) -> None:
    """Refuse a table of which a geometry is there and cannot be read: GDAL takes it for none."""
    named = "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?"
    with closing(_database(path)) as database:
        ((column,),) = database.execute(named, (layer,)).fetchall()
        quoted = [name.replace('"', '""') for name in (column, layer)]
        there = 'SELECT "{}" IS NOT NULL FROM "{}" ORDER BY rowid'.format(*quoted)
        filled = [bool(one) for (one,) in database.execute(there)]
    for row, is_there in zip(rows.rows, filled, strict=False):
        if is_there and row.geometry is None:
            raise InputError(Problem("the geometry is damaged", path.name, feature=row.label))


def _database(path: Path) -> sqlite3.Connection:
    """Open a GeoPackage to read it; nothing is written beside it."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _stored_layers(path: Path) -> list[str]:
    """Return the layers with geometries that a GeoPackage lists.

    Refuse it where one of its layers, or a table of the format, is worked out as it is read, and may have no
    end. What else is in there GDAL passes over. What only writing wakes, triggers and constraints, sleeps:
    nothing is written. Of tables that code stands for there are those of the index of ground.
    """
    with closing(_database(path)) as database:
        made_by = {name.lower(): sql for name, sql in database.execute("SELECT name, sql FROM sqlite_master")}
        own = [name for name in made_by if name.startswith(("gpkg_", "rtree_"))]
        _refuse_what_runs(path, database, made_by, own)
        listed = [
            str(name) for (name,) in database.execute("SELECT table_name FROM gpkg_contents ORDER BY rowid")
        ]
        there = [name for name in listed if name.lower() in made_by]
        _refuse_what_runs(path, database, made_by, map(str.lower, there))
        grounds = database.execute("SELECT lower(table_name) FROM gpkg_geometry_columns").fetchall()
        return [name for name in there if (name.lower(),) in grounds]


def _refuse_what_runs(
    path: Path, database: sqlite3.Connection, made_by: Mapping[str, str | None], names: Iterable[str]
) -> None:
    for name in names:
        if not _STORED.match(made_by[name] or _STORES):
            raise _runs(path, f"{name!r} is a view, or what else is no stored table")
        for column, hidden in database.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (name,)):
            if hidden > 1:
                raise _runs(path, f"{column!r} in {name!r} is generated")


def _runs(path: Path, what: str) -> InputError:
    hint = "Save the layer that is meant to a file of its own, with its values stored."
    return InputError(Problem(f"{what}: it would be worked out as it is read", path.name, hint=hint))


def read_shapefile(path: Path, reading: Reading) -> Rows:
    """Return the features of a Shapefile, in the encoding that its .cpg file or `reading` names.

    Raises
    ------
    InputError
        When it is none, its .dbf or .shx is missing, no encoding is named and its texts are not ASCII, or it
        cannot be read.
    """
    _look_at(path, b"\x00\x00\x27\x0a", "a Shapefile")
    others = list(path.parent.glob(f"{escape(path.stem)}.*"))
    if odd := [p for p in others if p.suffix.lower() in _PARTS and not p.is_file()]:
        raise InputError(Problem("is missing, or no regular file", odd[0].name, code="CM108"))
    beside = {p.suffix.lower() for p in others}
    missing = [ending for ending in (".dbf", ".shx") if ending not in beside]
    if missing:
        raise InputError(Problem(f"{path.stem}{missing[0]} is missing beside it", path.name))
    encoding = reading.encoding or (None if ".cpg" in beside else _told_encoding(path))
    return _through_gdal(path, reading, "ESRI Shapefile", **({"encoding": encoding} if encoding else {}))


def _told_encoding(path: Path) -> str | None:
    """Return None where all texts are ASCII; refuse to guess elsewhere, showing how they would read."""
    dbf = next(p for p in path.parent.glob(f"{escape(path.stem)}.*") if p.suffix.lower() == ".dbf")
    data = dbf.read_bytes()
    if data[29:30] not in (b"\x00", b""):
        return None  # the language byte says it
    body = data[int.from_bytes(data[8:10], "little") :]
    if body.isascii():
        return None
    hint = hint_of_encodings(body)
    raise InputError(Problem("does not say in which encoding its texts are", path.name, hint=hint))


def read_flatgeobuf(path: Path, reading: Reading) -> Rows:
    """Return the features of a FlatGeobuf file.

    Raises
    ------
    InputError
        When it is none, or cannot be read.
    """
    _look_at(path, b"fgb\x03fgb", "a FlatGeobuf file")
    return _through_gdal(path, reading, "FlatGeobuf")


def read_geoparquet(path: Path, reading: Reading) -> Rows:
    """Return the features of a GeoParquet file.

    pyarrow reads it, which `pip install controlmap[parquet]` brings.

    Raises
    ------
    InputError
        When it is none, or pyarrow is not installed.
    """
    _look_at(path, b"PAR1", "a Parquet file")
    import geopandas as gpd

    with extra("parquet", path.name):
        _opened(path, partial(_refuse_bombs, path))
        frame = _opened(path, partial(gpd.read_parquet, path))
    return rows_of_frame(frame, path.name, reading)


def _refuse_bombs(path: Path) -> None:
    """Refuse a Parquet file that unpacks to too much: one value may stand for millions.

    What a dictionary packs counts as little in what the file says of itself; but each row has ground.
    """
    from pyarrow import ArrowException
    from pyarrow.parquet import read_metadata

    try:
        told = read_metadata(path)
    except ArrowException as error:
        raise ValueError(str(error)) from None
    unpacked = sum(told.row_group(i).total_byte_size for i in range(told.num_row_groups))
    unpacked = max(unpacked, told.num_rows * _LEAST_ROW)
    if told.num_rows > _MAX_ROWS or unpacked > min(_MAX_BYTES, most_unpacked(path.stat().st_size)):
        raise ValueError(f"it unpacks to {told.num_rows:,} rows and {unpacked:,} bytes")


def _through_gdal(path: Path, reading: Reading, driver: str, **options: Any) -> Rows:
    import pyogrio

    info = _opened(path, lambda: pyogrio.read_info(path, **options))
    if info["driver"] != driver:
        raise InputError(Problem(f"is {info['driver']}, not {driver}", path.name))
    with _GDAL, warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        frame = _opened(path, lambda: _frame(path, **options))
    if "geometry" not in frame:
        raise InputError(Problem("has no geometries", path.name))
    # What GDAL reads has one geometry.
    rows = rows_of_frame(frame, path.name, replace(reading, geometry=None))
    return replace(rows, told=(*rows.told, *dict.fromkeys(f"GDAL says: {one.message}" for one in said)))


def _frame(path: Path, **options: Any) -> gpd.GeoDataFrame:
    import pyogrio

    read = partial(pyogrio.read_dataframe, path, use_arrow=False, datetime_as_string=True)
    try:
        return read(**options)
    except UnicodeDecodeError as error:
        # A Shapefile has room for so many bytes of a text, and some programs cut in the middle of a letter.
        frame = read(**{**options, "encoding": "ISO-8859-1"})
        for name in frame.columns.drop("geometry"):
            frame[name] = [_whole_letters(value, error.encoding) for value in frame[name]]
        return frame


def _whole_letters(value: Any, encoding: str) -> Any:
    """Return a text that was read byte for byte, without a letter of which it has the beginning only."""
    if not isinstance(value, str):
        return value
    data = value.encode("latin-1")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            raise
        return data[: error.start].decode(encoding)


def _opened(path: Path, read: Callable[[], Any]) -> Any:
    """Return what a library reads, its errors in one sentence."""
    try:
        with np.errstate(invalid="ignore"):  # what is no number is refused with its place
            return read()
    except (ImportError, InputError):
        raise
    # Files that are broken in the middle meet what the libraries did not think of, in whatever words.
    except Exception as error:
        line = (str(error).splitlines() or [type(error).__name__])[0]
        # Where a file lies is nobody's business: archives are unpacked to a folder of their own.
        said = line.replace(str(path), path.name)
        raise InputError(Problem(f"cannot be read: {said}", path.name)) from None


def _look_at(path: Path, begins: bytes, what: str) -> None:
    """Refuse a file that does not begin like its kind."""
    if not path.is_file():
        raise InputError(Problem("is missing, or no regular file", path.name, code="CM108"))
    if path.stat().st_size > _MAX_BYTES:
        raise InputError(Problem(f"is larger than {_MAX_BYTES >> 20} MiB", path.name, code="CM107"))
    with path.open("rb") as stream:
        head = stream.read(512)
    if not head.startswith(begins):
        refuse_what_is_no_map(head, path.name)
        raise InputError(Problem(f"is not {what}: it does not begin like one", path.name))


def rows_of_frame(frame: gpd.GeoDataFrame, file: str, reading: Reading) -> Rows:
    """Return the rows of a GeoDataFrame, in WGS 84.

    Raises
    ------
    InputError
        When it has no geometry, a coordinate is NaN or infinite, it does not say what its coordinates are in
        and they are no degrees, or `reading.crs` is not known, or two columns are called the same, or
        `reading.geometry` names none with geometry.
    """
    if not len(frame):
        return Rows(file, ())
    if not hasattr(frame, "to_crs"):
        hint = "Make it one of geopandas: GeoDataFrame(frame, geometry=..., crs=...)."
        raise InputError(Problem(f"is a {type(frame).__name__}, and no GeoDataFrame", file, hint=hint))
    if reading.geometry is not None:
        frame = _with_ground_of(frame, file, reading.geometry)
    if not hasattr(frame, "geometry"):
        hint = "frame.set_geometry(COLUMN) says which column has it."
        raise InputError(Problem("has no column of geometry that is meant", file, hint=hint))
    refuse_doubled(map(str, frame.columns), file)
    refuse_endless(frame.geometry.to_numpy(), file, _numbered)
    frame, told = _in_degrees(frame, file, reading)
    refuse_endless(frame.geometry.to_numpy(), file, _numbered, _NOT_OF_IT)
    return Rows(file, tuple(_rows(frame)), told=told)


def _with_ground_of(frame: gpd.GeoDataFrame, file: str, column: str) -> gpd.GeoDataFrame:
    """Return a frame whose ground is that of another of its columns."""
    grounds = [str(name) for name in frame.columns if frame[name].dtype == "geometry"]
    if column not in grounds:
        hint = f"It has {', '.join(grounds)}." if grounds else None
        raise InputError(Problem(f"has no column of geometry {column!r}", file, hint=hint))
    return frame.set_geometry(column)


def _numbered(i: int) -> tuple[None, str]:
    return None, f"number {i + 1}"


_NOT_OF_IT = "is what a position becomes in degrees: its coordinates are not of the system that is said"


def _rows(frame: gpd.GeoDataFrame) -> Iterator[Row]:
    name = frame.geometry.name
    columns = [column for column in frame.columns if column != name]
    values = [frame[column].tolist() for column in columns]
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    for i, shape in enumerate(shapes):
        fields = {str(c): _plain(v[i]) for c, v in zip(columns, values, strict=True)}
        yield Row(_numbered(i)[1], shape, fields)


def _plain(value: Any) -> Any:
    """Return a value as Python has it; pandas' several kinds of nothing are None."""
    if isinstance(value, np.ndarray):
        return [_plain(item) for item in value]
    # NA is neither the same as itself nor not.
    if value is None or str(value) in ("NaT", "<NA>") or value != value:
        return None
    return value.item() if isinstance(value, np.generic) else value


def _in_degrees(
    frame: gpd.GeoDataFrame, file: str, reading: Reading
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    import pyproj
    from pyproj.exceptions import CRSError

    told: tuple[str, ...] = ()
    if reading.crs is not None:
        try:
            frame = frame.set_crs(pyproj.CRS.from_user_input(reading.crs), allow_override=True)
        except (CRSError, TypeError, ValueError):  # it asks tables and arrays whether they are true
            wrong, hint = f"{reading.crs!r:.60} is no coordinate system", "Say it as in EPSG:4326."
            raise InputError(Problem(wrong, file, hint=hint)) from None
    elif frame.crs is None:
        west, south, east, north = shapely.total_bounds(frame.geometry.to_numpy())
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            hint = "Say it with --crs, as in --crs EPSG:32637."
            raise InputError(Problem("does not say what its coordinates are in", file, hint=hint))
        told = ("coordinates are taken for longitude and latitude on WGS 84: the file does not say",)
        frame = frame.set_crs(4326)
    if frame.crs is not None and frame.crs.to_epsg() != 4326:
        frame = frame.to_crs(4326)
    return frame, told
