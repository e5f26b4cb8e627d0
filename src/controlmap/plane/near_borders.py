"""Borders that are meant as one made one: ground is drawn to borders that run along its own, at most so far.

Between a border and another one that it nearly follows lie faces: gaps where the ground falls short of it,
overlaps where it goes beyond. Short lines from each vertex, and from where the two come near each other, to
the other border cut these faces off from what is wide. A face of which no point is farther than the reach
from either border changes sides, so that the ground ends where the other border runs. The other border
stays: what was drawn to it once is not moved again.

Lengths are taken in a plane with east-west distances as at that latitude of the ground that is nearest to the
equator, and the longest degree of a meridian, so that on the ground nothing is farther than it is said to be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.grid import Grid
from controlmap.plane.keys import Ints
from controlmap.plane.noding import Borders, node, undirected
from controlmap.plane.partition import border_segments
from controlmap.plane.unions import to_lonlat, union

__all__ = ["Drawn", "drawn_together"]

_LONGEST_DEGREE_M = 111_700.0
"""A degree of latitude at the poles, rounded up: the longest there is on the ellipsoid of WGS 84."""
_ALONG = 5
"""A gap that opens at its ends is closed if it is this many reaches around: shorter ones are corners, of 30°
or more."""
_MOST_TIMES = 8
_STEPS = 4
"""Points a reach at which the way from one border to the other is measured."""
_QUARTER = 16
"""Chords of a quarter of a circle: they are nearer than a hundredth of a reach to it."""
_GROUND, _BORDER, _LINK = 0, 1, 2
"""Owners of rows: the ground's own border, the border that it is drawn to, and the links between the two."""


class Drawn(NamedTuple):
    """Ground (lon, lat, on the grid), what changed sides on the way (lon, lat), and the greatest distance."""

    ground_lonlat: shapely.Geometry
    passed_lonlat: tuple[shapely.Geometry, ...] = ()
    moved_m: float = 0.0


class _Scale(NamedTuple):
    """Grid units as metres, east-west and north-south."""

    metres: NDArray[np.float64]

    @classmethod
    def at(cls, units: Ints, grid: Grid) -> _Scale:
        latitude = float(np.abs(grid.to_degrees(units[:, 1])).min()) if len(units) else 0.0
        if len(units) and units[:, 1].min() < 0 < units[:, 1].max():
            latitude = 0.0
        unit = _LONGEST_DEGREE_M * grid.size
        return cls(np.array([unit * np.cos(np.radians(latitude)), unit]))

    def lines(self, rows: Ints) -> NDArray[np.object_]:
        return np.asarray(shapely.linestrings(rows.reshape(-1, 2, 2) * self.metres))

    def points(self, units: Ints) -> NDArray[np.object_]:
        return np.asarray(shapely.points(units * self.metres))


def drawn_together(
    ground_lonlat: shapely.Geometry,
    borders_lonlat: Sequence[shapely.Geometry],
    reach_m: float,
    grid: Grid,
    *,
    written_lonlat: shapely.Geometry | None = None,
) -> Drawn:
    """Return ground whose border runs along that of other areas wherever it came within a reach of them.

    All are polygonal, in degrees (lon, lat), on the grid, and the other areas share their borders. No point
    of the new border is farther than `reach_m` from the old one, or from that of `written_lonlat`: what the
    ground was before it was drawn to others.
    """
    first = _rows([ground_lonlat if written_lonlat is None else written_lonlat], grid)
    other = _rows(borders_lonlat, grid)
    ground, passed, moved_m = ground_lonlat, [], 0.0
    # What was closed has new corners, from which links may cut off more.
    for _ in range(_MOST_TIMES):
        own = _rows([ground], grid)
        fresh = own[~np.isin(_keys(own), _keys(other))]
        if len(fresh) == 0 or len(other) == 0:
            break
        faces, away_m = _between(first, fresh, other, reach_m, grid)
        if len(faces) == 0:
            break
        passed += [to_lonlat(face, grid) for face in faces]
        moved_m = max(moved_m, away_m)
        ground = _exchanged(ground, passed[-len(faces) :], grid)
    return Drawn(ground, tuple(passed), moved_m)


