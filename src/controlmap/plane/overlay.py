"""One area divided by ground: what lies inside it and what outside, with not a square metre lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.enclosed import OUTSIDE
from controlmap.plane.faces import rank_of
from controlmap.plane.grid import Grid
from controlmap.plane.keys import Ints
from controlmap.plane.partition import Topology, areas_of, as_cells, border_segments, cut_apart
from controlmap.plane.patches import meeting_patches, patches
from controlmap.plane.unions import to_lonlat

__all__ = ["Division", "divide", "divided_by", "slivers"]

_WIDTH = 2
"""Grid units below which a part is a sliver: later edits may bend it, and it stays wider than one."""
_NEAR = 8
"""Grid units around the border of ground within which an area may be drawn otherwise."""
Division = tuple[shapely.Geometry | None, shapely.Geometry | None]
"""The part of an area inside some ground and the part outside; None where there is no such part."""


def divide(area_lonlat: shapely.Geometry, ground_lonlat: shapely.Geometry | None, grid: Grid) -> Division:
    """Return the parts of an area inside and outside the ground; without ground, all is inside.

    Both are woven (see `weave`). A part hardly wider than the grid goes along with what lies beside it across
    the border of the ground; far from there all stays as it is.
    """
    if ground_lonlat is None:
        return area_lonlat, None
    return divided_by([area_lonlat], [ground_lonlat], np.ones((1, 1), dtype=bool), grid)[0][0]


def divided_by(
    areas_lonlat: Sequence[shapely.Geometry],
    grounds_lonlat: Sequence[shapely.Geometry],
    meant: NDArray[np.bool_],
    grid: Grid,
) -> list[list[Division]]:
    """Return for each area what `divide` makes of it with each ground in turn, of what those before left.

    Grounds share borders at most. They divide those areas alone for which they are `meant` (areas, grounds);
    where nothing is left of one any more, there is neither an inside nor an outside.
    """
    areas, grounds = (np.array([*given], dtype=object) for given in (areas_lonlat, grounds_lonlat))
    meeting, whole = meant.copy(), np.zeros_like(meant)
    area, ground = np.nonzero(meant)
    meeting[area, ground] = shapely.relate_pattern(grounds[ground], areas[area], "T********")
    area, ground = np.nonzero(meeting)
    whole[area, ground] = shapely.covers(grounds[ground], areas[area])
    alone = whole.any(axis=1, keepdims=True)
    takes = np.where(alone, whole, meeting)
    cut = np.flatnonzero((meeting & ~alone).any(axis=1)).tolist()
    lots = [_lot(areas[i], grounds[takes[i]], grid) for i in cut]
    shares = dict(zip(cut, _shares(lots, grid), strict=True))
    return [[*_in_turn(area, takes[i], shares.get(i), grid)] for i, area in enumerate(areas)]


class _Share(NamedTuple):
    """The cells of an area (grid units), and in which of the grounds that meet it each one is, or OUTSIDE."""

    cells: NDArray[np.object_]
    ground: Ints


def _in_turn(
    area_lonlat: shapely.Geometry, takes: NDArray[np.bool_], share: _Share | None, grid: Grid
) -> Iterator[Division]:
    """Yield the parts of an area inside and outside each ground, of what is left by those before."""
    left: shapely.Geometry | None = area_lonlat
    number = np.cumsum(takes) - 1
    for one, some in zip(number.tolist(), takes.tolist(), strict=True):
        if left is None or not some:
            yield None, left
        elif share is None:
            yield left, None
            left = None
        else:
            inside, still = share.ground == one, (share.ground == OUTSIDE) | (share.ground > one)
            if not inside.any():
                yield None, left
            elif not still.any():
                yield left, None
                left = None
            else:
                left = _part(share.cells[still], grid)
                yield _part(share.cells[inside], grid), left


class _Lot(NamedTuple):
    """The parts of an area that grounds can meet, then these grounds; and the other parts, as cells."""

    areas_lonlat: Sequence[shapely.Geometry]
    far: NDArray[np.object_]


def _lot(area_lonlat: shapely.Geometry, grounds_lonlat: NDArray[np.object_], grid: Grid) -> _Lot:
    grounds = [_parts_near(ground, area_lonlat) for ground in grounds_lonlat]
    parts, margin = shapely.get_parts(area_lonlat), _NEAR * grid.size
    bounds, around = shapely.bounds(parts), shapely.bounds(shapely.get_parts(grounds))
    near = meeting_patches(bounds[:, :2], bounds[:, 2:], around + np.array([-1, -1, 1, 1]) * margin)
    if near.all():
        return _Lot([area_lonlat, *grounds], parts[~near])
    return _Lot([shapely.MultiPolygon(parts[near].tolist()), *grounds], as_cells(parts[~near], grid))


def _shares(lots: Sequence[_Lot], grid: Grid) -> Iterator[_Share]:
    """Yield in which ground the cells of each area are that stands before the grounds that meet it."""
    around = [_around(lot.areas_lonlat[1:], grid) for lot in lots]
    cuts = cut_apart([lot.areas_lonlat for lot in lots], grid, near=around)
    for lot, topology in zip(lots, cuts, strict=True):
        covers = [areas_of(runs) for runs in topology.cover_runs]
        within = np.array([0 in cover for cover in covers], dtype=bool)[topology.covers]
        ground = np.array([min(cover - {0}, default=0) - 1 for cover in covers], dtype=np.int64)[
            topology.covers
        ]
        outside = np.full(len(lot.far), OUTSIDE)
        cells = np.concatenate([topology.cells[within], lot.far])
        beside = np.concatenate([_beside(topology, ground)[within], outside])
        ground = np.concatenate([ground[within], outside])
        order = rank_of(cells)
        cells, beside, ground = cells[order], beside[order], ground[order]
        yield _Share(cells, _settled(ground, slivers(cells), beside))


def _parts_near(ground_lonlat: shapely.Geometry, area_lonlat: shapely.Geometry) -> shapely.Geometry:
    """Return those parts of some ground that can meet an area: the news of a day lie all over a map."""
    parts = shapely.get_parts(ground_lonlat)
    if len(parts) == 1:
        return ground_lonlat
    (west, south, east, north), around = shapely.bounds(area_lonlat), shapely.bounds(parts)
    met = np.all((around[:, :2] <= [east, north]) & (around[:, 2:] >= [west, south]), axis=1)
    return shapely.MultiPolygon(parts[met].tolist())


def _around(grounds_lonlat: Sequence[shapely.Geometry], grid: Grid) -> Ints:
    """Return boxes (grid units) around the borders of some grounds."""
    start, end, _ = border_segments(grounds_lonlat, grid)
    return patches(np.concatenate([start, end], axis=1), _NEAR)


def _beside(topology: Topology, ground: Ints) -> Ints:
    """Return for each cell which other ground is along most of its border; its own where there is none."""
    found = ground.copy()
    arcs = np.flatnonzero((topology.arc_left != OUTSIDE) & (topology.arc_right != OUTSIDE))
    arcs = arcs[ground[topology.arc_left[arcs]] != ground[topology.arc_right[arcs]]]
    one, two = topology.arc_left[arcs], topology.arc_right[arcs]
    long = _lengths(topology)[arcs]
    cell, other, long = np.append(one, two), ground[np.append(two, one)], np.append(long, long)
    rows, of = np.unique(np.column_stack([cell, other]), axis=0, return_inverse=True)
    order = np.argsort(np.bincount(of.reshape(-1), long, len(rows)), kind="stable")
    found[rows[order, 0]] = rows[order, 1]
    return found


def _lengths(topology: Topology) -> NDArray[np.float64]:
    """Return how long each arc is, in grid units."""
    steps = np.hypot(*np.diff(topology.arc_xy, axis=0, append=topology.arc_xy[-1:]).T.astype(float))
    steps[topology.arc_start[1:] - 1] = 0
    return np.add.reduceat(steps, topology.arc_start[:-1])


def _part(cells: NDArray[np.object_], grid: Grid) -> shapely.Geometry:
    return to_lonlat(shapely.coverage_union_all(cells), grid)


def _settled(ground: Ints, sliver: NDArray[np.bool_], beside: Ints) -> Ints:
    """Give slivers to the ground `beside` them; where there are only slivers, all is outside."""
    if sliver.all():
        return np.full(len(ground), OUTSIDE)
    wide = np.unique(ground[~sliver])
    return np.where(sliver, beside, ground) if len(wide) > 1 else np.full(len(ground), wide[0])


def slivers(cells: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return whether each cell (grid units) is a sliver: its area over half its outline is its mean width."""
    return shapely.area(cells) < _WIDTH / 2 * shapely.length(cells)
