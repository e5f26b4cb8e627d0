"""Cut border segments where they meet, on whole-number coordinates, and remember whose border each piece is.

The method is snap rounding (J. D. Hobby, "Practical segment intersection with finite precision output",
Computational Geometry 13, 1999): the unit square around each end and each crossing is a hot pixel, and a
segment goes through the middle of every hot pixel that it enters. Two pieces then meet at ends only, and no
border moves by more than half a grid unit in x or y. The arithmetic is exact: 64-bit integer cross products.
GEOS has the same method, but forgets whose border a piece was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_SHIFT = 32
_SHARP = 2.0
"""Grid units by which the far ends of two segments that meet are apart, at least, where neither is cut."""
_DOUBT = 1e-3
"""Grid units by which a crossing computed in floating point may be off, with room to spare."""


@dataclass(frozen=True, slots=True)
class Borders:
    """Distinct border segments, and which owners (areas) each one bounds.

    `points` (n, 2) holds grid units in rising (x, y) order, `segments` (m, 2) rising pairs of rows of
    `points`, `pairs` (k, 2) rows of (segment, owner): an owner is listed where it runs along the segment an
    odd number of times, so that crossing the segment means entering or leaving the owner.
    """

    points: Ints
    segments: Ints
    pairs: Ints

    @classmethod
    def of(cls, start: Ints, end: Ints, owner: Ints) -> Self:
        """Return the distinct segments among those from `start` to `end` (n, 2) with their owners (n,)."""
        long = np.any(start != end, axis=1)
        index, keys = ranked(pack(np.concatenate([start[long], end[long]])))
        return cls._distinct(unpack(keys), index.reshape(2, -1).T, owner[long])

    @classmethod
    def _distinct(cls, points: Ints, segments: Ints, owner: Ints) -> Self:
        """Merge equal segments; owners that run along one an even number of times cancel out."""
        low, high = np.minimum(*segments.T), np.maximum(*segments.T)
        index, keys = ranked(_pair(np.column_stack([low, high])))
        pairs, counts = np.unique(_pair(np.column_stack([index, owner])), return_counts=True)
        odd = _unpair(pairs[counts % 2 == 1])
        used, renamed = np.unique(odd[:, 0], return_inverse=True)
        return cls(points, _unpair(keys[used]), np.column_stack([renamed, odd[:, 1]]))

    def of_segments(self, chosen: NDArray[np.bool_]) -> Self:
        """Return the chosen segments with their owners, and the points that they have."""
        used = np.zeros(len(self.points), dtype=bool)
        used[self.segments[chosen]] = True
        point, number = np.cumsum(used) - 1, np.cumsum(chosen) - 1
        segment, owner = self.pairs[chosen[self.pairs[:, 0]]].T
        pairs = np.column_stack([number[segment], owner])
        return type(self)(self.points[used], point[self.segments[chosen]], pairs)

    def joined(self, others: Self) -> Self:
        """Return both borders as one; what is in both an even number of times cancels out."""
        keys = distinct(np.concatenate([pack(self.points), pack(others.points)]))
        sides = [(one, np.searchsorted(keys, pack(one.points))) for one in (self, others)]
        ends = [place[one.segments[one.pairs[:, 0]]] for one, place in sides]
        owner = [one.pairs[:, 1] for one, _ in sides]
        return self._distinct(unpack(keys), np.concatenate(ends), np.concatenate(owner))

    def are_in(self, others: Self) -> NDArray[np.bool_]:
        """Tell of each segment whether others have it."""
        keys = pack(others.points)
        one, two = (np.searchsorted(keys, pack(self.points[self.segments[:, end]])) for end in (0, 1))
        rows = np.column_stack([one, two]).clip(max=len(keys) - 1)
        same = (others.points[rows] == self.points[self.segments]).all(axis=(1, 2))
        return same & np.isin(_pair(rows), _pair(others.segments))


def undirected(start: Ints, end: Ints) -> Ints:
    """Return segments as rows (x, y, x, y) with the lesser end first; those without length are left out."""
    long = np.any(start != end, axis=1)
    start, end = start[long], end[long]
    turned = (pack(start) > pack(end))[:, None]
    return np.concatenate([np.where(turned, end, start), np.where(turned, start, end)], axis=1)


def odd_rows(segments: Ints) -> Ints:
    """Return the rows (x, y, x, y) that stand an odd number of times."""
    one, two = pack(segments[:, :2]), pack(segments[:, 2:])
    order = np.lexsort((two, one))
    one, two = one[order], two[order]
    first = np.flatnonzero(
        np.concatenate([[True], (one[1:] != one[:-1]) | (two[1:] != two[:-1])])[: len(one)]
    )
    count = np.diff(np.append(first, len(one)))
    return segments[order[first[count % 2 == 1]]]


def distinct(keys: Ints) -> Ints:
    """Return distinct keys in rising order.

    `numpy.unique` hashes them first, which takes ten times as long for keys that differ in their high bits.
    """
    keys = np.sort(keys)
    first = np.ones(len(keys), dtype=bool)
    first[1:] = keys[1:] != keys[:-1]
    return keys[first]


def ranked(keys: Ints) -> tuple[Ints, Ints]:
    """Return the place of each key among the distinct ones, and those in rising order."""
    order = np.argsort(keys, kind="stable")
    rising = keys[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = rising[1:] != rising[:-1]
    place = np.empty(len(keys), dtype=np.int64)
    place[order] = np.cumsum(first) - 1
    return place, rising[first]


def pack(points: Ints) -> Ints:
    """Return one integer a point, in the order of (x, y)."""
    return (points[:, 0] << _SHIFT) + (points[:, 1] + (1 << (_SHIFT - 1)))


def unpack(keys: Ints) -> Ints:
    """Return the points that `pack` made keys of."""
    x = keys >> _SHIFT
    return np.column_stack([x, keys - (x << _SHIFT) - (1 << (_SHIFT - 1))])


def _pair(pairs: Ints) -> Ints:
    return (pairs[:, 0] << _SHIFT) | pairs[:, 1]


def _unpair(keys: Ints) -> Ints:
    return np.column_stack([keys >> _SHIFT, keys & ((1 << _SHIFT) - 1)])


def node(borders: Borders) -> Borders:
    """Return the same borders cut so that two segments meet at ends only.

    Ends come first: where one of two borders meant as one has a vertex and the other has none, they lie on
    each other once the latter is led through it, and the crossings that they seemed to have are gone.
    Segments that meet others at common ends only stay as they are: what comes near others in another way is
    cut by itself, and its pieces are held against the rest.
    """
    tangled = _tangled(borders, _Boxes.along(borders))
    cut = _noded(borders.of_segments(tangled)).joined(borders.of_segments(~tangled))
    fresh = ~cut.are_in(borders)
    cut = _closed(cut, fresh, pack(borders.points)) if fresh.any() else cut
    return cut.of_segments(np.ones(len(cut.segments), dtype=bool))


def _noded(borders: Borders) -> Borders:
    segment, point = _visits(borders, _Boxes.along(borders), borders.points).T
    if len(segment):
        borders, _ = _cut(borders, segment, borders.points, point)
    return _closed(borders, np.ones(len(borders.segments), dtype=bool), np.empty(0, dtype=np.int64))


def _closed(borders: Borders, fresh: NDArray[np.bool_], known: Ints) -> Borders:
    """Cut until nothing is left to cut, where old segments need none by each other nor by `known` points."""
    while True:
        boxes = _Boxes.along(borders)
        crossings = _crossings(borders, boxes, fresh)
        keys = distinct(pack(np.concatenate([borders.points, crossings])))
        hot = unpack(keys)
        new = ~np.isin(keys, known, assume_unique=True)
        segment, point = _visits(borders, boxes, hot, fresh, new).T
        if len(segment) == 0:
            return borders
        known = keys
        borders, fresh = _cut(borders, segment, hot, point)


def _tangled(borders: Borders, boxes: _Boxes) -> NDArray[np.bool_]:
    """Whether each segment comes near another one otherwise than at an end of both, or at a sharp angle."""
    one, two = _near(boxes, np.ones(len(borders.segments), dtype=bool))
    ends, others = borders.segments[one], borders.segments[two]
    apart = np.ones(len(one), dtype=bool)
    for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
        meet = ends[:, i] == others[:, j]
        far = borders.points[ends[meet, 1 - i]], borders.points[others[meet, 1 - j]]
        common = borders.points[ends[meet, i]]
        apart[meet] = (_away(far[0], common, far[1]) <= _SHARP) | (_away(far[1], common, far[0]) <= _SHARP)
    tangled = np.zeros(len(borders.segments), dtype=bool)
    tangled[one[apart]] = tangled[two[apart]] = True
    return tangled


def _away(points: Ints, a: Ints, b: Ints) -> NDArray[np.float64]:
    """Return how far points are from segments a-b."""
    step, gone = (b - a).astype(float), (points - a).astype(float)
    share = np.clip((gone * step).sum(axis=1) / (step**2).sum(axis=1), 0, 1)
    return np.hypot(*(gone - share[:, None] * step).T)


def node_along(borders: Borders, leading: NDArray[np.bool_]) -> Borders:
    """Return the same borders cut where those of leading owners come to them, and as they were elsewhere.

    `leading` says of each owner whether it leads. Borders that cross far from the leading ones stay uncut:
    those of two dates may do so.
    """
    fresh = _owned(borders, leading)
    ends = np.empty(0, dtype=np.int64)
    while True:
        boxes = _Boxes.along(borders)
        crossings = _crossings(borders, boxes, _owned(borders, leading))
        met = np.concatenate([borders.points[borders.segments[fresh]].reshape(-1, 2), crossings])
        ends = distinct(np.concatenate([ends, pack(met)]))
        hot = unpack(distinct(np.concatenate([pack(borders.points), ends])))
        segment, point = _visits(borders, boxes, hot).T
        wanted = fresh[segment] | np.isin(pack(hot[point]), ends)
        if not wanted.any():
            return borders
        borders, fresh = _cut(borders, segment[wanted], hot, point[wanted])


def passing(borders: Borders, points: Ints) -> Ints:
    """Return pairs (segment, row of `points`) where a segment passes a point by half a unit or less."""
    return _visits(borders, _Boxes.along(borders), points)


def _owned(borders: Borders, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each segment has one of the chosen owners."""
    segment, owner = borders.pairs.T
    owned = np.zeros(len(borders.segments), dtype=bool)
    owned[segment[chosen[owner]]] = True
    return owned


