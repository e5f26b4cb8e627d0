"""CSV: a column with WKT or GeoJSON for ground, or two with longitude and latitude for points.

Separators may be commas, semicolons or tabs; decimals may have commas, and digits may be Arabic-Indic or
Persian.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers.degrees import in_degrees
from controlmap.exchange.readers.encodings import encoding_of_mark, hint_of_encodings, unmarked_encoding
from controlmap.exchange.readers.files import IS_EMPTY, data_of
from controlmap.exchange.readers.rows import Reading, Row, Rows, refuse_doubled
from controlmap.format import MAX_DEPTH, build, check_geometry, read_json

__all__ = ["number_of", "read_csv", "table_of"]

# In English and French, German, Spanish, Italian, Turkish, Russian, Ukrainian, Arabic and Persian.
_LON = (
    "lon",
    "long",
    "lng",
    "longitude",
    "x",
    "länge",
    "längengrad",
    "laenge",
    "longitud",
    "longitudine",
    "boylam",
    "долгота",
    "довгота",
    "خط الطول",
    "طول جغرافیایی",
)
_LAT = (
    "lat", "latitude", "y", "breite", "breitengrad", "latitud", "latitudine", "enlem",
    "широта", "خط العرض", "عرض جغرافیایی",
)  # fmt: skip
_DEGREES = "EPSG:4326"
_UNREAD = re.compile(
    r"CIRCULARSTRING|COMPOUNDCURVE|CURVEPOLYGON|MULTICURVE|MULTISURFACE|POLYHEDRALSURFACE|TIN|TRIANGLE",
    re.IGNORECASE,
)
"""Kinds of WKT that are known for geometries, and not read."""
_WKT = re.compile(
    r"(?:SRID=(?P<srid>\d+);)?\s*"
    rf"(?P<text>(?:(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION|{_UNREAD.pattern})\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_GEOJSON = re.compile(r'\s*\{.*"type".*\}\s*', re.DOTALL)
_MARKED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
_MAX_FIELD = 64 * 2**20


def read_csv(path: Path, reading: Reading) -> Rows:
    """Return the rows of a table, with a geometry as far as columns give one.

    Raises
    ------
    InputError
        When it is no table, its text is not in the encoding said, or a geometry cannot be read.
    """
    columns, lines = table_of(data_of(path), path.name, reading.encoding)
    where, lon, lat = _ground_columns(columns, lines, path.name, reading.geometry)
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, values in lines:
        fields = {name: _unmarked(value) for name, value in values.items() if name != where}
        try:
            shape = _shape(values.get(where, ""), reading) if where else _point(values, lon, lat)
            rows.append(Row(f"line {line}", shape, fields, line))
        except ValueError as error:
            problems.append(Problem(str(error), path.name, line, property=where or lon, code="CM203"))
    if problems:
        raise InputError(problems)
    return Rows(path.name, tuple(rows))


def table_of(
    data: bytes, file: str, encoding: str | None = None
) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Return the columns of a table, and each row with the number of its line.

    Raises
    ------
    InputError
        When the text is not in the encoding said (UTF-8 if none is), two columns have one name, or a row has
        more fields than there are columns.
    """
    text = _decoded(data, file, encoding)
    csv.field_size_limit(_MAX_FIELD)
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins, found = 1, []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise InputError(Problem(f"is not CSV: {error}", file, begins, code="CM141")) from None
    if not found:
        raise InputError(Problem(IS_EMPTY, file))
    columns = [name.strip() for name in found[0][1]]
    refuse_doubled(columns, file, found[0][0])
    long = [line for line, cells in found[1:] if len(cells) > len(columns)]
    if long:
        message = f"the row has more fields than the first line, {len(columns)}"
        raise InputError(Problem(message, file, line, code="CM141") for line in long)
    return columns, [(line, dict(zip(columns, cells, strict=False))) for line, cells in found[1:]]