def _between(
    first: Ints, fresh: Ints, other: Ints, reach_m: float, grid: Grid
) -> tuple[NDArray[np.object_], float]:
    """Return the faces (grid units) between fresh rows and others that are to be closed.

    With them comes how far, in metres, they go from `first`, the ground's border as it was at first.
    """
    scale = _Scale.at(fresh.reshape(-1, 2), grid)
    # A link ends on the grid, up to a unit beside what it leads to.
    reach = reach_m - float(scale.metres.max())
    other = _within(other, fresh, scale, reach_m)
    links = np.concatenate([_links(fresh, other, scale, reach), _links(other, fresh, scale, reach)])
    rows = np.concatenate([fresh, other, links])
    # Links may cross, and lie on each other once they are on the grid: of one owner such would be none.
    own = np.repeat([_GROUND, _BORDER], [len(fresh), len(other)])
    owner = np.concatenate([own, _LINK + np.arange(len(links))])
    faces = _Faces.of(node(_owned(rows, owner))).thin(first, other, scale, reach_m)
    closed = faces.polygons[faces.closable(scale, reach_m)]
    dense = shapely.segmentize(_metric(closed, scale), reach_m / _STEPS)
    away = _farthest(dense, first, scale, reach_m)
    kept = np.maximum(away, _farthest(dense, other, scale, reach_m)) <= reach_m
    return closed[kept], float(away[kept].max(initial=0.0))


def _metric(polygons: NDArray[np.object_], scale: _Scale) -> NDArray[np.object_]:
    return shapely.transform(polygons, lambda xy: xy * scale.metres)


def _exchanged(
    ground_lonlat: shapely.Geometry, faces_lonlat: Sequence[shapely.Geometry], grid: Grid
) -> shapely.Geometry:
    """Return ground without those of the faces that it had, and with the others."""
    # That is what the even-odd rule makes of all their rings together.
    rings = [*shapely.get_parts(ground_lonlat).tolist(), *faces_lonlat]
    parts = shapely.get_parts(union([shapely.MultiPolygon(rings)], grid))
    # Crumbs thinner than a unit are what rounding leaves beside the other border.
    kept = parts[2 * shapely.area(parts) >= grid.size * shapely.length(parts)]
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept.tolist())


def _rows(areas_lonlat: Sequence[shapely.Geometry], grid: Grid) -> Ints:
    """Return the distinct segments of areas as rows (x, y, x, y), the lesser end first."""
    if len(areas_lonlat) == 0:
        return np.empty((0, 4), dtype=np.int64)
    start, end, _ = border_segments(areas_lonlat, grid)
    return np.unique(undirected(start, end), axis=0)


def _keys(rows: Ints) -> NDArray[np.void]:
    """Return one value a row that is the same for the same rows."""
    return np.ascontiguousarray(rows).view([("", np.int64)] * 4).reshape(-1)


def _owned(rows: Ints, owner: Ints) -> Borders:
    """Return rows with owners; where two of one owner lie on each other they count once."""
    found = np.unique(np.column_stack([undirected(rows[:, :2], rows[:, 2:]), owner[_long(rows)]]), axis=0)
    return Borders.of(found[:, :2], found[:, 2:4], found[:, 4])


def _long(rows: Ints) -> NDArray[np.bool_]:
    return np.any(rows[:, :2] != rows[:, 2:], axis=1)


def _within(rows: Ints, others: Ints, scale: _Scale, reach_m: float) -> Ints:
    """Return the rows that come within a reach of others."""
    tree = shapely.STRtree(scale.lines(others))
    found, _ = tree.query(scale.lines(rows), predicate="dwithin", distance=reach_m)
    return rows[np.unique(found)]


