"""Borders woven into each other: where a new line meets a border, all who share it get the same vertex.

A crossing falls on a grid point beside the border, up to half a unit off. Were it put into one of two
neighbours only, a sliver would open between them; so it goes into every area that has the same segment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.area_balance import along, balanced
from controlmap.plane.crossings import crossing_points
from controlmap.plane.grid import Grid
from controlmap.plane.keys import Ints, among, pack
from controlmap.plane.noding import Borders, distinct_rows, node, node_along, passing, undirected
from controlmap.plane.partition import cut_apart, cut_ground, segments_of
from controlmap.plane.patches import maybe_meeting, meeting_patches, patches

__all__ = ["new_borders", "replaced_vertices", "to_lonlat", "union", "visiting", "weave", "woven_with"]

_MARGIN = 2
"""Grid units around a new line within which borders may move."""
Segment = tuple[int, int, int, int]
Way = Callable[[NDArray[np.float64]], NDArray[np.float64]]
Balance = Callable[[list[Ints], Ints, Ints], list[Ints]]
Areas = Callable[[Ints], NDArray[np.object_]]
Paths = Mapping[Segment, Ints]
"""The vertices, in order, that each segment (lesser end first) is led through."""


def weave(
    areas_lonlat: Sequence[shapely.Geometry],
    lines_lonlat: Sequence[shapely.Geometry],
    grid: Grid,
    *,
    within: NDArray[np.bool_],
    limits_lonlat: Sequence[shapely.Geometry] = (),
    drawn: bool = False,
    exact: bool = False,
    met_lonlat: Sequence[shapely.Geometry] = (),
) -> tuple[list[shapely.Geometry], list[shapely.Geometry]]:
    """Return areas and new lines (or the borders of new ground) with a vertex wherever the two kinds meet.

    All are polygonal or linear, in degrees (lon, lat), on the grid. Of the new lines those segments count
    that come to the areas `within`. They cross borders where that bends them least, and bends leave the areas
    on both sides of a border as large as they were (see `balance`). A border that stands in several areas is
    led the same way in all of them; `limits_lonlat` are further areas that borders run along, and are not
    led. With `drawn` the lines are borders that areas have already, and others have not met yet. With `exact`
    they cross where they are drawn, however much that bends a border: by half a unit at most. `met_lonlat`
    are those of the areas that are new themselves: where a border passes a vertex of theirs, it gets one
    there. An area that nothing touched is returned as the same object.
    """
    inside = np.array(areas_lonlat, dtype=object)[within]
    new = _coming_to(_rows(lines_lonlat, grid), inside, grid)
    outlines, met = _Outlines.of(areas_lonlat), _rows(met_lonlat, grid)
    rows = _rows_around([outlines, _Outlines.of(limits_lonlat)], np.concatenate([new, met]), grid)
    if drawn:
        rows = rows[~np.isin(_packed(rows), _packed(_rows(lines_lonlat, grid)))]
    noded = node(_borders(rows))
    aims = {} if exact else _aims(new, noded.points[noded.segments].reshape(-1, 4), grid)
    aimed = _all_led(lines_lonlat, aims, grid)
    aimed_rows = _coming_to(_rows(aimed, grid), inside, grid)
    paths = _paths(rows, noded, aimed_rows, _packed(met), _exactly_balanced if exact else _balanced)
    woven, passing = [*areas_lonlat], outlines.passing(paths, grid).tolist()
    for area, led in zip(passing, _all_led([woven[i] for i in passing], paths, grid), strict=True):
        woven[area] = led
    return woven, _all_led(aimed, paths, grid)


class _Outlines(NamedTuple):
    """The outlines of areas and lines (lon, lat): their vertices, and of which line and area each is."""

    xy: NDArray[np.float64]
    line: Ints
    area: Ints

    @classmethod
    def of(cls, areas_lonlat: Sequence[shapely.Geometry]) -> Self:
        """Return the outlines of areas and lines, in their order."""
        parts, of = shapely.get_parts(np.array([*areas_lonlat], dtype=object), return_index=True)
        is_area = shapely.get_dimensions(parts) == 2
        rings, ring_of = shapely.get_rings(parts[is_area], return_index=True)
        lines = np.concatenate([rings, parts[~is_area]])
        xy, line = shapely.get_coordinates(lines, return_index=True)
        return cls(xy, line, np.concatenate([of[is_area][ring_of], of[~is_area]])[line])

    def rows(self, near: Ints, grid: Grid) -> Ints:
        """Return as rows (x, y, x, y) the segments that come to the patches of others, some of them twice."""
        boxes = _boxes_around(near, grid)
        step = maybe_meeting(self.xy[:, 1], boxes)
        step = step[self.line[step] == self.line[step + 1]]
        low, high = np.sort([self.xy[step], self.xy[step + 1]], axis=0)
        step = step[meeting_patches(low, high, boxes)]
        return np.concatenate([grid.to_units(self.xy[step]), grid.to_units(self.xy[step + 1])], axis=1)

    def passing(self, paths: Paths, grid: Grid) -> Ints:
        """Return which areas may have a segment that has a way."""
        if not paths:
            return np.empty(0, dtype=np.int64)
        boxes = _boxes_around(np.array([*paths], dtype=np.int64), grid)
        step = maybe_meeting(self.xy[:, 1], boxes)
        units = grid.to_units(np.concatenate([self.xy[step], self.xy[step + 1]]))
        one, two = pack(units).reshape(2, -1)
        return np.unique(self.area[step][_have_ways(one, two, paths)])


def woven_with(
    boxes_lonlat: NDArray[np.float64], areas: Areas, lines_lonlat: Sequence[shapely.Geometry], grid: Grid
) -> Ints:
    """Return which areas (lon, lat) may have to do with new lines or ground, where these are woven in.

    The others stay as they are, and what `weave` makes of these is the same without them. Of each area its
    box (n, 4) is given; `areas` tells those of some numbers.
    """
    new = _rows(lines_lonlat, grid)
    return _around(boxes_lonlat, areas, _met(boxes_lonlat, areas, new, grid) if len(new) else new, grid)


def visiting(areas_lonlat: Sequence[shapely.Geometry], points: Ints, grid: Grid) -> list[shapely.Geometry]:
    """Return areas (lon, lat) with a vertex at each of some grid points (n, 2) that their borders pass.

    An area whose borders pass none, or have a vertex there already, is returned as the same object.
    """
    whole = np.array(areas_lonlat, dtype=object)
    near = _around(np.asarray(shapely.bounds(whole)), whole.__getitem__, np.tile(points, 2), grid).tolist()
    areas = [areas_lonlat[number] for number in near]
    borders = _borders(_rows(areas, grid, near=np.tile(points, 2)))
    met: dict[int, list[int]] = defaultdict(list)
    for segment, point in passing(borders, points).tolist():
        met[segment].append(point)
    paths = {}
    for segment, passed in met.items():
        ends = borders.points[borders.segments[segment]]
        paths[_key(ends.reshape(-1))] = along(np.concatenate([ends, points[passed]]), *ends)
    found = [*areas_lonlat]
    for number, led in zip(near, _all_led(areas, paths, grid), strict=True):
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


def _aims(new: Ints, borders: Ints, grid: Grid) -> dict[Segment, Ints]:
    """Return the ways of new segments over borders, through the points where they are to cross."""
    line, point = crossing_points(new, borders, grid)
    ways = {}
    for i in np.unique(line).tolist():
        points = point[line == i]
        way = np.concatenate([new[None, i, :2], points, new[None, i, 2:]])
        ways[_key(new[i])] = way[np.append(True, np.any(way[1:] != way[:-1], axis=1))]
    return ways


def _paths(
    rows: Ints, noded: Borders, new: Ints, others: NDArray[np.void], balance: Balance
) -> dict[Segment, Ints]:
    """Return the ways of rows that meet new segments or `others` of the rows, and of the new ones.

    `noded` are the rows' pieces.
    """
    pieces = noded.points[noded.segments].reshape(-1, 4)
    both = np.concatenate([new, pieces])
    led = np.arange(len(both)) < len(new)
    ways = _ways(node_along(_borders(both), led), both)
    bent = {i - len(new): way for i, way in ways.items() if i >= len(new)}
    lines = np.concatenate([new, *(_steps(way) for i, way in ways.items() if i < len(new))])
    bent = dict(zip(bent, balance([*bent.values()], pieces, lines), strict=True))
    of_others = noded.pairs[np.isin(_packed(rows), others)[noded.pairs[:, 1]], 0]
    ends = np.concatenate([new, pieces[of_others]]).reshape(-1, 2)
    met = np.concatenate([ends, *(way for i, way in ways.items() if i < len(new))])
    return {
        **{_key(both[i]): way for i, way in ways.items()},
        **{_key(pieces[i]): way for i, way in bent.items()},
        **_joined(rows, noded, pieces, bent, np.unique(met, axis=0)),
    }


def _balanced(ways: list[Ints], pieces: Ints, lines: Ints) -> list[Ints]:
    """Return ways with no area beside, among the pieces of borders."""
    return balanced(ways, pieces)


def _exactly_balanced(ways: list[Ints], pieces: Ints, lines: Ints) -> list[Ints]:
    """Return ways with no area beside, where other borders and the new lines leave room for that."""
    if not ways:
        return ways
    found = balanced(ways, np.concatenate([pieces, lines]))
    steps = [_steps(way) for way in found]
    points = np.unique(np.concatenate([pieces, lines, *steps]).reshape(-1, 2), axis=0)
    owner = np.repeat(np.arange(len(found)), [len(some) for some in steps])
    # What passes a point without a vertex there would be cut there later, and not all who share it.
    crossed = set(owner[_passing_some(np.concatenate(steps), points)].tolist())
    return [ways[i] if i in crossed else way for i, way in enumerate(found)]


def _steps(way: Ints) -> Ints:
    """Return the segments of a way as rows."""
    return np.concatenate([way[:-1], way[1:]], axis=1)


def _joined(
    rows: Ints, noded: Borders, pieces: Ints, bent: Mapping[int, Ints], met: Ints
) -> dict[Segment, Ints]:
    """Return the ways of rows of several pieces, some of them bent, or that pass a point `met` by new lines.

    A row's pieces lie up to half a unit off, so it may pass a point that they do not: as it was it would be
    cut there without those beside it.
    """
    piece, row = noded.pairs[np.argsort(noded.pairs[:, 1], kind="stable")].T
    several = np.flatnonzero(np.bincount(row, minlength=len(rows)) > 1)
    chosen = np.concatenate([row[np.isin(piece, list(bent))], several[_passing_some(rows[several], met)]])
    found = {}
    for i in np.unique(chosen).tolist():
        parts = piece[np.searchsorted(row, i) : np.searchsorted(row, i, side="right")].tolist()
        if len(parts) > 1:
            points = [bent[part] if part in bent else pieces[part].reshape(2, 2) for part in parts]
            found[_key(rows[i])] = along(np.concatenate(points), rows[i, :2], rows[i, 2:])
    return found


def _passing_some(rows: Ints, points: Ints) -> Ints:
    """Return which rows pass some points besides their own ends."""
    if len(rows) == 0:
        return np.empty(0, dtype=np.int64)
    borders = _borders(rows)
    segment, point = passing(borders, points).T
    ends = borders.points[borders.segments[segment]]
    between = (points[point][:, None] != ends).any(axis=2).all(axis=1)
    pair_segment, owner = borders.pairs.T
    return np.unique(owner[np.isin(pair_segment, segment[between])])


def _ways(borders: Borders, rows: Ints) -> dict[int, Ints]:
    """Return the ways of those rows (the owners of the borders) that got a vertex, by their index."""
    segment, owner = borders.pairs[np.argsort(borders.pairs[:, 1], kind="stable")].T
    owners, first, count = np.unique(owner, return_index=True, return_counts=True)
    longer = count > 1
    found = {}
    for i, at, many in zip(owners[longer], first[longer], count[longer], strict=True):
        ends = borders.points[borders.segments[segment[at : at + many]]].reshape(-1, 2)
        found[int(i)] = along(ends, rows[i, :2], rows[i, 2:])
    return found


def _borders(rows: Ints) -> Borders:
    """Return segments as borders, each its own owner."""
    return Borders.of(rows[:, :2], rows[:, 2:], np.arange(len(rows)))


def _key(row: Ints) -> Segment:
    return tuple(row.tolist())


def union(areas_lonlat: Sequence[shapely.Geometry], grid: Grid) -> shapely.Geometry:
    """Return the union of areas (lon, lat), by the even-odd interiors of their rings, on the grid."""
    cells = cut_ground(areas_lonlat, grid).cells
    return to_lonlat(shapely.coverage_union_all(cells), grid) if len(cells) else shapely.Polygon()


def new_borders(
    area_lonlat: shapely.Geometry, before_lonlat: shapely.Geometry | None, grid: Grid
) -> shapely.Geometry | None:
    """Return the segments of an area's border (lon, lat) that it did not have before; None if it had all."""
    rows = _rows([area_lonlat], grid)
    old = {_key(row) for row in _rows([before_lonlat], grid)} if before_lonlat is not None else set()
    new = rows[[_key(row) not in old for row in rows]]
    return shapely.MultiLineString([*grid.to_degrees(new.reshape(-1, 2, 2))]) if len(new) else None


