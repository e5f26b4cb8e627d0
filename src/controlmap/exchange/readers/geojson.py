"""GeoJSON as people publish it: a collection, alone or wrapped in another object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers.colours import as_hex
from controlmap.exchange.readers.degrees import LIMITS
from controlmap.exchange.readers.foreign import what_it_seems
from controlmap.exchange.readers.rows import Reading, Row, Rows
from controlmap.format import (
    Document,
    Fault,
    KnownGeometry,
    build_all,
    check_geojson,
    feature_label,
    refuse,
)
from controlmap.words import first_of

__all__ = ["MORE", "collection_in", "rows_of_collection", "sound_rows"]

Path = tuple[str | int, ...]
HARMLESS = ("CM111", "CM112")
"""Members that stand where RFC 7946 wants none, and boxes of any make: they are told and passed over."""
PLACED = ("CM206", "CM209", "CM210", "CM215")
"""What is said of single positions: longitudes beyond 180 and long edges are judged when all is read."""
MORE = "exceededTransferLimit"
_STYLES = ("fill", "marker-color", "stroke")
_WRAPPERS = 3
"""How deep a collection may be wrapped."""


def rows_of_collection(document: Document, reading: Reading) -> Rows:
    """Return the features of the one collection (or feature, or geometry) in a JSON document.

    Raises
    ------
    InputError
        With all that is wrong with the structure of the collection, or when there is none, or more than one.
    """
    path, value = collection_in(document)
    rows, passed_over = sound_rows(document, value, path)
    told = (f"the collection stands in {'.'.join(map(str, path))!r}",) if path else ()
    told += passed_over
    more = bool(value.get(MORE) or (value.get("properties") or {}).get(MORE))
    return Rows(document.file, rows, colour=_style_of(rows), told=told, more=more, origin=_origin(value))


def _style_of(rows: Sequence[Row]) -> str | None:
    """Return the field of simplestyle that says in which colour areas are drawn; None where none does."""
    for name in _STYLES:
        values = [value for row in rows if (value := row.fields.get(name)) not in (None, "")]
        if values and all(as_hex(value) for value in values):
            return name
    return None


def sound_rows(
    document: Document, value: Mapping[str, Any], path: Path
) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return the features of a GeoJSON object at a path of a document, and what is passed over, in words.

    Raises
    ------
    InputError
        With all that is wrong with its structure.
    """
    found = check_geojson(document, at=path)
    faults = [fault for fault in found if fault.code not in HARMLESS]
    if any(fault.code not in PLACED for fault in faults):
        refuse(document.problems(faults))
    rows = tuple(_rows_of_features(value))
    if not _in_degrees(rows):
        refuse(document.problems(faults))
    return rows, tuple(_passed_over([fault for fault in found if fault.code in HARMLESS]))


def _passed_over(faults: Sequence[Fault]) -> Iterator[str]:
    """Yield what is said of members that are not read, each kind once."""
    for message, times in Counter(fault.message for fault in faults).items():
        yield f"{message}: passed over{f', {times} times' if times > 1 else ''}"


def _in_degrees(rows: Sequence[Row]) -> bool:
    lonlat = shapely.get_coordinates([row.geometry for row in rows])
    return bool((np.abs(lonlat) <= LIMITS).all())


def collection_in(document: Document) -> tuple[Path, Mapping[str, Any]]:
    """Return the one GeoJSON object in a document, and its path; the document itself where it is one.

    Raises
    ------
    InputError
        When there is none, or more than one.
    """
    found = list(_objects(document.value, (), _WRAPPERS))
    if not found:
        seems, hint = what_it_seems(document.value)
        wrong = f"is JSON, but holds no GeoJSON object: it seems to be {seems}"
        raise InputError(document.problems([Fault((), "CM110", wrong, hint=hint)]))
    if len(found) > 1:
        named = first_of([".".join(map(str, path)) for path, _ in found], 5)
        raise InputError(Problem(f"holds {len(found)} GeoJSON objects: {named}", document.file, code="CM114"))
    return found[0]


def _objects(value: Any, path: Path, depth: int) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield the GeoJSON objects that are not part of another one."""
    if isinstance(value, dict):
        if value.get("type") in ("FeatureCollection", "Feature") or "coordinates" in value:
            yield path, value
        elif depth:
            for key, member in value.items():
                yield from _objects(member, (*path, key), depth - 1)


def _rows_of_features(value: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the features of a GeoJSON object in which no error was found."""
    features = list(_features(value))
    geometries = [feature.get("geometry") or None for feature in features]
    fresh = [one for one in geometries if one is not None and not isinstance(one, KnownGeometry)]
    shapes = iter(build_all(fresh))
    for i, (feature, geometry) in enumerate(zip(features, geometries, strict=True)):
        yield Row(
            feature_label(feature, i),
            geometry.built if isinstance(geometry, KnownGeometry) else geometry and next(shapes),
            {**({"id": feature["id"]} if "id" in feature else {}), **(feature.get("properties") or {})},
        )


def _features(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if value["type"] == "FeatureCollection":
        return value["features"]
    return [value] if value["type"] == "Feature" else [{"geometry": value}]


def _origin(value: Mapping[str, Any]) -> dict[str, str]:
    """Return what a collection says of itself in members that many programs write."""
    names = {"name": "title", "title": "title", "licence": "rights", "license": "rights"}
    said = {ours: value[theirs] for theirs, ours in names.items() if theirs in value}
    return {name: text for name, text in said.items() if isinstance(text, str) and text}
