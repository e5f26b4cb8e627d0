"""Hairs: cells of hardly more than the grid's width, between new borders and those of other dates.

A new line is divided from the borders of its own date well enough: what is too narrow there goes along with
what lies beside it. But the ground is cut by the borders of all dates, and where a line passes near a place
where two of these meet, or runs beside one, what lies between is on no date an area of its own. So each such
cell is to change sides across the new border, which then runs along the older ones around it. No vertex is
moved, and no other border: what was old stays on every date.

All is told in rows: segments (x, y, x, y) in grid units, the lesser end first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.keys import Ints, among, pack
from controlmap.plane.noding import Borders, distinct_rows, node, undirected
from controlmap.plane.rows import among_rows, coming_to, lines_of, places_among

__all__ = [
    "FAR",
    "Hair",
    "Suspects",
    "hairs_beside",
    "outlines_of",
    "suspected",
]

FAR = 512
"""Grid units around what bounds a hair within which it is looked for where the others around it go."""
_WIDTHS = (2, 3)
"""Grid units below which a cell that was wider is a hair: older borders may be bent later, by half a unit."""
_REACH = 8
"""Grid units around a new border within which others may enclose a hair with it."""
_MET = 0.5
"""Grid units from a border within which a vertex is sure to be put on it."""
_ACROSS = 32
"""Grid units that a new border may take to cross a hair, aslant too."""


class Hair(NamedTuple):
    """A hair (grid units), and the owners, by number, whose new border parts it from what lies beside it."""

    ground: shapely.Geometry
    owners: list[int]


class Suspects(NamedTuple):
    """Fresh rows that may have a hair beside them, and the others that come near these."""

    fresh: Ints
    near: Ints


def suspected(fresh: Ints, near: Ints, tree: shapely.STRtree) -> Suspects:
    """Return which fresh rows may have a hair beside them; `near` are rows of other borders, in a tree.

    Along a hair, somewhere, the end of a border comes near a new one without meeting it, or the other way
    round, and so where two meet.
    """
    lines, others = lines_of(fresh), tree.geometries
    one, other = tree.query(lines, predicate="dwithin", distance=_REACH)
    ends = near[other].reshape(-1, 2)
    aside = _away(_points(ends), np.repeat(lines[one], 2)) <= _REACH
    met = shapely.intersection(lines[one], others[other])
    met = met[shapely.get_type_id(met) == shapely.GeometryType.POINT]
    places = [
        ends[aside & ~among(pack(ends), pack(fresh.reshape(-1, 2)))],
        *_coming_near(np.concatenate([_points(fresh.reshape(-1, 2)), met]), [tree, shapely.STRtree(lines)]),
    ]
    places = np.unique(np.concatenate(places), axis=0)
    if len(places) == 0:
        return Suspects(fresh[:0], near[:0])
    chosen, _ = shapely.STRtree(_points(places)).query(lines, predicate="dwithin", distance=_ACROSS)
    chosen = np.unique(chosen)
    _, beside = tree.query(lines[chosen], predicate="dwithin", distance=_ACROSS)
    return Suspects(fresh[chosen], near[np.unique(beside)])


def _coming_near(points: NDArray[np.object_], trees: Sequence[shapely.STRtree]) -> Iterator[Ints]:
    """Yield which points come near lines without meeting them, and nearer than the lines' ends are."""
    for tree in trees:
        point, line = tree.query(points, predicate="dwithin", distance=_REACH)
        away, lines = _away(points[point], tree.geometries[line]), tree.geometries[line]
        ends = [_away(points[point], shapely.get_point(lines, at)) for at in (0, -1)]
        passed = points[point[(away > _MET) & (away < np.minimum(*ends))]]
        yield np.rint(shapely.get_coordinates(passed)).astype(np.int64)


def hairs_beside(
    some: Ints, fresh: Ints, own: Ints, owner: Ints, near: Ints, farther: Callable[[Ints], Ints]
) -> list[Hair]:
    """Return the hairs beside some of the fresh rows, none beside another.

    The fresh ones are among those that owners have as their `own`; `near` are rows of other borders, and
    `farther` gives more of these around rows. A hair is parted from what lies beside it by the longest of the
    new borders around it.
    """
    both = distinct_rows(np.concatenate([own, near]))

    def with_those(rows: Ints, among: Ints, beside: Ints, reach: int) -> Ints:
        return distinct_rows(np.concatenate([rows, among[coming_to(among, beside, reach)]]))

    rows = with_those(some, both, some, _REACH)
    net = _Net.of(rows, fresh, own, owner)
    if len(open_ := net.open()):
        both = distinct_rows(np.concatenate([both, farther(open_)]))
        rows = with_those(rows, both, open_, FAR)
        net = _Net.of(rows, fresh, own, owner)
    if found := net.hairs():
        # What crosses a hair far from the new border leaves less of it.
        outlines, _ = outlines_of([hair.ground for hair in found])
        both = distinct_rows(np.concatenate([both, farther(outlines)]))
        found = _Net.of(with_those(rows, both, outlines, _REACH), fresh, own, owner).hairs()
    return found


