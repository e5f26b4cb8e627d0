"""Borders as segments with the ground on either side, in the detail of a level, cut where its tiles end.

Every step keeps each ground's boundary closed, whatever falls together: a segment is a path from one point to
another with one ground gained on its left and one lost on its right, and what runs to and fro cancels out. So
ground can be filled at every level, and what two grounds share is one line for both.

Within a level coordinates are doubled: vertices are even, and the edges of tiles odd, so that no vertex lies
on an edge. Where a segment meets an edge it gets a vertex that is even along the edge, once for the tiles on
both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from controlmap.plane import OUTSIDE, Ints

__all__ = [
    "Borders",
    "Sides",
    "batches",
    "coarser",
    "counted",
    "cut_at_edges",
    "edge_sides",
    "snapped",
    "tiles_of",
]


class Borders(NamedTuple):
    """Segments from `start` to `end` (n, 2), and the grounds beside them by number."""

    start: Ints
    end: Ints
    left: Ints
    right: Ints

    def chosen(self, which: Ints | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Borders:
        """Return some of them, by index or mask."""
        return Borders(*(column[which] for column in self))


class Sides(NamedTuple):
    """Stretches along tiles' edges with the ground that lies there on both sides of the edge.

    `axis` 0: along the edge number `edge` of x, in the row `tile` of tiles; 1: of y, in the column `tile`.
    Seen from the tile after the edge, the ground is the inside of what goes from `start` to `end`.
    """

    axis: Ints
    edge: Ints
    tile: Ints
    start: Ints
    end: Ints
    ground: Ints


def snapped(borders: Borders, step: int) -> Borders:
    """Return borders in doubled steps, their vertices on whole steps; what collapses is left out."""
    if step == 1:
        return Borders(2 * borders.start, 2 * borders.end, borders.left, borders.right)
    # What lies in the middle goes to the even one: upwards all ground would wander, level by level.
    start, end = (np.rint(xy / step).astype(np.int64) for xy in (borders.start, borders.end))
    backward = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    flip = backward[:, None]
    start, end = np.where(flip, end, start), np.where(flip, start, end)
    left = np.where(backward, borders.right, borders.left)
    right = np.where(backward, borders.left, borders.right)
    moving = (start != end).any(axis=1)
    return _cancelled(Borders(2 * start[moving], 2 * end[moving], left[moving], right[moving]))


def coarser(steps: Borders) -> Borders:
    """Return borders in doubled steps with steps that are twice as long."""
    return snapped(Borders(steps.start // 2, steps.end // 2, steps.left, steps.right), 2)


def _cancelled(borders: Borders) -> Borders:
    """Return borders of which those that fall together, all in one direction, are as few as they can be."""
    if not len(borders.left):
        return borders
    order = np.argsort(_packed(borders), kind="stable")
    start, end, left, right = borders.chosen(order)
    new = np.ones(len(left), dtype=bool)
    new[1:] = (start[1:] != start[:-1]).any(axis=1) | (end[1:] != end[:-1]).any(axis=1)
    group, first = np.cumsum(new) - 1, np.flatnonzero(new)
    alone = np.bincount(group)[group] == 1
    one = Borders(start[alone], end[alone], left[alone], right[alone])
    several = ~alone
    rows = np.concatenate([group[several]] * 2)
    ground = np.concatenate([left[several], right[several]])
    sign = np.repeat([1, -1], int(several.sum()))
    rows, ground, sign = _summed(rows, ground, sign)
    gained, lost = (np.repeat(np.flatnonzero(at), abs(sign[at])) for at in (sign > 0, sign < 0))
    at = first[rows[gained]]
    rest = Borders(start[at], end[at], ground[gained], ground[lost])
    return Borders(*(np.concatenate(pair) for pair in zip(one, rest, strict=True)))


def _packed(borders: Borders) -> NDArray[np.uint64]:
    """Return one number for where each segment lies, in doubled steps: of a level that is not the finest."""
    most = max(int(xy.max(initial=0)) for xy in (borders.start, borders.end)) // 2
    if most >= 1 << 16:
        raise ValueError(f"{most} steps across are more than a level has that is not the finest")
    columns = np.concatenate([borders.start, borders.end], axis=1) // 2
    return np.bitwise_or.reduce(
        columns.astype(np.uint64) << np.array([48, 32, 16, 0], dtype=np.uint64), axis=1
    )


def _summed(rows: Ints, ground: Ints, sign: Ints) -> tuple[Ints, Ints, Ints]:
    """Return for each row and ground the sum of its signs, where that is not nought; in rising order."""
    if not len(rows):
        return rows, ground, sign
    order = np.lexsort((ground, rows))
    rows, ground, sign = rows[order], ground[order], sign[order]
    first = np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]) | (ground[1:] != ground[:-1])))
    sums = np.add.reduceat(sign, first)
    kept = sums != 0
    return rows[first][kept], ground[first][kept], sums[kept]


def cut_at_edges(borders: Borders, span: int) -> tuple[Borders, Ints]:
    """Return borders, in doubled steps, cut at the edges of tiles of `span` steps; and which each is of."""
    cut, source = _cut(borders, 0, span)
    again, part = _cut(cut, 1, span)
    return again, source[part]


def _cut(borders: Borders, axis: int, span: int) -> tuple[Borders, Ints]:
    start, end, left, right = borders
    first, last = ((xy[:, axis] + 1) // (2 * span) for xy in (start, end))
    meets = abs(last - first)
    source = np.repeat(np.arange(len(left)), meets + 1)
    place = np.arange(len(source)) - np.repeat(np.cumsum(meets + 1) - meets - 1, meets + 1)
    towards = np.sign(last - first)[source]

    def point(number: Ints) -> Ints:
        """The ends of a segment, and between them where it meets the edges, one after the other."""
        tile = first[source] + towards * number + (towards < 0)
        edge = 2 * span * tile - 1
        found = np.empty((len(source), 2), dtype=np.int64)
        found[:, axis] = edge
        found[:, 1 - axis] = _met(start[source], end[source], axis, edge)
        found[number == 0] = start[source][number == 0]
        at_end = number == meets[source] + 1
        found[at_end] = end[source][at_end]
        return found

    return Borders(point(place), point(place + 1), left[source], right[source]), source


def _met(start: Ints, end: Ints, axis: int, edge: Ints) -> Ints:
    """Return where along an edge segments meet it: the nearest even number that is not beyond their ends."""
    across, along = end[:, axis] - start[:, axis], end[:, 1 - axis] - start[:, 1 - axis]
    share = (edge - start[:, axis]) / np.where(across == 0, 1, across)
    met = 2 * np.rint((start[:, 1 - axis] + share * along) / 2).astype(np.int64)
    low, high = (of(start[:, 1 - axis], end[:, 1 - axis]) for of in (np.minimum, np.maximum))
    return np.where(met < low, met + 2, np.where(met > high, met - 2, met))


def tiles_of(cut: Borders, span: int) -> Ints:
    """Return column and row of the tile that each segment lies in, of borders that are cut."""
    return (cut.start + cut.end + 2) // (4 * span)


def edge_sides(cut: Borders, span: int) -> Sides:
    """Return which ground lies where along the edges of tiles, of borders that are cut there.

    Whoever goes along an edge is in the ground that the segments met so far add up to: it begins outside.
    """
    parts = [_sides_along(cut, axis, span) for axis in (0, 1)]
    return Sides(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _sides_along(cut: Borders, axis: int, span: int) -> Sides:
    at = cut.end[:, axis]
    meets = at % 2 == 1
    # Each segment that goes over an edge ends there once, whichever way it goes.
    goes_up = (cut.end[:, axis] > cut.start[:, axis])[meets]
    left, right = cut.left[meets], cut.right[meets]
    # Eastwards over an edge of x the left is north of it; northwards over one of y, it is west.
    begins = np.where(goes_up == (axis == 0), left, right)
    ends = np.where(goes_up == (axis == 0), right, left)
    edge = np.concatenate([(at[meets] + 1) // (2 * span)] * 2)
    along = np.concatenate([cut.end[meets, 1 - axis]] * 2)
    ground = np.concatenate([begins, ends])
    sign = np.repeat([1, -1], int(meets.sum()))
    told = ground != OUTSIDE
    return _stretches(axis, edge[told], along[told], ground[told], sign[told], span)


def _stretches(axis: int, edge: Ints, along: Ints, ground: Ints, sign: Ints, span: int) -> Sides:
    order = np.lexsort((along, ground, edge))
    edge, along, ground = edge[order], along[order], ground[order]
    # All signs of one ground along one edge add up to nought, so one sum does for all.
    depth = np.cumsum(sign[order])[:-1]
    holds = (depth != 0) & (along[1:] > along[:-1])
    start, end, depth = along[:-1][holds], along[1:][holds], depth[holds]
    edge, ground = edge[:-1][holds], ground[:-1][holds]
    first, last = (start + 1) // (2 * span), (end + 1) // (2 * span)
    source = np.repeat(np.arange(len(start)), last - first + 1)
    tile = first[source] + counted(last - first + 1)
    low = np.maximum(start[source], 2 * span * tile - 1)
    high = np.minimum(end[source], 2 * span * (tile + 1) - 1)
    often = np.repeat(np.arange(len(source)), abs(depth[source]))
    low, high, back = low[often], high[often], (depth[source] < 0)[often]
    return Sides(
        np.full(len(often), axis),
        edge[source][often],
        tile[often],
        np.where(back, high, low),
        np.where(back, low, high),
        ground[source][often],
    )


def counted(lengths: Ints) -> Ints:
    """Return 0, 1, 2, … for each of some lengths, one after the other."""
    return np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def batches(sizes: Ints, most: int) -> Iterator[slice]:
    """Yield slices of consecutive items whose sizes add up to about `most`."""
    ends = np.cumsum(sizes)
    begin = 0
    while begin < len(sizes):
        done = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + most, side="right")))
        yield slice(begin, end)
        begin = end