def _unmarked(text: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from working out what follows it."""
    return text[1:] if _MARKED.match(text) else text


def _decoded(data: bytes, file: str, encoding: str | None) -> str:
    try:
        text = data.decode(encoding or encoding_of_mark(data) or "utf-8")
    except LookupError:
        raise InputError(Problem(f"{encoding!r} is no encoding", file)) from None
    except UnicodeError as error:
        if not isinstance(error, UnicodeDecodeError):
            raise InputError(Problem(f"is not {encoding}: {error}", file, code="CM101")) from None
        line = data.count(b"\n", 0, error.start) + 1
        hint = hint_of_encodings(data)
        wrong = f"byte {error.start} (0x{data[error.start]:02x}) is not {encoding or 'UTF-8'}"
        raise InputError(Problem(wrong, file, line, hint=hint, code="CM101")) from None
    if "\0" in text and (meant := unmarked_encoding(data)):
        hint = f"It looks like {meant.upper()}: --encoding {meant}."
        raise InputError(Problem("has zero bytes", file, 1, hint=hint, code="CM101"))
    return text


def number_of(text: str) -> float | None:
    """Return the number that a text writes, in any digits, with a point or a comma; None where it is none."""
    plain = "".join(_digit(letter) for letter in text.strip()).replace("٫", ".").replace("٬", "")
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def _ground_columns(
    columns: Sequence[str], lines: Sequence[tuple[int, Mapping[str, str]]], file: str, said: str | None
) -> tuple[str | None, str | None, str | None]:
    """Return the column with geometries, and those of longitude and latitude: as said, else as they read."""
    if said is None:
        values = {name: next((v[name] for _, v in lines if v.get(name, "").strip()), "") for name in columns}
        reads = (n for n, v in values.items() if _WKT.fullmatch(v.strip()) or _GEOJSON.fullmatch(v))
        return next(reads, None), _named(columns, _LON), _named(columns, _LAT)
    names = [said] if said in columns else [name.strip() for name in said.split(",")]
    for name in names:
        if name not in columns:
            raise InputError(Problem(f"has no column {name!r}; it has {', '.join(columns)}", file, 1))
    if len(names) > 2:
        raise InputError(Problem(f"{said!r} names more than two columns", file, 1, hint=_SAY_COLUMNS))
    lon, lat = names if len(names) == 2 else (None, None)
    return (None if lon else said), lon, lat


_SAY_COLUMNS = "Name the one with WKT or GeoJSON, or those with longitude and latitude: LON,LAT."


def _named(columns: Sequence[str], names: Sequence[str]) -> str | None:
    return next((column for column in columns if column.lower() in names), None)


def _point(values: Mapping[str, str], lon: str | None, lat: str | None) -> shapely.Geometry | None:
    if lon is None or lat is None or not (values.get(lon, "").strip() and values.get(lat, "").strip()):
        return None
    x, y = number_of(values[lon]), number_of(values[lat])
    if x is None or y is None or not (-360 <= x <= 360 and -90 <= y <= 90):
        raise ValueError(f"{values[lon]!r}, {values[lat]!r} is no longitude and latitude in degrees")
    return shapely.Point(x, y)


def _shape(text: str, reading: Reading) -> shapely.Geometry | None:
    """Return the geometry that a cell writes, in WGS 84.

    Raises
    ------
    ValueError
        When it writes none.
    """
    if not text.strip():
        return None
    match = _WKT.fullmatch(text.strip())
    found = _of_wkt(match["text"]) if match else _of_geojson(text)
    crs = f"EPSG:{match['srid']}" if match and match["srid"] else reading.crs or _DEGREES
    if crs == _DEGREES:
        return shapely.force_2d(found)
    import pyproj
    from pyproj.exceptions import CRSError

    try:
        known = pyproj.CRS.from_user_input(crs)
    except CRSError:
        raise ValueError(f"{crs} is no coordinate system") from None
    if known.to_epsg() == 4326:
        return shapely.force_2d(found)
    return in_degrees(shapely.force_2d(found), pyproj.Transformer.from_crs(known, 4326, always_xy=True))


def _of_wkt(text: str) -> shapely.Geometry:
    # GEOS reads what is nested by calling itself, as deep as the text goes.
    if text.upper().count("GEOMETRYCOLLECTION") > MAX_DEPTH:
        raise ValueError(f"nests collections more than {MAX_DEPTH} levels deep")
    if unread := _UNREAD.search(text):
        raise ValueError(f"is a {unread[0].upper()}, which is not read: straight lines are (ST_CurveToLine)")
    try:
        with np.errstate(invalid="ignore"):  # what is no number is refused with its place
            return shapely.from_wkt(text)
    except shapely.errors.GEOSException as error:
        raise ValueError(f"is neither WKT nor GeoJSON: {str(error).splitlines()[0]}") from None


def _of_geojson(text: str) -> shapely.Geometry:
    try:
        value = read_json(text.encode(), file="").value
    except InputError as error:
        raise ValueError(f"is neither WKT nor GeoJSON: {error.problems[0].message}") from None
    faults = [f for f in check_geometry(value, ()) if f.code not in ("CM206", "CM209", "CM210", "CM215")]
    if faults:
        raise ValueError(f"is no geometry of GeoJSON: {faults[0].message}")
    return build(value)
