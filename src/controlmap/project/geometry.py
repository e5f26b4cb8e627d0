"""GeoJSON geometries: structure checked position by position where it must be, in bulk where it can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.project.strict_json import Fault, Path

__all__ = ["GEOMETRY_TYPES", "build", "check_geometry"]

Rounding = Callable[[NDArray[np.float64]], NDArray[np.float64]]

# How deep positions lie in the coordinates of each type, and the fewest positions of one run of them.
_SHAPES = {
    "Point": (0, 1),
    "MultiPoint": (1, 0),
    "LineString": (1, 2),
    "MultiLineString": (2, 2),
    "Polygon": (2, 4),
    "MultiPolygon": (3, 4),
}
GEOMETRY_TYPES = (*_SHAPES, "GeometryCollection")
_NUMBERS = {int, float}
_LIMITS = np.array([180.0, 90.0])


def check_geometry(value: Any, path: Path) -> list[Fault]:
    """Return what is wrong with the structure of a GeoJSON geometry; warnings too."""
    if not isinstance(value, dict):
        return [Fault(path, "CM110", f"a geometry is an object, not {_named(value)}")]
    kind = value.get("type")
    if kind == "GeometryCollection":
        return _check_parts(value, path)
    if not isinstance(kind, str) or kind not in _SHAPES:
        return [Fault((*path, "type"), "CM110", f"{kind!r} is no geometry type of GeoJSON")]
    if "coordinates" not in value:
        return [Fault(path, "CM110", f"a {kind} needs the member 'coordinates'")]
    return list(_check_coordinates(value["coordinates"], kind, (*path, "coordinates")))


def build(value: Any, rounding: Rounding = lambda xy: xy) -> shapely.Geometry:
    """Return the shapely geometry of a GeoJSON geometry that `check_geometry` found no error in."""
    if value["type"] == "GeometryCollection":
        return shapely.GeometryCollection([build(part, rounding) for part in value["geometries"]])
    return _BUILDERS[value["type"]](value["coordinates"], rounding)


def _check_parts(value: dict[str, Any], path: Path) -> list[Fault]:
    parts = value.get("geometries")
    if not isinstance(parts, list):
        return [Fault(path, "CM110", "a GeometryCollection needs a list 'geometries'")]
    checks = (check_geometry(part, (*path, "geometries", i)) for i, part in enumerate(parts))
    return list(chain.from_iterable(checks))


def _check_coordinates(value: Any, kind: str, path: Path) -> Iterator[Fault]:
    depth, fewest = _SHAPES[kind]
    if depth == 0:
        # An empty list stands for an empty point (RFC 7946, section 3.1).
        yield from _check_run([value], path, 0, single=True) if value != [] else ()
        return
    for run, run_path in _runs(value, depth, path):
        if not isinstance(run, list):
            yield Fault(run_path, "CM203", f"a list of positions is expected, not {_named(run)}")
        elif run or depth > 1:
            yield from _check_run(run, run_path, fewest, ring=fewest == 4)


def _runs(value: Any, depth: int, path: Path) -> Iterator[tuple[Any, Path]]:
    """Yield each list of positions with its path."""
    if depth == 1 or not isinstance(value, list):
        yield value, path
        return
    for i, part in enumerate(value):
        yield from _runs(part, depth - 1, (*path, i))


def _check_run(
    run: list[Any], path: Path, fewest: int, *, ring: bool = False, single: bool = False
) -> Iterator[Fault]:
    if not _all_positions(run):
        yield from _bad_positions(run, path, single)
        return
    word = "ring" if ring else "line"
    if len(run) < fewest:
        yield Fault(path, "CM205", f"a {word} needs at least {fewest} positions, this one has {len(run)}")
        return
    if ring and run[0] != run[-1]:
        hint = "Repeat the first position at the end."
        yield Fault((*path, len(run) - 1), "CM204", f"the ring ends at {run[-1]}, not at {run[0]}", hint=hint)
    xy = _array(run)
    outside = np.flatnonzero((np.abs(xy) > _LIMITS).any(axis=1))
    if outside.size:
        at = int(outside[0])
        yield _outside(xy[at].tolist(), path if single else (*path, at), len(outside))
    if max(map(len, run), default=2) > 2:
        yield Fault(path, "CM209", "heights are dropped")
    if ring and (xy[1:] == xy[:-1]).all(axis=1).any():
        yield Fault(path, "CM210", "a vertex repeats the one before it")


def _all_positions(run: list[Any]) -> bool:
    """Tell whether each item is a list of two or three numbers, without a loop in Python."""
    if not set(map(type, run)) <= {list}:
        return False
    return set(map(len, run)) <= {2, 3} and set(map(type, chain.from_iterable(run))) <= _NUMBERS


def _bad_positions(run: list[Any], path: Path, single: bool) -> Iterator[Fault]:
    for i, position in enumerate(run):
        if not _all_positions([position]):
            shown = repr(position)
            message = (
                f"{shown if len(shown) < 60 else _named(position)} is not a position: [lon, lat] is expected"
            )
            yield Fault(path if single else (*path, i), "CM203", message)


def _outside(position: list[float], path: Path, count: int) -> Fault:
    lon, lat = position
    more = f" (and {count - 1} more positions of this run)" if count > 1 else ""
    hint = None
    if abs(lon) <= 90 and abs(lat) <= 180:
        hint = "Longitude and latitude look swapped: write [lon, lat]."
    elif max(abs(lon), abs(lat)) > 1000:
        hint = "These look like metres of a projection: convert to WGS 84 longitude and latitude."
    return Fault(path, "CM206", f"[{lon}, {lat}] lies outside -180 to 180, -90 to 90{more}", hint=hint)


def _array(run: list[Any]) -> NDArray[np.float64]:
    if not run:
        return np.empty((0, 2))
    same = len(set(map(len, run))) == 1
    return np.array(run if same else [p[:2] for p in run], dtype=np.float64)[:, :2]


def _point(value: Any, rounding: Rounding) -> shapely.Geometry:
    return shapely.points(rounding(_array([value]))[0]) if value else shapely.Point()


def _line(value: Any, rounding: Rounding) -> shapely.Geometry:
    return shapely.linestrings(rounding(_array(value))) if value else shapely.LineString()


def _polygon(value: Any, rounding: Rounding) -> shapely.Geometry:
    if not value:
        return shapely.Polygon()
    shell, *holes = [shapely.LinearRing(rounding(_array(ring))) for ring in value]
    return shapely.Polygon(shell, holes)


_BUILDERS: dict[str, Callable[[Any, Rounding], shapely.Geometry]] = {
    "Point": _point,
    "LineString": _line,
    "Polygon": _polygon,
    "MultiPoint": lambda v, r: shapely.MultiPoint(r(_array(v))),
    "MultiLineString": lambda v, r: shapely.MultiLineString([_line(part, r) for part in v]),
    "MultiPolygon": lambda v, r: shapely.MultiPolygon([_polygon(part, r) for part in v]),
}


def _named(value: Any) -> str:
    """Return a JSON value's kind in words, for messages."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