class _Net(NamedTuple):
    """Borders cut where they meet, each distinct row of them an owner, and the cells between.

    `is_new` tells which of the pieces are of fresh rows alone. `around` has the pieces around each cell,
    `beside` the cells beside each piece. `owned` (n, 2) says which row is of which owner.
    """

    borders: Borders
    cells: NDArray[np.object_]
    is_new: NDArray[np.bool_]
    around: list[list[int]]
    beside: list[list[int]]
    owned: Ints

    @classmethod
    def of(cls, rows: Ints, fresh: Ints, own: Ints, owner: Ints) -> Self:
        """Return the net of distinct rows, of which some are fresh, and some those that owners have."""
        borders = node(Borders.of(rows[:, :2], rows[:, 2:], np.arange(len(rows))))
        piece, row = borders.pairs.T
        is_new = np.bincount(piece, ~among_rows(rows, fresh)[row], len(borders.segments)) == 0
        pieces = borders.ends.reshape(-1, 4)
        cells = shapely.get_parts(shapely.polygonize(lines_of(pieces)))
        around, beside = [[] for _ in cells], [[] for _ in pieces]
        outlines, cell = outlines_of(cells)
        for one, other in zip(cell.tolist(), places_among(outlines, pieces).tolist(), strict=True):
            around[one].append(other)
            beside[other].append(one)
        here = among_rows(own, rows)
        owned = np.column_stack([places_among(own[here], rows), owner[here]])
        return cls(borders, cells, is_new, around, beside, owned)

    @property
    def lengths(self) -> NDArray[np.float64]:
        return np.hypot(*np.diff(self.borders.ends, axis=1)[:, 0].T)

    def open(self) -> Ints:
        """Return new pieces, as rows, that are all of a border from one to another, with no cell beside.

        They are as short as one across a hair: it may reach farther than what is known here.
        """
        forks = np.bincount(self.borders.segments.ravel()) > 2
        short = self.is_new & (self.lengths < _ACROSS) & forks[self.borders.segments].all(axis=1)
        chosen = [piece for piece in np.flatnonzero(short).tolist() if len(self.beside[piece]) < 2]
        return self.borders.ends[chosen].reshape(-1, 4)

    def hairs(self) -> list[Hair]:
        """Return hairs, none beside another, the narrowest first."""
        width = 2 * shapely.area(self.cells) / shapely.length(self.cells)
        found, taken = list[Hair](), set[int]()
        for cell in np.argsort(width, kind="stable")[: int((width < max(_WIDTHS)).sum())].tolist():
            new = [piece for piece in self.around[cell] if self.is_new[piece]]
            if not new or not taken.isdisjoint(self.around[cell]):
                continue
            before = self._width_before(cell)
            if any(width[cell] < least <= before for least in _WIDTHS):
                taken.update(self.around[cell])
                found.append(Hair(self.cells[[cell]].item(), self._parting(new)))
        return found

    def _width_before(self, cell: int) -> float:
        """Return how wide the cell was, before there were new borders, that a cell was part of."""
        whole, ahead = {cell}, [cell]
        while ahead:
            for piece in self.around[ahead.pop()]:
                if self.is_new[piece]:
                    if len(self.beside[piece]) < 2:
                        return np.inf
                    fresh = {*self.beside[piece]} - whole
                    whole |= fresh
                    ahead += fresh
        old = [piece for one in whole for piece in self.around[one] if not self.is_new[piece]]
        return float(2 * shapely.area(self.cells[[*whole]]).sum() / max(self.lengths[old].sum(), 1))

    def _parting(self, pieces: Sequence[int]) -> list[int]:
        """Return the owners that have the longest border among some pieces."""
        longest = defaultdict[tuple[int, ...], float](float)
        for piece, length in zip(pieces, self.lengths[[*pieces]].tolist(), strict=True):
            rows = self.borders.pairs[self.borders.pairs[:, 0] == piece, 1]
            owners, times = np.unique(self.owned[np.isin(self.owned[:, 0], rows), 1], return_counts=True)
            longest[tuple(owners[times % 2 == 1].tolist())] += length
        return [*max(longest, key=longest.__getitem__)]


def outlines_of(cells: Sequence[shapely.Geometry] | NDArray[np.object_]) -> tuple[Ints, Ints]:
    """Return the segments of cells (grid units) as rows, and which cell each is of."""
    rings, cell = shapely.get_rings(np.array(cells, dtype=object), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    units, same = xy.astype(np.int64), ring[1:] == ring[:-1]
    return undirected(units[:-1][same], units[1:][same]), cell[ring[:-1][same]]


def _away(points: NDArray[np.object_], others: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return how far points are from a line, or a point, each."""
    return np.asarray(shapely.distance(points, others))


def _points(units: Ints) -> NDArray[np.object_]:
    return np.asarray(shapely.points(units.astype(float)))
