"""Geometry as people give it: a value, GeoJSON, WKT, or a file with one of these."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol

import shapely

from controlmap.errors import InputError, Problem
from controlmap.format import MAX_DEPTH, build, check_geojson, check_lines, check_range, is_error, read_json
from controlmap.store import read_data
from controlmap.words import phrase, word

__all__ = ["GivenGeometry", "HasGeometry", "geometry_of", "is_file_name"]
__all__ += ["naming_file", "refuse_invalid", "refuse_outside_range"]


class HasGeometry(Protocol):
    """What speaks GeoJSON: a GeoDataFrame, a GeoSeries, a geometry of shapely or of another library."""

    @property
    def __geo_interface__(self) -> Mapping[str, Any]: ...


GivenGeometry = str | Path | Mapping[str, Any] | HasGeometry
"""A geometry, or a text that is one or names one."""

_WKT = re.compile(
    r"\s*(SRID=\d+;)?\s*((MULTI)?(POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION|LINEARRING)\b", re.IGNORECASE
)
_SRID = re.compile(r"\s*SRID=(\d+);", re.IGNORECASE)
_NO_NUMBER = re.compile(r"[-+]?\b(nan|inf(inity)?)\b", re.IGNORECASE)
_WGS84 = ("4326", "0")
_GEOJSON_FILES = (".geojson", ".json", ".geojson.gz")
_WKT_FILES = (".wkt",)
_OTHER_FILES = (".gpkg", ".shp", ".kml", ".kmz", ".gml", ".gpx", ".zip", ".fgb", ".parquet", ".csv")
_IN_WORDS = {
    "do not form a closed linestring": "a ring does not end where it begins",
    "Invalid number of points in LinearRing": "a ring has fewer than four points",
    "point array must contain 0 or >1 elements": "a line has a single point",
}
"""What GEOS says of a WKT, and what is meant."""


def geometry_of(value: Any) -> shapely.Geometry | None:
    """Return the geometry (lon, lat) that a value is or holds, None where it is a name.

    Raises
    ------
    InputError
        When it is a file of another format, or GeoJSON or WKT that cannot be read.
    """
    if isinstance(value, shapely.Geometry):
        return value
    if hasattr(value, "to_crs"):
        return _from_frame(value)
    if isinstance(value, Mapping):
        return _from_geojson(json.dumps(value, default=_plain).encode(), "the geometry")
    if hasattr(value, "__geo_interface__"):
        return geometry_of(value.__geo_interface__)
    text = str(value)
    if text.lstrip().startswith("{"):
        return _from_geojson(text.encode(), "the geometry")
    if _WKT.match(text):
        return _from_wkt(text)
    return _from_file(Path(value)) if isinstance(value, Path) or is_file_name(text) else None


@contextmanager
def naming_file(value: Any, *, read: bool = False) -> Iterator[None]:
    """Name the file in what is said of a value that names one: by its ending, or since it was `read`."""
    try:
        yield
    except InputError as error:
        if not (read or isinstance(value, Path) or (isinstance(value, str) and is_file_name(value))):
            raise
        raise InputError(replace(one, file=one.file or str(value)) for one in error.problems) from None


def refuse_invalid(geometry: shapely.Geometry, name: str | None = None) -> None:
    """Refuse a geometry that is not valid.

    Raises
    ------
    InputError
        With what is wrong with it, and where.
    """
    if not shapely.is_valid(geometry):
        reason, _, place = shapely.is_valid_reason(geometry).lower().rstrip("]").partition("[")
        words = "the geometry is not valid: {reason}[{place}]"
        raise InputError(Problem(phrase(words, reason=word(reason), place=place), name))


def refuse_outside_range(geometry: shapely.Geometry) -> None:
    """Refuse a geometry that reaches beyond -180 to 180, -90 to 90 degrees, or over the antimeridian.

    Raises
    ------
    InputError
        With a hint where degrees seem to be swapped, or to be metres.
    """
    for fault in (*check_range(shapely.get_coordinates(geometry), ()), *check_lines(geometry)):
        raise InputError(Problem(fault.message, hint=fault.hint))


def _from_frame(frame: Any) -> shapely.Geometry:
    """Return all ground of a GeoDataFrame or GeoSeries, converted from the CRS that it says it has."""
    has_geometry = hasattr(frame, "geometry")  # else it has no CRS either
    if has_geometry and frame.crs is not None:
        frame = frame.to_crs(4326)
    parts = [part for part in frame.geometry if part is not None] if has_geometry else []
    for part in parts:
        refuse_outside_range(part)
        refuse_invalid(part)
    if not parts:
        raise InputError(Problem("holds no geometry", type(frame).__name__))
    return shapely.union_all(parts)


def _plain(value: Any) -> Any:
    """Return what NumPy has as JSON has it; whatever else stands in properties is not looked at."""
    return value.tolist() if hasattr(value, "tolist") else str(value)


def is_file_name(text: str) -> bool:
    """Tell whether a text names a file, by its ending."""
    return text.lower().endswith((*_GEOJSON_FILES, *_WKT_FILES, *_OTHER_FILES))


def _from_file(path: Path) -> shapely.Geometry:
    name = path.name.lower()
    if name.endswith(_OTHER_FILES):
        made = path.with_suffix(".geojson").name
        raise InputError(
            Problem(
                "is in a format that is not read here; GeoJSON (.geojson, .json) and WKT (.wkt) are",
                str(path),
                hint=f"QGIS writes GeoJSON, and so does ogr2ogr -t_srs OGC:CRS84 {made} {path.name}",
            )
        )
    data = read_data(path, str(path))
    if not name.endswith(_WKT_FILES):
        return _from_geojson(data, str(path))
    try:
        return _from_wkt(data.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError:
        raise InputError(Problem("is no WKT: it is no text in UTF-8", str(path))) from None


def _from_wkt(text: str, name: str | None = None) -> shapely.Geometry:
    srid = _SRID.match(text)
    if srid and srid[1] not in _WGS84:
        raise InputError(
            Problem(phrase("is in EPSG:{srid}; WGS 84 longitude and latitude are taken", srid=srid[1]), name)
        )
    if _depth(text) > MAX_DEPTH:
        # GEOS recurses without a limit, and takes the interpreter down with it.
        raise InputError(Problem(phrase("is nested more than {most} levels deep", most=MAX_DEPTH), name))
    try:
        return shapely.from_wkt(text[srid.end() :] if srid else text)
    except shapely.errors.GEOSException as error:
        if odd := _NO_NUMBER.search(text):
            raise InputError(
                Problem(phrase("has a coordinate that is no number: {odd}", odd=odd[0]), name)
            ) from None
        raise InputError(Problem(phrase("is no WKT: {why}", why=_in_words(str(error))), name)) from None


def _depth(text: str) -> int:
    """Return how many brackets are open at once at most."""
    return max(accumulate(1 if c == "(" else -1 for c in text if c in "()"), default=0)


def _in_words(error: str) -> str:
    """Return what GEOS says, without the name of its class."""
    known = next((words for theirs, words in _IN_WORDS.items() if theirs in error), None)
    return word(known) if known else re.sub(r"^\w*Exception: ", "", error)


def _from_geojson(data: bytes, name: str) -> shapely.Geometry:
    document = read_json(data, file=name)
    faults = [fault for fault in check_geojson(document) if is_error(fault)]
    if faults:
        raise InputError(document.problems(faults))
    parts = [build(value) for value in _geometries(document.value)]
    for part in parts:
        refuse_invalid(part, name)
    if not parts:
        raise InputError(Problem("holds no geometry", name))
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _geometries(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the geometries in a GeoJSON object of any type."""
    if value["type"] == "FeatureCollection":
        for feature in value["features"]:
            yield from _geometries(feature)
    elif value["type"] == "Feature":
        yield from [] if value["geometry"] is None else _geometries(value["geometry"])
    else:
        yield value
