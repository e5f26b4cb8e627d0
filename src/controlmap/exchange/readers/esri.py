"""Answers of Esri's servers, saved: rings with attributes, codes by their domain, dates counted in ms.

What a server says in place of an answer is said too: its own error, or that it had more than it sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import shapely

from controlmap.dates import read_zone
from controlmap.errors import InputError, Problem
from controlmap.exchange.readers.degrees import in_degrees
from controlmap.exchange.readers.geojson import MORE
from controlmap.exchange.readers.rows import Reading, Row, Rows
from controlmap.format import Document

if TYPE_CHECKING:
    import pyproj

__all__ = ["is_esri", "rows_of_esri"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_YEAR, _OPEN_END = 9999, "9999-12-31"
_MIDNIGHT = "T00:00"


def is_esri(value: Any) -> bool:
    """Tell whether a JSON value is what an Esri server answers, an error or a cut answer among them."""
    if not isinstance(value, dict):
        return False
    is_error = isinstance(value.get("error"), dict) and "message" in value["error"]
    return is_error or "geometryType" in value or "objectIdFieldName" in value


def rows_of_esri(document: Document, reading: Reading) -> Rows:
    """Return the features of an answer, with codes by name and dates in civil time of `reading.zone`.

    Raises
    ------
    InputError
        When the answer is an error, is of another kind, or its coordinates are in a system that is not known.
    """
    value = document.value
    if "error" in value:
        raise InputError(Problem(f"is a server's error: {_error(value['error'])}", document.file))
    try:
        transform = _transform(value.get("spatialReference") or {}, document.file)
        zone = read_zone(reading.zone or "UTC")
        fields = {field["name"]: field for field in value.get("fields", [])}
        of_days = _fields_of_days(value["features"], fields, zone)
        rows = tuple(
            Row(
                _label(feature, value, i),
                _geometry(feature, transform),
                dict(_fields(feature, fields, zone, of_days)),
            )
            for i, feature in enumerate(value["features"])
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError) as error:
        wrong = f"is no answer with features: {type(error).__name__} {error}"
        raise InputError(Problem(wrong, document.file, code="CM110")) from None
    told: list[str] = []
    dated = any(field.get("type") == "esriFieldTypeDate" for field in fields.values())
    if dated and reading.zone is None:
        told.append("dates are counted in UTC: --zone says in which civil time they were meant")
    return Rows(document.file, rows, told=tuple(told), more=bool(value.get(MORE)))


def _error(error: Mapping[str, Any]) -> str:
    details = error.get("details") or []
    return "; ".join([f"{error.get('code', '')} {error['message']}".strip(), *map(str, details)])


def _label(feature: Mapping[str, Any], value: Mapping[str, Any], i: int) -> str:
    name = feature["attributes"].get(value.get("objectIdFieldName", "OBJECTID"))
    return f"number {i + 1}" if name is None else f"{value.get('objectIdFieldName', 'OBJECTID')} {name}"


def _fields(
    feature: Mapping[str, Any], fields: Mapping[str, Mapping[str, Any]], zone: Any, of_days: Collection[str]
) -> Iterator[tuple[str, Any]]:
    for name, value in feature["attributes"].items():
        field = fields.get(name, {})
        if value is not None and _holds_dates(field):
            text = _civil(int(value), zone)
            value = text.removesuffix(_MIDNIGHT) if name in of_days else text
        codes = (field.get("domain") or {}).get("codedValues")
        for code in codes or ():
            value = code["name"] if code["code"] == value else value
        yield name, value


def _holds_dates(field: Mapping[str, Any]) -> bool:
    return field.get("type") == "esriFieldTypeDate"


def _fields_of_days(
    features: Sequence[Mapping[str, Any]], fields: Mapping[str, Mapping[str, Any]], zone: Any
) -> set[str]:
    """Return the fields of dates that are at midnight throughout: they hold days, and no instants."""
    return {
        name
        for name, field in fields.items()
        if _holds_dates(field)
        and all(
            text.endswith(_MIDNIGHT) or text == _OPEN_END
            for feature in features
            if (value := feature["attributes"].get(name)) is not None
            for text in [_civil(int(value), zone)]
        )
    }


def _civil(milliseconds: int, zone: Any) -> str:
    """Return an instant as civil time to the minute; one in the last year that there is as a day."""
    moment = _EPOCH + timedelta(milliseconds=milliseconds)
    if moment.year == _LAST_YEAR:
        return _OPEN_END
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def _transform(reference: Mapping[str, Any], file: str) -> pyproj.Transformer | None:
    said = reference.get("latestWkid") or reference.get("wkid") or reference.get("wkt") or 4326
    if said == 4326:
        return None
    import pyproj
    from pyproj.exceptions import CRSError

    try:
        crs = pyproj.CRS.from_user_input(said)
    except CRSError as error:
        raise InputError(Problem(f"its coordinates are in no system that is known: {error}", file)) from None
    if crs.to_epsg() == 4326:
        return None
    return pyproj.Transformer.from_crs(crs, 4326, always_xy=True)


def _geometry(feature: Mapping[str, Any], transform: pyproj.Transformer | None) -> shapely.Geometry | None:
    value = feature.get("geometry")
    if not value:
        return None
    if "rings" in value:
        found = _polygons(value["rings"])
    elif "paths" in value:
        found = shapely.MultiLineString([[p[:2] for p in path] for path in value["paths"]])
    elif "points" in value:
        found = shapely.MultiPoint([p[:2] for p in value["points"]])
    else:
        found = None if value.get("x") in (None, "NaN") else shapely.Point(value["x"], value["y"])
    return found if found is None or transform is None else in_degrees(found, transform)


def _polygons(rings: Sequence[Sequence[Sequence[float]]]) -> shapely.Geometry:
    """Return polygons of rings in one list: outer ones run clockwise, holes lie in the smallest around."""
    shapes = [shapely.Polygon([p[:2] for p in ring]) for ring in rings]
    outer = [shape for shape in shapes if not shape.exterior.is_ccw]
    holes: dict[int, list[Any]] = {}
    for hole in (shape for shape in shapes if shape.exterior.is_ccw):
        point = hole.representative_point()
        around = [i for i, shell in enumerate(outer) if shell.contains(point)]
        if not around:
            outer.append(hole)
            continue
        holes.setdefault(min(around, key=lambda i: outer[i].area), []).append(hole.exterior)
    return shapely.MultiPolygon(
        [shapely.Polygon(shell.exterior, holes.get(i, [])) for i, shell in enumerate(outer)]
    )
