"""Areas and lines led other ways: through further vertices between two, or through others instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.area_balance import along
from controlmap.plane.grid import Grid
from controlmap.plane.keys import Ints, among, pack
from controlmap.plane.noding import Borders, passing
from controlmap.plane.outlines import MARGIN, Outlines, areas_around, boxes_around, rows_of
from controlmap.plane.partition import cut_apart
from controlmap.plane.patches import maybe_meeting, patches
from controlmap.plane.unions import to_lonlat

__all__ = [
    "Paths",
    "Segment",
    "all_led",
    "each_its_own",
    "following",
    "key_of",
    "passing_ways",
    "replaced_vertices",
    "steps_of",
    "visiting",
]

Segment = tuple[int, int, int, int]
Way = Callable[[NDArray[np.float64]], NDArray[np.float64]]
Paths = Mapping[Segment, Ints]
"""The vertices, in order, that each segment (lesser end first) is led through."""


def visiting(areas_lonlat: Sequence[shapely.Geometry], points: Ints, grid: Grid) -> list[shapely.Geometry]:
    """Return areas (lon, lat) with a vertex at each of some grid points (n, 2) that their borders pass.

    An area whose borders pass none, or have a vertex there already, is returned as the same object.
    """
    whole = np.array(areas_lonlat, dtype=object)
    near = areas_around(
        np.asarray(shapely.bounds(whole)), whole.__getitem__, np.tile(points, 2), grid
    ).tolist()
    areas = [areas_lonlat[number] for number in near]
    borders = each_its_own(rows_of(areas, grid, near=np.tile(points, 2)))
    met: dict[int, list[int]] = defaultdict(list)
    for segment, point in passing(borders, points).tolist():
        met[segment].append(point)
    paths = {}
    for segment, passed in met.items():
        ends = borders.points[borders.segments[segment]]
        paths[key_of(ends.reshape(-1))] = along(np.concatenate([ends, points[passed]]), *ends)
    found = [*areas_lonlat]
    for number, led in zip(near, all_led(areas, paths, grid), strict=True):
        found[number] = led
    return found


def replaced_vertices(
    area_lonlat: shapely.Geometry, moves: Mapping[tuple[int, int], tuple[int, int] | None], grid: Grid
) -> shapely.Geometry | None:
    """Return an area (lon, lat) with vertices put elsewhere, or left out; None where a ring is gone then.

    Vertices are grid points. The rings may cross each other or themselves afterwards. An area that has none
    of the vertices is returned as the same object.
    """
    units = grid.to_units(shapely.get_coordinates(area_lonlat))
    if not np.isin(pack(units), pack(np.array([*moves], dtype=np.int64))).any():
        return area_lonlat

    def way(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        points = [(x, y) for x, y in grid.to_units(xy[:-1]).tolist()]
        kept = [there for point in points if (there := moves.get(point, point)) is not None]
        if len({*kept}) < 3:
            raise ValueError("a ring needs three points")
        return grid.to_degrees(np.array([*kept, *kept[:1]], dtype=np.int64).reshape(-1, 2))

    try:
        return _rebuilt(area_lonlat, way)
    except ValueError:
        return None


def each_its_own(rows: Ints) -> Borders:
    """Return segments as borders, each its own owner."""
    return Borders.of(rows[:, :2], rows[:, 2:], np.arange(len(rows)))


def key_of(row: Ints) -> Segment:
    """Return a row as what it is known by."""
    return tuple(row.tolist())


def steps_of(way: Ints) -> Ints:
    """Return the segments of a way as rows."""
    return np.concatenate([way[:-1], way[1:]], axis=1)


def following(way: Ints, detours: Paths) -> Ints:
    """Return a way with the vertices of its steps' detours."""
    between = [part for one, two in pairwise(way) for part in (one[None], _between(one, two, detours))]
    return np.concatenate([*between, way[-1:]])


def _between(start: Ints, end: Ints, paths: Paths) -> Ints:
    """Return the vertices to put in between two, in the direction of travel."""
    one, two = tuple(start.tolist()), tuple(end.tolist())
    path = paths.get((*min(one, two), *max(one, two)))
    if path is None:
        return np.empty((0, 2), dtype=np.int64)
    inner = path[1:-1]
    return inner if one < two else inner[::-1]


def all_led(
    geometries_lonlat: Sequence[shapely.Geometry], paths: Paths, grid: Grid
) -> list[shapely.Geometry]:
    """Return areas or lines whose segments go their ways; the same object where none has one."""
    found, given = [*geometries_lonlat], np.array([*geometries_lonlat], dtype=object)
    is_area, led = shapely.get_dimensions(given) == 2, list[int]()
    for some in (np.flatnonzero(is_area).tolist(), np.flatnonzero(~is_area).tolist()):
        for i, detoured in _detoured(given[some], paths, grid):
            found[some[i]] = detoured
            led.append(some[i])
    broken = [i for i, sound in zip(led, shapely.is_valid([found[i] for i in led]), strict=True) if not sound]
    if broken:
        for i, anew in zip(broken, _cut_anew([found[i] for i in broken], paths, grid), strict=True):
            found[i] = anew
    return found


