"""GeoJSON geometries: structure checked in bulk, and position by position only where something is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.format.document import Fault, Path

__all__ = ["GEOMETRY_TYPES", "KnownGeometry", "build", "check_geometry", "check_lines", "check_range"]

Rounding = Callable[[NDArray[np.float64]], NDArray[np.float64]]


class _Shape(NamedTuple):
    """How deep the runs of positions lie in a type's coordinates, and how many positions a run needs."""

    depth: int
    fewest: int
    ring: bool = False


_SHAPES = {
    "Point": _Shape(0, 0),
    "MultiPoint": _Shape(0, 0),
    "LineString": _Shape(0, 2),
    "MultiLineString": _Shape(1, 2),
    "Polygon": _Shape(1, 4, ring=True),
    "MultiPolygon": _Shape(2, 4, ring=True),
}
GEOMETRY_TYPES = (*_SHAPES, "GeometryCollection")
_LIMITS = np.array([180.0, 90.0])
_METRES = 1000.0
_HALF_WAY = 180.0
_WHOLE_WAY = 360.0


class KnownGeometry(dict[str, Any]):
    """A GeoJSON geometry whose coordinates were read, found sound, and built before: they are not in it."""

    def __init__(self, value: Mapping[str, Any], built: shapely.Geometry) -> None:
        super().__init__(value)
        self.built = built


def check_geometry(value: Any, path: Path) -> Iterator[Fault]:
    """Yield what is wrong with the structure of a GeoJSON geometry; warnings too."""
    if isinstance(value, KnownGeometry):
        return
    if not isinstance(value, dict):
        yield Fault(path, "CM110", f"a geometry is an object, not {_named(value)}")
        return
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in GEOMETRY_TYPES:
        yield Fault((*path, "type"), "CM110", f"{kind!r} is no geometry type of GeoJSON")
        return
    member = "geometries" if kind == "GeometryCollection" else "coordinates"
    if member not in value:
        yield Fault(path, "CM110", f"a {kind} needs the member {member!r}")
        return
    check = _check_parts if member == "geometries" else _check_coordinates
    yield from check(value[member], kind, (*path, member))


def all_sound(values: Sequence[Any]) -> bool:
    """Tell whether `check_geometry` would find nothing in GeoJSON geometries, where all are polygons.

    They are looked at together, which for many small ones takes a tenth of the time.
    """
    runs: list[Any] = []
    fresh = [value for value in values if not isinstance(value, KnownGeometry)]
    for value in fresh:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in ("Polygon", "MultiPolygon") or not isinstance(value.get("coordinates"), list):
            return False
        runs += (run for run, _ in _runs(value["coordinates"], _SHAPES[kind].depth, ()))
    return not fresh or _all_right(runs, _SHAPES["Polygon"])


def build(value: Any, rounding: Rounding = lambda lonlat: lonlat) -> Any:
    """Return the shapely geometry of a GeoJSON geometry in which `check_geometry` finds no error.

    Heights are dropped; `rounding` is applied to the (n, 2) coordinates of each run of positions.
    """
    if value["type"] == "GeometryCollection":
        return shapely.GeometryCollection([build(part, rounding) for part in value["geometries"]])
    return _BUILDERS[value["type"]](value["coordinates"], rounding)


def build_all(values: Sequence[Any], rounding: Rounding = lambda lonlat: lonlat) -> list[Any]:
    """Return what `build` does for each of several geometries; polygons are made together."""
    parts = [_parts_of(value) for value in values]
    if not all(parts) or not all(ring for part in parts for polygon in part for ring in polygon or [None]):
        return [build(value, rounding) for value in values]
    made = iter(_polygons([polygon for part in parts for polygon in part], rounding))
    return [
        next(made) if value["type"] == "Polygon" else shapely.MultiPolygon(list(islice(made, len(part))))
        for value, part in zip(values, parts, strict=True)
    ]


def _parts_of(value: Any) -> list[Any]:
    """Return the coordinates of each polygon of a geometry; none where it is of another type."""
    kinds = {"Polygon": [value.get("coordinates")], "MultiPolygon": value.get("coordinates")}
    return kinds.get(value["type"], [])


def _check_parts(parts: Any, kind: str, path: Path) -> Iterator[Fault]:
    if not isinstance(parts, list):
        yield Fault(path, "CM110", f"the geometries of a {kind} are a list, not {_named(parts)}")
        return
    for i, part in enumerate(parts):
        yield from check_geometry(part, (*path, i))