def to_lonlat(area: shapely.Geometry, grid: Grid) -> shapely.Geometry:
    """Return an area in grid units as degrees, outer rings anticlockwise."""
    return shapely.orient_polygons(shapely.transform(area, lambda xy: grid.to_degrees(xy)))


def _rows(areas_lonlat: Iterable[shapely.Geometry], grid: Grid, *, near: Ints | None = None) -> Ints:
    """Return the distinct segments as rows (x, y, x, y), the lesser end first; `near` others if given."""
    boxes = None if near is None else _boxes_around(near, grid)
    return distinct_rows(undirected(*segments_of(areas_lonlat, grid, boxes)))


def _boxes_around(rows: Ints, grid: Grid) -> NDArray[np.float64]:
    """Return the patches (lon, lat) that some segments lie in."""
    return grid.to_degrees(patches(rows, _MARGIN).reshape(-1, 2)).reshape(-1, 4)


def _packed(rows: Ints) -> NDArray[np.void]:
    """Return each row as one value."""
    return np.ascontiguousarray(rows).view(np.dtype((np.void, rows.dtype.itemsize * 4))).ravel()


def _coming_to(rows: Ints, areas_lonlat: NDArray[np.object_], grid: Grid) -> Ints:
    """Return the segments that come within the margin of an area."""
    lines = np.asarray(shapely.linestrings(grid.to_degrees(rows).reshape(-1, 2, 2)))
    tree = shapely.STRtree(lines)
    _, found = tree.query(areas_lonlat, predicate="dwithin", distance=_MARGIN * grid.size)
    return rows[np.unique(found)]


