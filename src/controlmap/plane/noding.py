"""Cut border segments where they meet, on whole-number coordinates, and remember whose border each piece is.

The method is snap rounding (J. D. Hobby, "Practical segment intersection with finite precision output",
Computational Geometry 13, 1999): the unit square around each end and each crossing is a hot pixel, and a
segment goes through the middle of every hot pixel that it enters. Two pieces then meet at ends only, and no
border moves by more than half a grid unit in x or y. The arithmetic is exact: 64-bit integer cross products.
GEOS has the same method, but forgets whose border a piece was.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, repeat
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from controlmap.plane.keys import Ints, distinct, pack, paired, ranked, unpack, unpaired
from controlmap.plane.meetings import Boxes, crossings, tangled, visits
from controlmap.plane.patches import meeting_patches, patches
from controlmap.plane.tiles import BY_TURNS, Cutting, Square, Tile, tiles

__all__ = [
    "Borders",
    "boxes_around",
    "distinct_rows",
    "node",
    "node_along",
    "odd_rows",
    "passing",
    "undirected",
]

_FEW = 8
"""One fresh segment in so many is few: what lies elsewhere is not looked at."""
_REACH = 4
"""Grid units within which one segment may be cut by another: boxes of both are one and a half wider."""


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
        index, keys = ranked(paired(np.column_stack([low, high])))
        pairs, counts = np.unique(paired(np.column_stack([index, owner])), return_counts=True)
        odd = unpaired(pairs[counts % 2 == 1])
        used, renamed = np.unique(odd[:, 0], return_inverse=True)
        return cls(points, unpaired(keys[used]), np.column_stack([renamed, odd[:, 1]]))

    @property
    def ends(self) -> Ints:
        """Both ends (m, 2, 2) of each segment."""
        return self.points[self.segments]

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
        return same & np.isin(paired(rows), paired(others.segments))


def undirected(start: Ints, end: Ints) -> Ints:
    """Return segments as rows (x, y, x, y) with the lesser end first; those without length are left out."""
    long = np.any(start != end, axis=1)
    start, end = start[long], end[long]
    turned = (pack(start) > pack(end))[:, None]
    return np.concatenate([np.where(turned, end, start), np.where(turned, start, end)], axis=1)


def odd_rows(segments: Ints) -> Ints:
    """Return the rows (x, y, x, y) that stand an odd number of times, in rising order."""
    rising, first = _rising(segments)
    count = np.diff(np.append(first, len(segments)))
    return rising[first[count % 2 == 1]]


def distinct_rows(segments: Ints) -> Ints:
    """Return the distinct rows (x, y, x, y) in rising order."""
    rising, first = _rising(segments)
    return rising[first]


def _rising(segments: Ints) -> tuple[Ints, NDArray[np.intp]]:
    """Return rows in rising order, and where each begins that is another than the one before."""
    one, two = pack(segments[:, :2]), pack(segments[:, 2:])
    order = np.lexsort((two, one))
    one, two = one[order], two[order]
    first = np.concatenate([[True], (one[1:] != one[:-1]) | (two[1:] != two[:-1])])[: len(one)]
    return segments[order], np.flatnonzero(first)


def node(borders: Borders, how: Cutting = BY_TURNS, *, near: Ints | None = None) -> Borders:
    """Return the same borders cut so that two segments meet at ends only.

    `near` are boxes (n, 4) in grid units outside of which they do so already.

    Ends come first: where one of two borders meant as one has a vertex and the other has none, they lie on
    each other once the latter is led through it, and the crossings that they seemed to have are gone.
    Segments that meet others at common ends only stay as they are: what comes near others in another way is
    cut by itself, and its pieces are held against the rest. The result is the same however the work is
    divided into tiles, and whoever does it.
    """
    found = np.ones(len(borders.segments), dtype=bool) if near is None else _in_boxes(borders, near)
    found[found] = _tangled(borders.of_segments(found), how)
    tangle = borders.of_segments(found)
    noded = _noded(tangle, how)
    if np.array_equal(noded.ends, tangle.ends):
        return borders.of_segments(np.ones(len(found), dtype=bool))
    cut = noded.joined(borders.of_segments(~found))
    cut = _closed(cut, ~cut.are_in(borders), how)
    return cut.of_segments(np.ones(len(cut.segments), dtype=bool))


def _in_boxes(borders: Borders, boxes: Ints) -> NDArray[np.bool_]:
    return meeting_patches(borders.ends.min(axis=1), borders.ends.max(axis=1), boxes)


def _tangled(borders: Borders, how: Cutting) -> NDArray[np.bool_]:
    ends, found = borders.ends, np.zeros(len(borders.segments), dtype=bool)
    parts = [tile.rows for tile in tiles(ends, how.most)]
    for rows, told in zip(parts, how.each(tangled, (ends[rows] for rows in parts)), strict=True):
        found[rows] |= told
    return found


def _noded(borders: Borders, how: Cutting = BY_TURNS) -> Borders:
    every = np.ones(len(borders.segments), dtype=bool)
    borders, _ = _pierced(borders, every, how, crossing=False)
    return _closed(borders, np.ones(len(borders.segments), dtype=bool), how)


def _closed(borders: Borders, fresh: NDArray[np.bool_], how: Cutting) -> Borders:
    """Cut until nothing is left to cut, where old segments need none by each other, nor by their ends."""
    while fresh.any():
        borders, fresh = _pierced(borders, fresh, how)
    return borders


class _Here(NamedTuple):
    """What is worked on of a tile: its square, the segments that come to it, and whether each is fresh."""

    square: Square
    ends: Ints
    fresh: NDArray[np.bool_]
    crossing: bool


def _pierced(
    borders: Borders, fresh: NDArray[np.bool_], how: Cutting, *, crossing: bool = True
) -> tuple[Borders, NDArray[np.bool_]]:
    """Lead segments once through what they enter, tile by tile; also tell which segments are new."""
    ends = borders.ends
    near = _beside(ends, fresh)
    parts = [Tile(tile.square, near[tile.rows]) for tile in tiles(ends[near], how.most)]
    parts = [tile for tile in parts if fresh[tile.rows].any()]
    work = (_Here(tile.square, ends[tile.rows], fresh[tile.rows], crossing) for tile in parts)
    told = zip(parts, how.each(_pierced_in, work), strict=True)
    found = [np.column_stack([tile.rows[segment], point]) for tile, (segment, point) in told]
    pairs = np.concatenate([np.empty((0, 2), dtype=np.int64), *found])
    if not len(pairs):
        return borders, np.zeros(len(fresh), dtype=bool)
    segment, point = pairs[np.lexsort(pairs.T[::-1])].T
    hot = distinct(np.concatenate([pack(borders.points), point]))
    return _cut(borders, segment, unpack(hot), np.searchsorted(hot, point))


def _beside(ends: Ints, fresh: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return which segments can have to do with fresh ones: all, unless few are fresh."""
    boxes = boxes_around(ends, fresh)
    if boxes is None:
        return np.arange(len(fresh))
    return np.flatnonzero(meeting_patches(ends.min(axis=1), ends.max(axis=1), boxes))


