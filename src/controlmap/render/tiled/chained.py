"""Segments with the ground beside them, joined to arcs: as long as the same two grounds lie beside them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane import Ints
from controlmap.render.tiled.borders import Borders, mixed_columns

__all__ = ["Arcs", "chained"]


class Arcs(NamedTuple):
    """Arcs: the vertices of each one after the other, how many it has, its grounds, and its tile's number."""

    xy: Ints
    length: Ints
    left: Ints
    right: Ints
    tile: Ints


def chained(borders: Borders, tile: Ints, tolerance: float = 0) -> Arcs:
    """Return the arcs of borders, tile by tile, in the order of `tile`'s numbers.

    An arc goes on where one segment ends and one begins between the same two grounds. With a tolerance, in
    the unit of the coordinates, vertices that make less difference are left out, and the ends stay.
    """
    if not len(tile):
        return Arcs(borders.start, tile, borders.left, borders.right, tile)
    flip = borders.left > borders.right
    start = np.where(flip[:, None], borders.end, borders.start)
    end = np.where(flip[:, None], borders.start, borders.end)
    left, right = np.minimum(borders.left, borders.right), np.maximum(borders.left, borders.right)
    head, rank = _ranked(_before(start, end, left, right, tile))
    order = np.lexsort((rank, head, tile))
    first = np.flatnonzero(rank[order] == 0)
    length = np.diff(np.append(first, len(order))) + 1
    heads = order[first]
    xy = np.empty((len(order) + len(heads), 2), dtype=np.int64)
    last = np.cumsum(length) - 1
    inner = np.ones(len(xy), dtype=bool)
    inner[last] = False
    xy[inner] = start[order]
    xy[last] = end[order[np.append(first[1:], len(order)) - 1]]
    arcs = Arcs(xy, length, left[heads], right[heads], tile[heads])
    return _thinned(arcs, tolerance) if tolerance and len(heads) else arcs


def _before(start: Ints, end: Ints, left: Ints, right: Ints, tile: Ints) -> Ints:
    """Return the segment that each one goes on from; -1 where there is none, or more than one."""
    count = len(left)
    ends = (mixed_columns(*xy.T, left, right, tile) for xy in (start, end))
    _, meeting = np.unique(np.concatenate([*ends]), return_inverse=True)
    leaves, arrives = meeting[:count], meeting[count:]
    total = int(meeting.max(initial=-1)) + 1
    single = (np.bincount(leaves, minlength=total) == 1) & (np.bincount(arrives, minlength=total) == 1)
    arriving = np.full(total, -1)
    arriving[arrives] = np.arange(count)
    before = np.where(single[leaves], arriving[leaves], -1)
    # Two that differ may mix to the same number, however seldom.
    same = (start == end[before]).all(axis=1) & (left == left[before]) & (right == right[before])
    return np.where(same & (tile == tile[before]), before, -1)


def _ranked(before: Ints) -> tuple[Ints, Ints]:
    """Return the first segment of each one's arc, and how many come before it; rings are cut open."""
    own = np.arange(len(before))
    ahead, lowest = np.where(before < 0, own, before), own.copy()
    # Each round looks twice as far; in a ring there is no end, but a time when nothing lower is found.
    while (lower := np.minimum(lowest, lowest[ahead])).tobytes() != lowest.tobytes():
        lowest, ahead = lower, ahead[ahead]
    opened = np.where((before[ahead] >= 0) & (lowest == own), -1, before)
    head, rank = np.where(opened < 0, own, opened), (opened >= 0).astype(np.int64)
    while (more := rank[head]).any():
        rank, head = rank + more, head[head]
    return head, rank


def _thinned(arcs: Arcs, tolerance: float) -> Arcs:
    """Leave out vertices by the method of D. H. Douglas and T. K. Peucker (1973), and rings of no width."""
    last = np.cumsum(arcs.length) - 1
    closed = (arcs.xy[last - arcs.length + 1] == arcs.xy[last]).all(axis=1)
    stays = _staying(arcs, tolerance)
    length = np.add.reduceat(stays.astype(np.int64), last - arcs.length + 1)
    kept = length >= np.where(closed, 4, 2)
    return Arcs(
        arcs.xy[stays & np.repeat(kept, arcs.length)],
        length[kept],
        arcs.left[kept],
        arcs.right[kept],
        arcs.tile[kept],
    )


def _staying(arcs: Arcs, tolerance: float) -> NDArray[np.bool_]:
    """Tell of each vertex whether it stays; what has two stays as it is."""
    several = np.repeat(arcs.length > 2, arcs.length)
    stays = np.ones(len(arcs.xy), dtype=bool)
    if not several.any():
        return stays
    index = np.repeat(np.arange(int((arcs.length > 2).sum())), arcs.length[arcs.length > 2])
    z = np.arange(len(index), dtype=float)
    lines = shapely.linestrings(np.column_stack([arcs.xy[several].astype(float), z]), indices=index)
    thin = shapely.simplify(np.asarray(lines), tolerance, preserve_topology=False)
    left = np.zeros(len(index), dtype=bool)
    left[shapely.get_coordinates(thin, include_z=True)[:, 2].astype(np.int64)] = True
    stays[several] = left
    return stays
