"""What arcs enclose: each side of an arc leads on to the next side around the same ground.

At its end a side goes on with the first arc clockwise from itself, whose ground is the same; so each side is
on one way around, and the ways around some ground are its outside and what is cut out of it (D. E. Muller and
F. P. Preparata, "Finding the intersection of two convex polyhedra", 1978). It is done for all sides at once:
each finds its way by jumping twice as far each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.chains import Chains, firsts
from controlmap.plane.keys import Ints, pack, paired, ranked

__all__ = ["OUTSIDE", "Enclosed", "Rings", "enclosed_by", "places_of", "values_of"]

OUTSIDE = -1

_NEARLY = 1e-12
"""Radians by which two directions differ that may stand in the wrong order."""

Flags = NDArray[np.bool_]


class Rings(NamedTuple):
    """Polygons as whole numbers: polygon i has the rings from `part[i]` to `part[i + 1]`, ring i its points.

    Many polygons go from one process to another ten times as fast so as one by one.
    """

    xy: NDArray[np.int32]
    ring: Ints
    part: Ints

    @classmethod
    def joined(cls, several: Sequence[Self]) -> Self:
        """Return the polygons of several as one."""
        xy = np.concatenate([np.empty((0, 2), dtype=np.int32), *(one.xy for one in several)])
        ring, part = (
            np.concatenate([[0], *map(np.diff, starts)]).cumsum()
            for starts in ([one.ring for one in several], [one.part for one in several])
        )
        return cls(xy, ring, part)

    def polygons(self) -> NDArray[np.object_]:
        """Return the polygons themselves."""
        offsets = (self.ring, self.part)
        return np.asarray(
            shapely.from_ragged_array(shapely.GeometryType.POLYGON, self.xy.astype(float), offsets)
        )


class _Ways(NamedTuple):
    """Ways around, along sides: the sides of way i, one after the other, from `start[i]` to `start[i + 1]`.

    `twice` is twice the ground that a way has on its left: less than none where it goes around what is not
    its own.
    `xy` are its points, from the first one by (x, y) on, and that once more; they begin at `point`.
    """

    side: Ints
    start: Ints
    xy: Ints
    point: Ints
    twice: Ints


class Enclosed(NamedTuple):
    """What arcs enclose, of which none has an end where no other arc goes on, nor the same ground beside it.

    `beside` (n, 2) is the ground left and right of each arc, or OUTSIDE; `low` and `high` (m, 2) bound it.
    """

    beside: Ints
    low: Ints
    high: Ints
    ways: _Ways
    ground: Ints

    def rings(self, chosen: Flags) -> Rings:
        """Return chosen ground: rings begin with their first points by (x, y), interiors are on the left.

        The outer ring comes first, of the inner ones that with the most points, then the last by its first
        point, and by the one before that: as GEOS normalizes polygons.
        """
        ways = self.ways
        kept = np.flatnonzero(np.append(chosen, False)[self.ground])
        begin, end = ways.point[kept], ways.point[kept + 1]
        first, last = pack(ways.xy[begin]), pack(ways.xy[end - 2])
        order = (-last, -first, begin - end, ways.twice[kept] < 0, self.ground[kept])
        kept = kept[np.lexsort(order)]
        xy, ring = values_of(ways.xy, ways.point, kept)
        part = np.searchsorted(self.ground[kept], np.append(np.flatnonzero(chosen), len(chosen)))
        return Rings(xy.astype(np.int32), ring, part)


def enclosed_by(arcs: Chains) -> Enclosed:
    """Return what arcs enclose, which meet at ends only, as polygonizing them does.

    Arcs that end where no other goes on, and those with the same ground on both sides, bound none.
    """
    count = len(arcs.start) - 1
    tail, order = _anticlockwise(arcs)
    after = _after(tail, order)
    ground = _least(after)
    bounding = ground[:count] != ground[count:]
    if not bounding.all():
        found = enclosed_by(Chains(*values_of(arcs.xy, arcs.start, np.flatnonzero(bounding))))
        beside = np.full((count, 2), OUTSIDE)
        beside[bounding] = found.beside
        return found._replace(beside=beside)
    ways = _ways(arcs, _once_at_each_point(after, ground, tail, order))
    ground = ground[ways.side[ways.start[:-1]]]
    # Of the ways around one ground just one goes around it, unless it is the ground around everything.
    outer = np.flatnonzero(ways.twice > 0)
    number = np.full(2 * count, OUTSIDE)
    number[ground[outer]] = np.arange(len(outer))
    of_way = number[ground]
    loose = np.flatnonzero(of_way == OUTSIDE)
    of_way[loose] = _around(ways, outer, loose)
    of_side = np.empty(2 * count, dtype=np.int64)
    of_side[ways.side] = np.repeat(of_way, np.diff(ways.start))
    low, high = (least.reduceat(ways.xy, ways.point[:-1])[outer] for least in (np.minimum, np.maximum))
    return Enclosed(of_side.reshape(2, -1).T, low, high, ways, of_way)


def _anticlockwise(arcs: Chains) -> tuple[Ints, Ints]:
    """Return the point, as a number, from which each side leads, and the sides by that and their directions.

    The left side of arc i is i, its right, which runs the other way, i and the number of arcs.
    """
    first, last = arcs.start[:-1], arcs.start[1:] - 1
    begin = arcs.xy[np.concatenate([first, last])]
    step = arcs.xy[np.concatenate([first + 1, last - 1])] - begin
    tail, _ = ranked(pack(begin))
    turn = np.arctan2(step[:, 1], step[:, 0])
    order = np.lexsort((turn, tail))
    # Angles are rounded: of two that are nearly one, the cross product tells which comes first.
    while True:
        one, two = order[:-1], order[1:]
        near = np.flatnonzero((tail[one] == tail[two]) & (turn[two] - turn[one] < _NEARLY))
        (x, y), (u, v) = step[one[near]].T, step[two[near]].T
        wrong = near[x * v < y * u][:1]
        if not len(wrong):
            return tail, order
        order[wrong], order[wrong + 1] = order[wrong + 1], order[wrong]


def _after(tail: Ints, order: Ints) -> Ints:
    """Return the side that each one goes on with: at its end the next one clockwise."""
    place, count = np.empty(len(tail), dtype=np.int64), len(tail) // 2
    place[order] = np.arange(len(order))
    degree = np.bincount(tail)
    end = np.cumsum(degree)
    back = np.where(place == (end - degree)[tail], end[tail], place) - 1
    return order[np.roll(back, count)]


def _once_at_each_point(after: Ints, ground: Ints, tail: Ints, order: Ints) -> Ints:
    """Return on which sides to go on so that no way comes to a point twice.

    Where ground comes to a point several times, a way goes on around what lies between it and the next time.
    """
    before = np.empty_like(after)
    before[after] = np.arange(len(after))
    place, keys = ranked(paired(np.column_stack([tail[order], ground[order]])))
    leaving = order[np.argsort(place, kind="stable")]
    times = np.bincount(place, minlength=len(keys))
    end = np.cumsum(times)
    following = np.arange(1, len(order) + 1)
    following[end - 1] = end - times
    once = after.copy()
    once[before[leaving]] = leaving[following]
    return once


def _least(after: Ints) -> Ints:
    """Return the least side on the way of each."""
    least, jump = np.arange(len(after)), after
    while True:
        less = np.minimum(least, least[jump])
        if (less == least).all():
            return least
        least, jump = less, jump[jump]


def _ways(arcs: Chains, after: Ints) -> _Ways:
    """Return ways around with their points."""
    count = len(arcs.start) - 1
    before, sides = np.empty_like(after), np.arange(len(after))
    before[after] = sides
    before[_least(after) == sides] = -1
    first, place = firsts(before)
    side = np.lexsort((place, first))
    start = np.append(np.flatnonzero(place[side] == 0), len(side))
    # The last point of a side is the first one of the next.
    arc, steps = side % max(count, 1), np.diff(arcs.start)[side % max(count, 1)] - 1
    point = np.concatenate([[0], np.cumsum(steps)])
    run = np.arange(point[-1]) - np.repeat(point[:-1], steps)
    against = side >= count
    begin = np.where(against, arcs.start[arc + 1] - 1, arcs.start[arc])
    xy = arcs.xy[np.repeat(begin, steps) + np.where(np.repeat(against, steps), -run, run)]
    return _Ways(side, start, *_from_the_first(xy, point[start]))


def _from_the_first(xy: Ints, start: Ints) -> tuple[Ints, Ints, Ints]:
    """Return rings from their first points by (x, y), closed; where each begins, and twice their ground."""
    begin, length = start[:-1], np.diff(start)
    keys = pack(xy)
    least = np.flatnonzero(keys == np.repeat(np.minimum.reduceat(keys, begin), length)) if len(xy) else begin
    point = np.concatenate([[0], np.cumsum(length + 1)])
    run = np.arange(point[-1]) - np.repeat(point[:-1], length + 1)
    begin, length, least = (np.repeat(one, length + 1) for one in (begin, length, least))
    xy = xy[begin + (least - begin + run) % length]
    # Sums of products go beyond 64 bits, but ground does not: what is lost is the same on both sides of zero.
    cross = np.append(xy[:-1, 0] * xy[1:, 1] - xy[1:, 0] * xy[:-1, 1], [0][: len(xy)])
    cross[point[1:] - 1] = 0
    return xy, point, np.add.reduceat(cross, point[:-1]) if len(xy) else cross


def _around(ways: _Ways, outer: Ints, inner: Ints) -> Ints:
    """Return in which ground, the least by its outer way, what inner ways go around lies; or OUTSIDE."""
    found = np.full(len(inner), OUTSIDE)
    if len(inner) < 2:
        return found
    shells = Rings(*_of_some(ways, outer), np.arange(len(outer) + 1)).polygons()
    points = shapely.STRtree(np.asarray(shapely.points(ways.xy[ways.point[inner]].astype(float))))
    shell, point = points.query(shells, predicate="contains_properly")
    order = np.lexsort((-ways.twice[outer[shell]], point))
    # The last one of each stays.
    found[point[order]] = shell[order]
    return found


def _of_some(ways: _Ways, some: Ints) -> tuple[NDArray[np.int32], Ints]:
    xy, start = values_of(ways.xy, ways.point, some)
    return xy.astype(np.int32), start


def values_of(values: Ints, start: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return the values of some rows, and where each one's start; those of row i are from `start[i]` on."""
    at, first = places_of(start, rows)
    return values[at], first


def places_of(start: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return where the values of some rows are, and where each row's start among these.

    Nothing but these rows is looked at, however many there are.
    """
    lengths = start[rows + 1] - start[rows]
    first = np.concatenate([[0], np.cumsum(lengths)])
    return np.arange(first[-1]) - np.repeat(first[:-1] - start[rows], lengths), first