def boxes_around(ends: Ints, fresh: NDArray[np.bool_]) -> Ints | None:
    """Return boxes (n, 4) in which fresh segments, of all with ends (n, 2, 2), can have to do with others.

    None where they are not few: then they are everywhere.
    """
    return None if fresh.sum() * _FEW > len(fresh) else patches(ends[fresh].reshape(-1, 4), _REACH)


def _pierced_in(here: _Here) -> tuple[Ints, Ints]:
    """Segments, and keys of points that the square holds, where the one enters the pixel of the other.

    Points are ends and, with `crossing`, crossings that are computed from whole segments: each lies in one
    square alone, and whatever enters its pixel comes to that square.
    """
    boxes = Boxes.along(here.ends)
    met = here.ends[here.fresh].reshape(-1, 2)
    if here.crossing:
        met = np.concatenate([met, crossings(here.ends, boxes, here.fresh)])
    new = distinct(pack(met))
    hot = distinct(np.concatenate([new, pack(here.ends.reshape(-1, 2))]))
    hot = hot[here.square.holds(unpack(hot))]
    is_new = np.isin(hot, new, assume_unique=True)
    segment, point = visits(here.ends, boxes, unpack(hot), here.fresh, is_new).T
    return segment, hot[point]


def node_along(borders: Borders, leading: NDArray[np.bool_]) -> Borders:
    """Return the same borders cut where those of leading owners come to them, and as they were elsewhere.

    `leading` says of each owner whether it leads. Borders that cross far from the leading ones stay uncut:
    those of two dates may do so.
    """
    fresh = _owned(borders, leading)
    ends = np.empty(0, dtype=np.int64)
    # Ends come first here too: what is led through them may not cross beside them any more.
    for crossing in chain([False], repeat(True)):
        boxes = Boxes.along(borders.ends)
        met = borders.ends[fresh].reshape(-1, 2)
        if crossing:
            met = np.concatenate([met, crossings(borders.ends, boxes, _owned(borders, leading))])
        ends = distinct(np.concatenate([ends, pack(met)]))
        hot = unpack(distinct(np.concatenate([pack(borders.points), ends])))
        segment, point = visits(borders.ends, boxes, hot).T
        wanted = fresh[segment] | np.isin(pack(hot[point]), ends)
        if wanted.any():
            borders, fresh = _cut(borders, segment[wanted], hot, point[wanted])
        elif crossing:
            break
    return borders


def passing(borders: Borders, points: Ints) -> Ints:
    """Return pairs (segment, row of `points`) where a segment passes a point by half a unit or less."""
    return visits(borders.ends, Boxes.along(borders.ends), points)


def _owned(borders: Borders, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each segment has one of the chosen owners."""
    segment, owner = borders.pairs.T
    owned = np.zeros(len(borders.segments), dtype=bool)
    owned[segment[chosen[owner]]] = True
    return owned


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
    uncut = np.delete(paired(ends), segment)
    return result, ~np.isin(paired(result.segments), uncut, assume_unique=True)