def _check_coordinates(value: Any, kind: str, path: Path) -> Iterator[Fault]:
    if kind == "Point":
        # An empty list stands for no point (RFC 7946, section 3.1).
        value = [] if value == [] else [value]
    shape = _SHAPES[kind]
    runs = list(_runs(value, shape.depth, path))
    if _all_right([run for run, _ in runs], shape):
        return
    for run, run_path in runs:
        if isinstance(run, list):
            yield from _check_run(run, run_path, shape)
        else:
            yield Fault(run_path, "CM203", f"a list of positions is expected, not {_named(run)}")


def _all_right(runs: list[Any], shape: _Shape) -> bool:
    """Tell whether nothing can be said against runs of positions; all are looked at together."""
    if not runs or not all(isinstance(run, list) and len(run) >= max(shape.fewest, 1) for run in runs):
        return False
    numbers = _pairs(list(chain.from_iterable(runs)))
    if numbers is None:
        return False
    lonlat = np.array(numbers, dtype=np.float64).reshape(-1, 2)
    if (np.abs(lonlat) > _LIMITS).any():
        return False
    if shape.fewest == 0:
        return True
    after = np.cumsum([len(run) for run in runs])
    long = _long_edges(lonlat)
    if np.setdiff1d(long, after[:-1] - 1).size:
        return False
    if not shape.ring:
        return True
    repeated = (lonlat[1:] == lonlat[:-1]).all(axis=1)
    repeated[after[:-1] - 1] = False
    closed = lonlat[np.append(0, after[:-1])] == lonlat[after - 1]
    return bool(closed.all()) and not repeated.any()


def _runs(value: Any, depth: int, path: Path) -> Iterator[tuple[Any, Path]]:
    """Yield each run of positions with its path."""
    if depth == 0 or not isinstance(value, list):
        yield value, path
        return
    for i, part in enumerate(value):
        yield from _runs(part, depth - 1, (*path, i))


def _check_run(run: list[Any], path: Path, shape: _Shape) -> Iterator[Fault]:
    bad = [i for i, position in enumerate(run) if not _is_position(position)]
    if bad:
        yield Fault((*path, bad[0]), "CM203", f"{_no_position(run[bad[0]])}{_more(bad)}")
        return
    if len(run) < shape.fewest:
        word = "ring" if shape.ring else "line"
        yield Fault(path, "CM205", f"a {word} has at least {shape.fewest} positions, this one has {len(run)}")
        return
    lonlat = _array(run)
    beyond = list(check_range(lonlat, path))
    yield from beyond
    if shape.fewest and not beyond:
        yield from _check_edges(lonlat, path)
    if max(map(len, run), default=2) > 2:
        yield Fault(path, "CM209", "heights are dropped")
    if shape.ring and run[0] != run[-1]:
        message, hint = (
            f"the ring ends at {run[-1]}, not at {run[0]}",
            "Repeat the first position at the end.",
        )
        yield Fault((*path, len(run) - 1), "CM204", message, hint=hint)
    repeated = np.flatnonzero((lonlat[1:] == lonlat[:-1]).all(axis=1))
    if shape.ring and repeated.size:
        yield Fault((*path, int(repeated[0]) + 1), "CM210", "a vertex repeats the one before it")


def check_range(lonlat: NDArray[np.float64], path: Path) -> Iterator[Fault]:
    """Yield a fault when positions lie outside -180 to 180, -90 to 90; its path leads to the first."""
    outside = np.flatnonzero((np.abs(lonlat) > _LIMITS).any(axis=1))
    if outside.size == 0:
        return
    lon, lat = lonlat[outside[0]].tolist()
    hint = None
    if abs(lon) <= 90 < abs(lat) <= 180:
        hint = "Longitude and latitude look swapped: write [lon, lat]."
    elif np.abs(lonlat).max() > _METRES:
        hint = "These look like metres of a projection: convert them to WGS 84 longitude and latitude."
    message = f"[{lon}, {lat}] lies outside -180 to 180, -90 to 90{_more(outside)}"
    yield Fault((*path, int(outside[0])), "CM206", message, hint=hint)


