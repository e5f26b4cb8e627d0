"""Where segments meet: which ones come near each other, cross, or enter the pixel of a grid point.

Segments are ends (n, 2, 2) in grid units, and are told of by rows. The arithmetic that decides where they are
cut is exact: 64-bit integer cross products.
"""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.keys import Ints, distinct, paired, unpaired

__all__ = ["Boxes", "crossings", "enters", "tangled", "visits"]

Flags = NDArray[np.bool_]

_SHARP = 2.0
"""Grid units by which two segments are apart, or the far ends of two that meet, where none is cut."""
_DOUBT = 1e-3
"""Grid units by which a crossing computed in floating point may be off, with room to spare."""


class Boxes(NamedTuple):
    """Boxes that together cover segments, one and a half units wider, and a tree of them."""

    segment: Ints
    boxes: NDArray[np.object_]
    tree: shapely.STRtree

    @classmethod
    def along(cls, ends: Ints) -> Self:
        """Make the boxes of all segments; long ones get several, as one box would hold half the map."""
        start, step = ends[:, 0].astype(float), (ends[:, 1] - ends[:, 0]).astype(float)
        length = np.abs(step).max(axis=1, initial=0)
        fair = max(4 * length.mean(), 1) if len(length) else 1
        count = np.ceil(length / fair).astype(np.int64)
        segment = np.repeat(np.arange(len(ends)), count)
        run = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)
        one = start[segment] + step[segment] * (run / count[segment])[:, None]
        two = start[segment] + step[segment] * ((run + 1) / count[segment])[:, None]
        low, high = np.minimum(one, two) - 1.5, np.maximum(one, two) + 1.5
        # A tree looks at bounds alone, and a line is made sooner than a box.
        boxes = np.asarray(shapely.linestrings(np.stack([low, high], axis=1)))
        return cls(segment, boxes, shapely.STRtree(boxes))

    def of(self, chosen: Flags) -> Self:
        """Return the boxes of the chosen segments."""
        kept = chosen[self.segment]
        return type(self)(self.segment[kept], self.boxes[kept], shapely.STRtree(self.boxes[kept]))

    def holding(self, points: Ints) -> tuple[Ints, Ints]:
        """Pairs of a point and a segment whose box holds it."""
        point, box = self.tree.query(np.asarray(shapely.points(points.astype(float))))
        return point, self.segment[box]


def tangled(ends: Ints) -> Flags:
    """Tell of each segment whether it comes near another one otherwise than at an end of both.

    So do two that meet at a sharp angle. Each pair is told of as a whole, whatever other segments there are.
    """
    one, two = _near(Boxes.along(ends), np.ones(len(ends), dtype=bool))
    close = _cross(ends[one], ends[two])
    meeting = np.zeros(len(one), dtype=bool)
    for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
        meet = _same(ends[one, i], ends[two, j])
        meeting |= meet
        close[meet] |= _reach(ends[one[meet], 1 - i], ends[two[meet]])
        close[meet] |= _reach(ends[two[meet], 1 - j], ends[one[meet]])
    for i in (0, 1):
        apart = np.flatnonzero(~meeting & ~close)
        close[apart] |= _reach(ends[one[apart], i], ends[two[apart]])
        close[apart] |= _reach(ends[two[apart], i], ends[one[apart]])
    found = np.zeros(len(ends), dtype=bool)
    found[one[close]] = found[two[close]] = True
    return found


def _reach(points: Ints, ends: Ints) -> Flags:
    """Tell of points whether they are near a segment each."""
    a = ends[:, 0]
    step, gone = (ends[:, 1] - a).astype(float), (points - a).astype(float)
    share = np.clip(_across(gone * step) / _across(step**2), 0, 1)
    return _across((gone - share[:, None] * step) ** 2) <= _SHARP**2


def _same(one: Ints, two: Ints) -> Flags:
    return (one[:, 0] == two[:, 0]) & (one[:, 1] == two[:, 1])