def _rows_around(outlines: Sequence[_Outlines], new: Ints, grid: Grid) -> Ints:
    """Return the segments of areas that come near new ones, and those that come near these.

    The latter matter where a segment that is bent far from the new lines, to balance it, could hit them.
    """
    if len(new) == 0:
        return new
    met = np.concatenate([new, _meeting(_distinct_near(outlines, new, grid), new)])
    return _distinct_near(outlines, met, grid)


def _distinct_near(outlines: Sequence[_Outlines], near: Ints, grid: Grid) -> Ints:
    """Return the distinct segments that lie in the patches of some others, the lesser end first."""
    rows = np.concatenate([one.rows(near, grid) for one in outlines])
    return distinct_rows(undirected(rows[:, :2], rows[:, 2:]))


def _met(boxes_lonlat: NDArray[np.float64], areas: Areas, new: Ints, grid: Grid) -> Ints:
    """Return new segments, and those of areas that come near them."""
    parts, _ = _parts_around(boxes_lonlat, areas, new, grid)
    return np.concatenate([new, _meeting(_rows(parts, grid, near=new), new)])


def _around(boxes_lonlat: NDArray[np.float64], areas: Areas, rows: Ints, grid: Grid) -> Ints:
    """Return of which areas a part's box comes near one of the patches that some segments lie in."""
    return np.unique(_parts_around(boxes_lonlat, areas, rows, grid)[1])


