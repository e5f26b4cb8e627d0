"""Borders as a network of grid points: points caught on it, ways along it, and what branches where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.grid import METRES_A_DEGREE, Grid
from controlmap.plane.keys import Ints, distinct, pack, unpack
from controlmap.plane.noding import undirected
from controlmap.plane.partition import border_segments

__all__ = ["Caught", "Network", "Point", "way_without"]

Point = tuple[int, int]
"""A grid point, in grid units."""
Way = list[Point]
_ALIKE_M = 1e-6
"""Metres that are nothing: what is so much farther than something else is as far."""
_TOUCH = 1e-6
"""Grid units of a segment that may lie in a hull of which it has a corner."""


@dataclass(frozen=True, slots=True)
class Caught:
    """A point of a border: a vertex of it, or one between the two vertices of a segment."""

    point: Point
    segment: tuple[Point, Point]
    metres: float

    @property
    def is_vertex(self) -> bool:
        """Whether a border has a vertex there."""
        return self.point in self.segment


@dataclass(frozen=True)
class Network:
    """The distinct segments of borders, as rows (x, y, x, y) of grid units."""

    rows: Ints
    grid: Grid

    @classmethod
    def of(cls, areas_lonlat: Sequence[shapely.Geometry], grid: Grid) -> Network:
        """Return the network of the borders of areas (lon, lat)."""
        start, end, _ = border_segments(areas_lonlat, grid)
        return cls(np.unique(undirected(start, end), axis=0), grid)

    @cached_property
    def points(self) -> list[Point]:
        """The vertices of all borders, in order."""
        return [(x, y) for x, y in unpack(distinct(self._steps[0])).tolist()]

    def neighbours(self, point: Point) -> set[Point]:
        """Return the points to which segments lead from a point."""
        keys, ends = self._steps
        first, last = np.searchsorted(keys, pack(np.array([point]))[0] + [0, 1])
        return {(x, y) for x, y in ends[first:last].tolist()}

    def is_clear(self, way: Sequence[Point]) -> bool:
        """Whether no other border runs through the convex hull of a way along borders."""
        hull = shapely.convex_hull(shapely.MultiPoint(way))
        found = self._tree.query(hull, predicate="intersects")
        own = {(min(pair), max(pair)) for pair in pairwise(way)}
        rows = zip(found.tolist(), self.rows[found].tolist(), strict=True)
        others = [i for i, (x, y, u, v) in rows if ((x, y), (u, v)) not in own]
        inside = shapely.length(shapely.intersection(self._tree.geometries[others], hull))
        return bool((inside < _TOUCH).all())

    def met_by(self, line_units: shapely.Geometry) -> NDArray[np.float64]:
        """Return the points (grid units) where a line, in grid units, meets borders."""
        west, south, east, north = shapely.bounds(line_units).tolist()
        ends = self.rows.reshape(-1, 2, 2)
        near = (ends.min(axis=1) <= [east, north]) & (ends.max(axis=1) >= [west, south])
        lines = shapely.multilinestrings(
            np.asarray(shapely.linestrings(ends[near.all(axis=1)].astype(float)))
        )
        return shapely.get_coordinates(shapely.intersection(line_units, lines))

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(np.asarray(shapely.linestrings(self.rows.reshape(-1, 2, 2).astype(float))))

    @cached_property
    def _steps(self) -> tuple[Ints, Ints]:
        """Each segment in both directions: a key of where it starts, in rising order, and where it ends."""
        starts = np.concatenate([self.rows[:, :2], self.rows[:, 2:]])
        ends = np.concatenate([self.rows[:, 2:], self.rows[:, :2]])
        keys = pack(starts)
        order = np.argsort(keys, kind="stable")
        return keys[order], ends[order]

    def catch(self, lonlat: tuple[float, float], reach_m: float) -> Caught:
        """Return the nearest point of a segment to a point (degrees), or its end if that is within reach.

        Of several segments that are as near, that with the nearest end counts. A vertex of a border farther
        off is not taken. What is returned may be farther than within reach: `metres` says how far.
        """
        point = np.array(lonlat) / self.grid.size
        scale = _metres_a_unit(lonlat[1], self.grid)
        a, step = self.rows[:, :2], self.rows[:, 2:] - self.rows[:, :2]
        along = (((point - a) * step) * scale**2).sum(axis=1) / (step**2 * scale**2).sum(axis=1)
        feet = a + np.clip(along, 0, 1)[:, None] * step
        near = np.hypot(*((feet - point) * scale).T)
        ends = self.rows.reshape(-1, 2, 2)
        far = np.hypot(*np.moveaxis((ends - point) * scale, -1, 0))
        # Feet are rounded: on the segments that meet in a vertex they are as far but for that.
        far[near > near.min() + _ALIKE_M] = np.inf
        segment, end = (int(n) for n in np.unravel_index(far.argmin(), far.shape))
        metres = float(far[segment, end])
        at = ends[segment, end]
        if metres > reach_m:
            segment, metres = int(near.argmin()), float(near.min())
            at = np.rint(feet[segment]).astype(np.int64)
        x, y, u, v = self.rows[segment].tolist()
        return Caught(_point(at), ((x, y), (u, v)), metres)

    def way(self, one: Caught, two: Caught, via: Caught | None = None) -> Way | None:
        """Return the shortest way along borders from one caught point to another, None where there is none.

        With `via` it leads over that point too, and over no point twice.
        """
        if via is None:
            return self._shortest(one.point, two.point, self._doors([one, two]), set())
        doors = self._doors([one, two, via])
        ways = [self._over(one.point, via.point, two.point, doors)]
        back = self._over(two.point, via.point, one.point, doors)
        ways += [back and back[::-1]]
        way = min(filter(None, ways), key=self._length, default=None)
        return way and [p for p in way if via.is_vertex or p != via.point or p in (way[0], way[-1])]

    def arc(self, at: Caught) -> Way:
        """Return the way along a border from junction to junction, or once around, over a segment."""
        one, two = at.segment
        ahead, back = self._on(one, two), self._on(two, one)
        return ahead if ahead[0] == ahead[-1] else [*reversed(back[2:]), *ahead]

    def _on(self, one: Point, two: Point) -> Way:
        """Return the way from one point over the next up to where borders branch, or back to the first."""
        way = [one, two]
        while len(beyond := self.neighbours(way[-1]) - {way[-2]}) == 1 and way[-1] != one:
            way.append(*beyond)
        return way

    def _doors(self, caught: Sequence[Caught]) -> dict[Point, set[Point]]:
        """Return steps to and from caught points that are no vertices."""
        doors: dict[Point, set[Point]] = defaultdict(set)
        between = [one for one in caught if not one.is_vertex]
        for one in between:
            same = [other.point for other in between if other.segment == one.segment]
            for other in (*one.segment, *same):
                if other != one.point:
                    doors[one.point].add(other)
                    doors[other].add(one.point)
        return doors

    def _over(self, start: Point, via: Point, end: Point, doors: Mapping[Point, set[Point]]) -> Way | None:
        """Return a way over a point that is the shortest to it, and from there the shortest that is left."""
        there = self._shortest(start, via, doors, {end} - {via})
        if there is None:
            return None
        on = self._shortest(via, end, doors, set(there[:-1]))
        return on and [*there[:-1], *on]

    def _shortest(
        self, start: Point, end: Point, doors: Mapping[Point, set[Point]], closed: set[Point]
    ) -> Way | None:
        """Return the shortest way from one point to another that keeps off some (Dijkstra, 1959)."""
        scale = _metres_a_unit(start[1] * self.grid.size, self.grid)
        ahead: list[tuple[float, Point, Point]] = [(0.0, start, start)]
        came: dict[Point, Point] = {}
        while ahead:
            gone, here, before = heappop(ahead)
            if here in came:
                continue
            came[here] = before
            if here == end:
                return _traced(came, end)
            for there in (self.neighbours(here) | doors.get(here, set())) - closed:
                if there not in came:
                    step = float(np.hypot(*(np.subtract(there, here) * scale)))
                    heappush(ahead, (gone + step, there, here))
        return None

    def _length(self, way: Way) -> float:
        scale = _metres_a_unit(way[0][1] * self.grid.size, self.grid)
        return float(np.hypot(*(np.diff(np.array(way), axis=0) * scale).T).sum())


def way_without(way: Sequence[Point], kept: set[Point], tolerance_m: float, among: Network) -> list[Point]:
    """Return the points of a way that a simpler one does without; ends and `kept` points stay.

    No point that goes lies farther than the tolerance from the simpler way (D. H. Douglas, T. K. Peucker,
    "Algorithms for the reduction of the number of points", 1973), and the way passes over no other border.
    """
    firm = [i for i, point in enumerate(way) if i in (0, len(way) - 1) or point in kept]
    gone: list[Point] = []
    ahead = [*pairwise(firm)]
    metres = np.array(way) * _metres_a_unit(way[0][1] * among.grid.size, among.grid)
    while ahead:
        first, last = ahead.pop()
        if last - first < 2:
            continue
        off = _off(metres[first + 1 : last], metres[first], metres[last])
        if off.max() <= tolerance_m and among.is_clear(way[first : last + 1]):
            gone += way[first + 1 : last]
        else:
            middle = first + 1 + int(off.argmax())
            ahead += [(first, middle), (middle, last)]
    return gone


def _off(points: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far points are from the segment a-b."""
    step = b - a
    length = float((step**2).sum())
    share = np.clip(((points - a) * step).sum(axis=1) / length, 0, 1) if length else np.zeros(len(points))
    return np.hypot(*(points - a - share[:, None] * step).T)


def _traced(came: Mapping[Point, Point], end: Point) -> Way:
    way = [end]
    while came[way[-1]] != way[-1]:
        way.append(came[way[-1]])
    return way[::-1]


def _metres_a_unit(lat: float, grid: Grid) -> NDArray[np.float64]:
    """Metres that a grid unit has from west to east and from south to north, on a sphere."""
    metres = METRES_A_DEGREE * grid.size
    return np.array([metres * np.cos(np.radians(lat)), metres])


def _point(xy: Ints) -> Point:
    x, y = xy.tolist()
    return x, y