def _links(rows: Ints, others: Ints, scale: _Scale, reach_m: float) -> Ints:
    """Return a row from points along rows to the nearest point of others, on the grid."""
    if len(rows) == 0 or len(others) == 0 or reach_m <= 0:
        return np.empty((0, 4), dtype=np.int64)
    ends = _begins(rows, others, scale, reach_m)
    lines = scale.lines(others)
    point, line = shapely.STRtree(lines).query_nearest(
        scale.points(ends), max_distance=reach_m, all_matches=False
    )
    shortest = shapely.shortest_line(scale.points(ends[point]), lines[line])
    feet = np.rint(shapely.get_coordinates(shortest)[1::2] / scale.metres).astype(np.int64)
    found = np.concatenate([ends[point], feet], axis=1)
    return found[_long(found)]


def _begins(rows: Ints, others: Ints, scale: _Scale, reach_m: float) -> Ints:
    """Return the ends of rows, and of long ones the points at which they come into reach of others.

    So it hardly matters how many vertices a line was drawn with.
    """
    ends, within_m = rows.reshape(-1, 2), reach_m - float(scale.metres.max())
    long = rows[np.hypot(*((rows[:, 2:] - rows[:, :2]) * scale.metres).T) > reach_m / _STEPS]
    if len(long) == 0 or within_m <= 0:
        return np.unique(ends, axis=0)
    lines, near = scale.lines(long), scale.lines(others)
    row, other = shapely.STRtree(near).query(lines, predicate="dwithin", distance=within_m)
    beside, which = np.unique(other, return_inverse=True)
    around = shapely.buffer(near[beside], within_m, quad_segs=_QUARTER)
    xy, pair = shapely.get_coordinates(shapely.intersection(lines[row], around[which]), return_index=True)
    if len(xy) == 0:
        return np.unique(ends, axis=0)
    # A line meets what is convex in one stretch: from the first of its points to the last.
    at = shapely.line_locate_point(lines[row[pair]], shapely.points(xy))
    first = np.full(len(row), np.inf)
    last = np.full(len(row), -np.inf)
    np.minimum.at(first, pair, at)
    np.maximum.at(last, pair, at)
    row, at = _outer_ends(row, first, last)
    met = shapely.get_coordinates(shapely.line_interpolate_point(lines[row], at))
    return np.unique(np.concatenate([ends, np.rint(met / scale.metres).astype(np.int64)]), axis=0)


def _outer_ends(
    row: Ints, first: NDArray[np.float64], last: NDArray[np.float64]
) -> tuple[Ints, NDArray[np.float64]]:
    """Return where the stretches of rows end that several make together which overlap."""
    met = np.isfinite(first)
    order = np.lexsort((first[met], row[met]))
    row, first, last = row[met][order], first[met][order], last[met][order]
    # Each row's stretches beyond those of the row before, so that one running maximum tells all.
    beyond = row.astype(np.float64) * (2 * float(last.max(initial=0.0)) + 1)
    reached = np.maximum.accumulate(last + beyond)
    begins = np.append(True, (first + beyond)[1:] > reached[:-1])[: len(row)]
    ends = np.append(begins[1:], True)[: len(row)]
    return np.concatenate([row[begins], row[ends]]), np.concatenate([first[begins], (reached - beyond)[ends]])


