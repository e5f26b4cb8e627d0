"""Borders that bend keep their areas: what they take on one half of a segment they give back on the other.

A vertex p put beside a segment a-b adds a triangle to one side and takes it from the other, on all dates on
which the segment is a border: half a unit of the grid off, on a segment of twenty kilometres, that is a
thousand square metres. The grid itself offers the remedy. a + b - p is a grid point too: p turned by half
around the segment's middle, just as far off on the other side. A way through both is symmetric about the
middle, so the triangles cancel out, exactly, in whole numbers.

On the ellipsoid a square unit is smaller the nearer it is to a pole, by dA/A = tan(latitude) × d(latitude).
The two triangles have less than d × l / 4 each, where d is how far p is off and l how long the segment is,
and their middles are no more than l apart. So what is left is less than d × l² × tan(latitude) / (4 r), r
being the earth's radius: 0.03 m² for 5 cm, 4 km and latitude 36°, where one triangle alone has 100 m².

Where another border is in the way of a turned vertex, the best other one is taken. A triangle of grid points
has a whole number of half square units, so the least that may then be left is half a square unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.keys import Ints

__all__ = ["along", "balanced"]

_CLEARANCE = 0.75
"""Grid units around a new vertex that no other border may enter: it might bend in its turn."""
_TRIES = 256
_TIE = 1e-6


def balanced(ways: list[Ints], segments: Ints) -> list[Ints]:
    """Return ways, each the grid points (n, 2) from a segment's lesser end to the other, with no area beside.

    `segments` are all that are near, as rows (x, y, x, y).
    """
    if not any(map(_double_area, ways)):
        return ways
    near = _Near.of(segments)
    return [_balanced(way, near) if _double_area(way) else way for way in ways]


def along(points: Ints, start: Ints, end: Ints) -> Ints:
    """Return distinct points in the order in which one passes them from start to end."""
    distinct = np.unique(points, axis=0)
    return distinct[np.argsort(((distinct - start) * (end - start)).sum(axis=1), kind="stable")]


@dataclass(frozen=True, slots=True)
class _Near:
    """The borders around, to ask which of them a point comes too close to."""

    segments: Ints
    tree: shapely.STRtree

    @classmethod
    def of(cls, segments: Ints) -> Self:
        lines = np.asarray(shapely.linestrings(segments.reshape(-1, 2, 2).astype(float)))
        return cls(segments, shapely.STRtree(lines))

    def is_clear(self, points: Ints, way: Ints) -> NDArray[np.bool_]:
        """Whether each point is far enough from all segments but the one that the way leads along."""
        at = shapely.points(points.astype(float))
        point, other = self.tree.query(at, predicate="dwithin", distance=_CLEARANCE)
        own = np.concatenate([way[0], way[-1]])
        clear = np.ones(len(points), dtype=bool)
        clear[point[np.any(self.segments[other] != own, axis=1)]] = False
        return clear


def _balanced(way: Ints, near: _Near) -> Ints:
    turned = way[0] + way[-1] - way[1:-1]
    if near.is_clear(turned, way).all():
        return along(np.concatenate([way, turned]), way[0], way[-1])
    return _nearly_balanced(way, near)


def _nearly_balanced(way: Ints, near: _Near) -> Ints:
    """Return a way with the one vertex more that leaves the least area beside it, if it is less than now."""
    points = _beside(way[0], way[-1])
    place = np.searchsorted(_position(way, way), _position(points, way))
    before, after = way[place - 1], way[place]
    left = np.abs(_double_area(way) + _cross(points - before, after - before))
    best = np.argsort(left, kind="stable")[:_TRIES]
    best = best[(left[best] < abs(_double_area(way))) & near.is_clear(points[best], way)]
    return np.insert(way, place[best[0]], points[best[0]], axis=0) if len(best) else way


def _beside(start: Ints, end: Ints) -> Ints:
    """Return the grid points nearest to a segment at each unit of its longer side, two if both are."""
    steps = np.abs(end - start).max()
    share = np.arange(1, steps)[:, None] / steps
    between = start + share * (end - start)
    return np.concatenate([np.rint(between - _TIE), np.rint(between + _TIE)]).astype(np.int64)


def _position(points: Ints, way: Ints) -> Ints:
    """How far along a way's segment points lie, in units that are the same for all of them."""
    return ((points - way[0]) * (way[-1] - way[0])).sum(axis=1)


def _double_area(way: Ints) -> int:
    """Twice the area, with its sign, between a way and the segment from its first point to its last."""
    local = way - way[0]
    return int(_cross(local[:-1], local[1:]).sum())


def _cross(one: Ints, two: Ints) -> Ints:
    return one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]