def _across(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums of pairs: numpy takes several times as long along an axis of two."""
    return values[:, 0] + values[:, 1]


def _cross(one: Ints, two: Ints) -> Flags:
    (a, b), (c, d) = one.transpose(1, 0, 2), two.transpose(1, 0, 2)
    return _apart(_side(a, b, c), _side(a, b, d)) & _apart(_side(c, d, a), _side(c, d, b))


def crossings(ends: Ints, boxes: Boxes, fresh: Flags) -> Ints:
    """Grid points in whose pixels two segments, one of them fresh, cross; two or four where that is close."""
    one, two = _near(boxes, fresh)
    a, b, c, d = ends[one, 0], ends[one, 1], ends[two, 0], ends[two, 1]
    across = _apart(_side(a, b, c), _side(a, b, d))
    a, b, c, d = a[across], b[across], c[across], d[across]
    side_a, side_b = _side(c, d, a), _side(c, d, b)
    across = _apart(side_a, side_b)
    share = side_a[across] / (side_a[across] - side_b[across].astype(float))
    meeting = a[across] + share[:, None] * (b[across] - a[across])
    shifts = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]]) * _DOUBT
    return np.floor(meeting[:, None] + shifts + 0.5).astype(np.int64).reshape(-1, 2)


def _near(boxes: Boxes, fresh: Flags) -> tuple[Ints, Ints]:
    """Pairs of segments that come near each other, at least one of each pair fresh, each pair once.

    The lesser row comes first.
    """
    new = np.flatnonzero(fresh[boxes.segment])
    index, other = boxes.tree.query(boxes.boxes[new])
    one, two = boxes.segment[new[index]], boxes.segment[other]
    wanted = (one < two) | ((one > two) & ~fresh[two])
    one, two = one[wanted], two[wanted]
    pairs = np.column_stack([np.minimum(one, two), np.maximum(one, two)])
    return tuple(unpaired(distinct(paired(pairs))).T)


def visits(ends: Ints, boxes: Boxes, hot: Ints, fresh: Flags | None = None, new: Flags | None = None) -> Ints:
    """Pairs (segment, row of `hot`) where a segment enters a hot pixel other than those of its own ends.

    Pairs of an old segment and an old point are left out; by default all points are new.
    """
    points = np.arange(len(hot)) if new is None else np.flatnonzero(new)
    index, segment = boxes.holding(hot[points])
    point = points[index]
    if fresh is not None and len(points) < len(hot):
        others = np.delete(np.arange(len(hot)), points)
        index, more = boxes.of(fresh).holding(hot[others])
        segment, point = np.append(segment, more), np.append(point, others[index])
    a, b = ends[segment].transpose(1, 0, 2)
    p = hot[point]
    other = np.any(p != a, axis=1) & np.any(p != b, axis=1)
    segment, point, a, b, p = segment[other], point[other], a[other], b[other], p[other]
    inside = enters(a, b, p)
    return unpaired(distinct(paired(np.column_stack([segment[inside], point[inside]]))))


def enters(a: Ints, b: Ints, p: Ints) -> NDArray[np.bool_]:
    """Tell whether segments a-b come into the unit squares around the points p.

    With everything doubled, the corners of the square are whole numbers too. The square has its left and
    lower sides and not the others, so that each point of the plane is in exactly one.
    """
    a, b, p = 2 * a, 2 * b, 2 * p
    low, high = np.minimum(a, b), np.maximum(a, b)
    # Ends are on the grid: what reaches the square's rows or columns reaches the point's own.
    boxed = np.all((low <= p) & (p <= high), axis=1)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    sides = np.stack([_side(a, b, p + corner) for corner in corners])
    strictly = (sides.min(axis=0) < 0) & (sides.max(axis=0) > 0)
    through_kept_corner = sides[0] == 0
    return boxed & (strictly | through_kept_corner)


def _side(a: Ints, b: Ints, c: Ints) -> Ints:
    """Twice the signed area of the triangle (a, b, c); exact for segments shorter than half the world."""
    return (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])


def _apart(one: Ints, two: Ints) -> NDArray[np.bool_]:
    return np.sign(one) * np.sign(two) < 0