class _Faces(NamedTuple):
    """Faces of an arrangement in grid units, with the rows around each and whose those are.

    `rows` (n, 4) are around the faces `face` (n,); `owned` (n, 3) says for each whether it is the ground's
    border, the other border, a link.
    """

    polygons: NDArray[np.object_]
    rows: Ints
    face: Ints
    owned: NDArray[np.bool_]

    @classmethod
    def of(cls, borders: Borders) -> _Faces:
        rows = borders.points[borders.segments].reshape(-1, 4)
        owned = np.zeros((len(rows), 3), dtype=bool)
        owned[borders.pairs[:, 0], np.minimum(borders.pairs[:, 1], _LINK)] = True
        lines = np.asarray(shapely.linestrings(rows.reshape(-1, 2, 2).astype(float)))
        return cls._around(shapely.get_parts(shapely.polygonize(lines)), rows, owned)

    @classmethod
    def _around(cls, polygons: NDArray[np.object_], rows: Ints, owned: NDArray[np.bool_]) -> _Faces:
        rings, part = shapely.get_rings(polygons, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        units, same = np.rint(xy).astype(np.int64), ring[1:] == ring[:-1]
        around = undirected(units[:-1][same], units[1:][same])
        order = np.argsort(_keys(rows))
        place = np.searchsorted(_keys(rows)[order], _keys(around))
        return cls(polygons, around, part[ring[:-1][same]], owned[order[place]])

    def thin(self, own: Ints, other: Ints, scale: _Scale, reach_m: float) -> _Faces:
        """Return the faces that are narrow, and have their vertices within a reach of both borders."""
        metric = _metric(self.polygons, scale)
        away = np.maximum(_farthest(metric, own, scale, reach_m), _farthest(metric, other, scale, reach_m))
        near = np.flatnonzero(away <= reach_m)
        # What lies between two borders that are near may still be wide, as all that is inside of a ring.
        return self._only(near[shapely.is_empty(shapely.buffer(metric[near], -reach_m / 2, quad_segs=2))])

    def _only(self, kept: Ints) -> _Faces:
        rows = np.isin(self.face, kept)
        face = np.searchsorted(kept, self.face[rows])
        return _Faces(self.polygons[kept], self.rows[rows], face, self.owned[rows])

    def closable(self, scale: _Scale, reach_m: float) -> NDArray[np.bool_]:
        """Tell which faces are closed: those that, linked to each other, lie between the two borders.

        A gap that is open at an end is closed if it is long enough: else it is a corner, where borders part.
        """
        only_link = self.owned[:, _LINK] & ~self.owned[:, :_LINK].any(axis=1)
        groups = self._groups(only_link)
        group = groups[self.face]
        steps = self.rows[:, 2:] - self.rows[:, :2]
        lengths = np.hypot(*(steps * scale.metres).T)
        mouths = only_link & ~self._twice(only_link)
        outer = ~only_link | mouths
        count = len(self.polygons)
        ground = np.bincount(group, self.owned[:, _GROUND] & ~self.owned[:, _BORDER], count) > 0
        border = np.bincount(group, self.owned[:, _BORDER], count) > 0
        around = np.bincount(group, lengths * outer, count)
        is_open = np.bincount(group, mouths, count) > 0
        # A vertex on the grid lies up to half a unit beside the line that it was put on: that is no gap.
        thick = np.bincount(groups, shapely.area(self.polygons), count)
        real = 4 * thick >= np.bincount(group, np.hypot(*steps.T) * outer, count)
        found = ground & border & real & (~is_open | (around >= _ALONG * reach_m))
        return found[groups]

    def _twice(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether a chosen row has a face of these on both its sides."""
        _, index, counts = np.unique(_keys(self.rows), return_inverse=True, return_counts=True)
        return chosen & (counts[index.reshape(-1)] == 2)

    def _groups(self, doors: NDArray[np.bool_]) -> Ints:
        """Return for each face the least number of those that can be reached from it through doors."""
        beside: dict[bytes, list[int]] = defaultdict(list)
        for row, face in zip(self.rows[doors], self.face[doors].tolist(), strict=True):
            beside[row.tobytes()].append(face)
        leader = list(range(len(self.polygons)))

        def first(face: int) -> int:
            while leader[face] != face:
                leader[face] = face = leader[leader[face]]
            return face

        for faces in beside.values():
            one, two = first(faces[0]), first(faces[-1])
            leader[max(one, two)] = min(one, two)
        return np.array([first(face) for face in range(len(leader))], dtype=np.int64)


def _farthest(shapes: NDArray[np.object_], rows: Ints, scale: _Scale, reach_m: float) -> NDArray[np.float64]:
    """Return how far in metres the vertices of each shape go from rows; infinite beyond a reach."""
    xy, shape = shapely.get_coordinates(shapes, return_index=True)
    away = np.full(len(xy), np.inf)
    if len(xy) and len(rows):
        (point, _), distance = shapely.STRtree(scale.lines(rows)).query_nearest(
            shapely.points(xy), max_distance=reach_m, all_matches=False, return_distance=True
        )
        away[point] = distance
    farthest = np.zeros(len(shapes))
    np.maximum.at(farthest, shape, away)
    return farthest