def _long_edges(lonlat: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the numbers of the edges of a line that are longer than 180 degrees of longitude.

    Such an edge runs the long way round the world, where the short way over the antimeridian was meant. An
    edge of 360 degrees along a parallel, the border of a map of the whole world, can mean nothing else than
    it says and is none of them.
    """
    steps = np.abs(np.diff(lonlat, axis=0))
    around = (steps[:, 0] == _WHOLE_WAY) & (steps[:, 1] == 0)
    return np.flatnonzero((steps[:, 0] > _HALF_WAY) & ~around)


def check_lines(geometry_lonlat: shapely.Geometry) -> Iterator[Fault]:
    """Yield a fault for each ring and line of a geometry of which an edge crosses the antimeridian."""
    parts = shapely.get_parts(geometry_lonlat)
    polygons = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    for line in [*shapely.get_rings(parts[polygons]), *parts[~polygons]]:
        if shapely.get_dimensions(line) == 1:
            yield from _check_edges(shapely.get_coordinates(line), ())


def _check_edges(lonlat: NDArray[np.float64], path: Path) -> Iterator[Fault]:
    """Yield a fault when edges of a line cross the antimeridian; its path leads to the first one's end."""
    found = _long_edges(lonlat)
    if found.size:
        first = int(found[0])
        one, two = lonlat[first].tolist(), lonlat[first + 1].tolist()
        message = f"the edge from {one} to {two} is longer than 180 degrees of longitude{_more(found)}"
        yield Fault((*path, first + 1), "CM215", message, hint=_CUT)


_CUT = "Cut it at the antimeridian (RFC 7946, section 3.1.9); controlmap check FILE --fix CM215 does."


def _pairs(positions: list[Any]) -> list[float] | None:
    """Return the numbers of positions one after the other, or None if one is not just lon and lat."""
    if set(map(type, positions)) != {list} or set(map(len, positions)) != {2}:
        return None
    numbers = list(chain.from_iterable(positions))
    return numbers if set(map(type, numbers)) <= {int, float} else None


def _is_position(value: Any) -> bool:
    return isinstance(value, list) and len(value) in (2, 3) and set(map(type, value)) <= {int, float}


def _no_position(value: Any) -> str:
    text = repr(value)
    shown = text if len(text) < 60 else _named(value)
    return f"{shown} is not a position: [lon, lat] or [lon, lat, height] is expected"


def _more(found: Sequence[int] | NDArray[np.intp]) -> str:
    return f" (and {len(found) - 1} more in this run)" if len(found) > 1 else ""


def _array(run: list[Any]) -> NDArray[np.float64]:
    """Return positions as (n, 2) lon and lat, in half the time that NumPy takes for lists of lists."""
    lengths = set(map(len, run))
    if len(lengths) > 1:
        return _array([position[:2] for position in run])
    width = max(lengths, default=2)
    numbers = np.fromiter(chain.from_iterable(run), np.float64, width * len(run))
    return numbers.reshape(len(run), width)[:, :2]


def _line(value: Any, rounding: Rounding) -> shapely.LineString:
    return shapely.LineString(rounding(_array(value)))


def _polygon(value: Any, rounding: Rounding) -> shapely.Polygon:
    return next(iter(_polygons([value], rounding)), shapely.Polygon())


def _polygons(parts: Sequence[Any], rounding: Rounding) -> Sequence[shapely.Polygon]:
    """Return the polygons of the coordinates of several, made together; the empty ones are left out."""
    parts = [part for part in ([ring for ring in part if ring] for part in parts) if part]
    if not parts:
        return []
    rings = list(chain.from_iterable(parts))
    lonlat = rounding(_array(list(chain.from_iterable(rings))))
    lines: Any = shapely.linearrings(lonlat, indices=_numbers_of(rings))
    polygons: Any = shapely.polygons(lines, indices=_numbers_of(parts))
    return polygons.tolist()


def _numbers_of(runs: Sequence[Any]) -> NDArray[np.intp]:
    """Return for each item of each run the number of the run."""
    return np.repeat(np.arange(len(runs)), [len(run) for run in runs])


_BUILDERS: dict[str, Callable[[Any, Rounding], shapely.Geometry]] = {
    "Point": lambda value, r: shapely.Point(r(_array([value]))[0]) if value else shapely.Point(),
    "LineString": _line,
    "Polygon": _polygon,
    "MultiPoint": lambda value, r: shapely.MultiPoint(r(_array(value)) if value else None),
    "MultiLineString": lambda value, r: shapely.MultiLineString([_line(part, r) for part in value]),
    "MultiPolygon": lambda value, r: shapely.MultiPolygon(_polygons(value, r)),
}


def _named(value: Any) -> str:
    """Return a JSON value's kind in words."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