def _parts_around(
    boxes_lonlat: NDArray[np.float64], areas: Areas, rows: Ints, grid: Grid
) -> tuple[NDArray[np.object_], Ints]:
    """Return the parts of areas whose boxes come near one of the patches that some segments lie in.

    With each comes which area it is of.
    """
    if len(rows) == 0:
        return np.empty(0, dtype=object), np.empty(0, dtype=np.int64)
    boxes = _boxes_around(rows, grid)
    some = np.flatnonzero(meeting_patches(boxes_lonlat[:, :2], boxes_lonlat[:, 2:], boxes))
    parts, area = shapely.get_parts(areas(some), return_index=True)
    bounds = shapely.bounds(parts)
    near = meeting_patches(bounds[:, :2], bounds[:, 2:], boxes)
    return parts[near], some[area[near]]


def _meeting(rows: Ints, new: Ints) -> Ints:
    """Return the segments that come within the margin of new ones."""
    tree = shapely.STRtree(_lines(new))
    found, _ = tree.query(_lines(rows), predicate="dwithin", distance=_MARGIN)
    return rows[np.unique(found)]


def _lines(rows: Ints) -> NDArray[np.object_]:
    return np.asarray(shapely.linestrings(rows.reshape(-1, 2, 2).astype(float)))


def _all_led(
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


def _cut_anew(
    areas_lonlat: Sequence[shapely.Geometry], paths: Paths, grid: Grid
) -> Iterator[shapely.Geometry]:
    """Yield areas (lon, lat), each cut along its borders, which may meet near segments that have a way."""
    boxes = patches(np.array([*paths], dtype=np.int64).reshape(-1, 4), _MARGIN)
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


def _between(start: Ints, end: Ints, paths: Paths) -> Ints:
    """Return the vertices to put in between two, in the direction of travel."""
    one, two = tuple(start.tolist()), tuple(end.tolist())
    path = paths.get((*min(one, two), *max(one, two)))
    if path is None:
        return np.empty((0, 2), dtype=np.int64)
    inner = path[1:-1]
    return inner if one < two else inner[::-1]