class _Boxes(NamedTuple):
    """Boxes that together cover segments, one and a half units wider, and a tree of them."""

    segment: Ints
    boxes: NDArray[np.object_]
    tree: shapely.STRtree

    @classmethod
    def along(cls, borders: Borders) -> Self:
        """Make the boxes of all segments; long ones get several, as one box would hold half the map."""
        ends = borders.points[borders.segments]
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

    def of(self, chosen: NDArray[np.bool_]) -> Self:
        """Return the boxes of the chosen segments."""
        kept = chosen[self.segment]
        return type(self)(self.segment[kept], self.boxes[kept], shapely.STRtree(self.boxes[kept]))

    def holding(self, points: Ints) -> tuple[Ints, Ints]:
        """Pairs of a point and a segment whose box holds it."""
        point, box = self.tree.query(np.asarray(shapely.points(points.astype(float))))
        return point, self.segment[box]


def _crossings(borders: Borders, boxes: _Boxes, fresh: NDArray[np.bool_]) -> Ints:
    """Grid points in whose pixels two segments, one of them fresh, cross; two or four where that is close."""
    ends = borders.points[borders.segments]
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


def _near(boxes: _Boxes, fresh: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Pairs of segments that come near each other, at least one of each pair fresh, each pair once."""
    new = np.flatnonzero(fresh[boxes.segment])
    index, other = boxes.tree.query(boxes.boxes[new])
    one, two = boxes.segment[new[index]], boxes.segment[other]
    wanted = (one < two) | ((one > two) & ~fresh[two])
    keys = distinct(_pair(np.column_stack([one[wanted], two[wanted]])))
    return tuple(_unpair(keys).T)


def _visits(
    borders: Borders,
    boxes: _Boxes,
    hot: Ints,
    fresh: NDArray[np.bool_] | None = None,
    new: NDArray[np.bool_] | None = None,
) -> Ints:
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
    a, b = borders.points[borders.segments[segment]].transpose(1, 0, 2)
    p = hot[point]
    other = np.any(p != a, axis=1) & np.any(p != b, axis=1)
    segment, point, a, b, p = segment[other], point[other], a[other], b[other], p[other]
    inside = _enters(a, b, p)
    keys = distinct(_pair(np.column_stack([segment[inside], point[inside]])))
    return _unpair(keys)


def _enters(a: Ints, b: Ints, p: Ints) -> NDArray[np.bool_]:
    """Whether segments a-b come into the unit squares around the points p.

    With everything doubled, the corners of the square are whole numbers too. The square has its left and
    lower sides and not the others, so that each point of the plane is in exactly one.
    """
    a, b, p = 2 * a, 2 * b, 2 * p
    low, high = np.minimum(a, b), np.maximum(a, b)
    boxed = np.all((low < p + 1) & (high >= p - 1), axis=1)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    sides = np.stack([_side(a, b, p + corner) for corner in corners])
    strictly = (sides.min(axis=0) < 0) & (sides.max(axis=0) > 0)
    along_kept_side = ((sides[0] == 0) & (sides[1] == 0)) | ((sides[0] == 0) & (sides[3] == 0))
    through_kept_corner = sides[0] == 0
    return boxed & (strictly | along_kept_side | through_kept_corner)


def _side(a: Ints, b: Ints, c: Ints) -> Ints:
    """Twice the signed area of the triangle (a, b, c); exact for segments shorter than half the world."""
    return (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])


def _apart(one: Ints, two: Ints) -> NDArray[np.bool_]:
    return np.sign(one) * np.sign(two) < 0


def _cut(borders: Borders, segment: Ints, hot: Ints, point: Ints) -> tuple[Borders, NDArray[np.bool_]]:
    """Lead segments through hot points (given as rows); also tell which segments are new."""
    a, b = borders.points[borders.segments[segment, 0]], borders.points[borders.segments[segment, 1]]
    order = np.lexsort((((hot[point] - a) * (b - a)).sum(axis=1), segment))
    segment, point = segment[order], point[order]
    ends = np.searchsorted(pack(hot), pack(borders.points))[borders.segments]

    count = np.bincount(segment, minlength=len(ends)) + 1
    first = np.cumsum(count) - count
    start = np.repeat(ends[:, 0], count)
    inner = first[segment] + 1 + np.arange(len(segment)) - np.searchsorted(segment, segment)
    start[inner] = point
    end = np.append(start[1:], 0)
    end[first + count - 1] = ends[:, 1]

    parent, owner = borders.pairs.T
    pieces = count[parent]
    run = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    piece = np.repeat(first[parent], pieces) + run
    result = Borders._distinct(hot, np.column_stack([start[piece], end[piece]]), np.repeat(owner, pieces))
    # A piece may lie where a segment lay that was cut, and be cut in its turn.
    uncut = np.delete(_pair(ends), segment)
    return result, ~np.isin(_pair(result.segments), uncut, assume_unique=True)
