"""TopoJSON: objects made of shared arcs, so that borders are equal to the last bit. It is WGS 84 always.

Own code rather than GDAL's: arcs are decoded once, and a border is the same numbers on both its sides. The
format is TopoJSON 1.0 (https://github.com/topojson/topojson-specification).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers.rows import Reading, Row, Rows
from controlmap.format import Document, feature_label

__all__ = ["is_topojson", "rows_of_topojson"]

Lonlat = NDArray[np.float64]
MAX_POSITIONS = 20_000_000


def is_topojson(value: Any) -> bool:
    """Tell whether a JSON value is a topology."""
    return isinstance(value, dict) and value.get("type") == "Topology"


def rows_of_topojson(document: Document, reading: Reading) -> Rows:
    """Return the geometries of one object of a topology; `reading.table` names it where there are several.

    Raises
    ------
    InputError
        When the topology is not whole, or it is not said which of several objects is meant.
    """
    objects = document.value.get("objects")
    if not isinstance(objects, dict) or not objects:
        raise InputError(Problem("is a Topology without objects", document.file, code="CM110"))
    if reading.table is None and len(objects) > 1:
        hint = "Say which one is meant with --table."
        named = ", ".join(map(repr, objects))
        raise InputError(Problem(f"holds {len(objects)} objects: {named}", document.file, hint=hint))
    name = reading.table if reading.table is not None else next(iter(objects))
    if name not in objects:
        raise InputError(
            Problem(f"has no object {name!r}; it has {', '.join(map(repr, objects))}", document.file)
        )
    try:
        placed = _placing(document.value.get("transform"))
        arcs = _arcs(document.value, placed)
        _refuse_bombs(objects[name], arcs)
        rows = tuple(_rows(objects[name], Topology(arcs, placed)))
    except (KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        wrong = f"is no whole Topology: {type(error).__name__} {error}"
        raise InputError(Problem(wrong, document.file, feature=name, code="CM110")) from None
    return Rows(document.file, rows)


class Topology(NamedTuple):
    """The arcs in degrees, and what puts further positions there."""

    arcs: Sequence[Lonlat]
    placed: Callable[[Any], Lonlat]


def _placing(transform: Mapping[str, Any] | None) -> Callable[[Any], Lonlat]:
    """Return what takes positions to degrees.

    Steps of a whole part of a degree, to the last bit or the one beside it, are divided by how many there
    are, which rounds once: so numbers that were decimal fractions before are the same ones again.
    """
    if transform is None:
        return lambda positions: np.asarray(positions, dtype=float)
    scale, shift = np.array(transform["scale"], dtype=float), np.array(transform["translate"], dtype=float)
    if not (np.isfinite(scale).all() and np.isfinite(shift).all() and (scale != 0).all()):
        raise ValueError("a transform has two scales and two translations, finite and no scale zero")
    parts = np.rint(1 / scale)
    if not shift.any() and (abs(1 / parts - scale) <= np.spacing(scale)).all():
        return lambda positions: np.asarray(positions, dtype=float) / parts
    return lambda positions: np.asarray(positions, dtype=float) * scale + shift


def _arcs(topology: Mapping[str, Any], placed: Callable[[Any], Lonlat]) -> list[Lonlat]:
    """Return the arcs in degrees; quantised ones are whole steps from the position before."""
    found = [np.asarray([position[:2] for position in arc], dtype=float) for arc in topology["arcs"]]
    if any(arc.ndim != 2 or arc.shape[1] != 2 or not np.isfinite(arc).all() for arc in found):
        raise ValueError("an arc is a list of positions")
    if topology.get("transform") is None:
        return found
    return [placed(np.cumsum(arc, axis=0)) for arc in found]


def _refuse_bombs(found: Any, arcs: Sequence[Lonlat]) -> None:
    """Refuse an object that uses arcs so often that it has more positions than a file could hold."""
    sizes, total, ahead = [len(arc) for arc in arcs], 0, [found]
    while ahead:
        item = ahead.pop()
        if isinstance(item, dict):
            ahead += [item.get("geometries"), item.get("arcs")]
        elif isinstance(item, list):
            ahead += [inner for inner in item if not isinstance(inner, int)]
            total += sum(sizes[n if n >= 0 else ~n] for n in item if isinstance(n, int))
        if total > MAX_POSITIONS:
            raise ValueError(f"its arcs make more than {MAX_POSITIONS:,} positions")


def _rows(found: Any, topology: Topology) -> Iterator[Row]:
    whole = _object(found)
    items = whole["geometries"] if whole.get("type") == "GeometryCollection" else [whole]
    for i, item in enumerate(map(_object, items)):
        fields = {**({"id": item["id"]} if "id" in item else {}), **(item.get("properties") or {})}
        yield Row(feature_label(item, i), _geometry(item, topology), fields)


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("a geometry is an object")
    return value


def _geometry(item: Mapping[str, Any], topology: Topology) -> shapely.Geometry | None:
    kind = item.get("type")
    if kind is None:
        return None
    if kind == "GeometryCollection":
        parts = [
            part
            for inner in map(_object, item["geometries"])
            if (part := _geometry(inner, topology)) is not None
        ]
        return shapely.GeometryCollection(parts)
    if kind not in _BUILDERS:
        raise ValueError(f"{kind!r} is no type of geometry")
    return _BUILDERS[kind](item, topology)


def _path(numbers: Sequence[int], arcs: Sequence[Lonlat]) -> Lonlat:
    """Return arcs one after the other; ~i is arc i backwards, and joints stand once."""
    pieces = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def _polygon(rings: Sequence[Sequence[int]], arcs: Sequence[Lonlat]) -> shapely.Polygon:
    shell, *holes = [_path(ring, arcs) for ring in rings]
    return shapely.Polygon(shell, holes)


def _point(position: Any, topology: Topology) -> shapely.Point:
    return shapely.Point(topology.placed(position[:2]))


_BUILDERS: dict[str, Callable[[Mapping[str, Any], Topology], shapely.Geometry]] = {
    "Point": lambda item, topology: _point(item["coordinates"], topology),
    "MultiPoint": lambda item, topology: shapely.MultiPoint(
        [_point(p, topology) for p in item["coordinates"]]
    ),
    "LineString": lambda item, topology: shapely.LineString(_path(item["arcs"], topology.arcs)),
    "MultiLineString": lambda item, topology: shapely.MultiLineString(
        [_path(way, topology.arcs) for way in item["arcs"]]
    ),
    "Polygon": lambda item, topology: _polygon(item["arcs"], topology.arcs),
    "MultiPolygon": lambda item, topology: shapely.MultiPolygon(
        [_polygon(rings, topology.arcs) for rings in item["arcs"]]
    ),
}