def passing_ways(outlines: Outlines, paths: Paths, grid: Grid) -> Ints:
    """Return which areas may have a segment that has a way."""
    if not paths:
        return np.empty(0, dtype=np.int64)
    boxes = boxes_around(np.array([*paths], dtype=np.int64), grid)
    step = maybe_meeting(outlines.xy[:, 1], boxes)
    units = grid.to_units(np.concatenate([outlines.xy[step], outlines.xy[step + 1]]))
    one, two = pack(units).reshape(2, -1)
    return np.unique(outlines.area[step][_have_ways(one, two, paths)])


def _cut_anew(
    areas_lonlat: Sequence[shapely.Geometry], paths: Paths, grid: Grid
) -> Iterator[shapely.Geometry]:
    """Yield areas (lon, lat), each cut along its borders, which may meet near segments that have a way."""
    boxes = patches(np.array([*paths], dtype=np.int64).reshape(-1, 4), MARGIN)
    lots = [[area] for area in areas_lonlat]
    for cut in cut_apart(lots, grid, near=[boxes] * len(lots)):
        yield to_lonlat(shapely.coverage_union_all(cut.cells), grid) if len(cut.cells) else shapely.Polygon()


def _detoured(
    geometries: NDArray[np.object_], paths: Paths, grid: Grid
) -> Iterator[tuple[int, shapely.Geometry]]:
    """Yield those of some areas, or lines, whose segments have ways, led there, each with its index.

    Their borders may meet then. All rings are made in one go.
    """
    parts, whole = shapely.get_parts(geometries, return_index=True)
    is_area = bool((shapely.get_dimensions(parts) == 2).all())
    lines, part = shapely.get_rings(parts, return_index=True) if is_area else (parts, np.arange(len(parts)))
    xy, line = shapely.get_coordinates(lines, return_index=True)
    units = grid.to_units(xy)
    steps = np.flatnonzero(_passed(units, paths) & (line[1:] == line[:-1]))
    between = [_between(units[step], units[step + 1], paths) for step in steps.tolist()]
    places = np.repeat(steps + 1, [len(points) for points in between])
    if not len(places):
        return
    led = np.zeros(len(geometries), dtype=bool)
    led[whole[part[line[places]]]] = True
    units, line = (
        np.insert(units, places, np.concatenate(between), axis=0),
        np.insert(line, places, line[places]),
    )
    kept = led[whole[part[line]]]
    number, lonlat = np.unique(line[kept], return_inverse=True), grid.to_degrees(units[kept])
    made: Any = (shapely.linearrings if is_area else shapely.linestrings)(
        lonlat, indices=number[1].reshape(-1)
    )
    if is_area:
        made = shapely.polygons(made, indices=np.unique(part[number[0]], return_inverse=True)[1].reshape(-1))
    of = whole[np.unique(part[number[0]])]
    for i in np.flatnonzero(led).tolist():
        yield (
            i,
            _as_before(geometries[i], made[np.searchsorted(of, i) : np.searchsorted(of, i, side="right")]),
        )


def _as_before(geometry: shapely.Geometry, parts: NDArray[np.object_]) -> shapely.Geometry:
    """Return parts as one geometry, of the kind that it was."""
    if isinstance(geometry, shapely.Polygon | shapely.LineString):
        return parts[0]
    several = shapely.MultiPolygon if isinstance(geometry, shapely.MultiPolygon) else shapely.MultiLineString
    return several(parts.tolist())


def _rebuilt(geometry: shapely.Geometry, way: Way) -> shapely.Geometry:
    """Return a geometry with each ring or line replaced by what `way` makes of its vertices."""
    if isinstance(geometry, shapely.Polygon):
        rings = [way(shapely.get_coordinates(ring)) for ring in (geometry.exterior, *geometry.interiors)]
        return shapely.Polygon(rings[0], rings[1:])
    if isinstance(geometry, shapely.LineString):
        return shapely.LineString(way(shapely.get_coordinates(geometry)))
    parts = np.array([_rebuilt(part, way) for part in shapely.get_parts(geometry)], dtype=object)
    if shapely.get_dimensions(geometry) == 2:
        return shapely.MultiPolygon(parts.tolist())
    return shapely.MultiLineString(parts.tolist())


def _passed(units: Ints, paths: Paths) -> NDArray[np.bool_]:
    """Whether each step from a vertex to the next may be one of the segments that have a way."""
    if not paths or len(units) < 2:
        return np.zeros(max(len(units) - 1, 0), dtype=bool)
    keys = pack(units)
    return _have_ways(keys[:-1], keys[1:], paths)


def _have_ways(one: Ints, two: Ints, paths: Paths) -> NDArray[np.bool_]:
    """Whether each step between two points, given by their keys, may be a segment that has a way."""
    ends = pack(np.array([*paths], dtype=np.int64).reshape(-1, 2)).reshape(-1, 2)
    return among(np.minimum(one, two), ends[:, 0]) & among(np.maximum(one, two), ends[:, 1])
