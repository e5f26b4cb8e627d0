"""Borders cut where their tiles end, and what lies along the edges there.

What is cut is in doubled steps: vertices are even, and the edges of tiles odd, so that no vertex lies on an
edge. Where a segment meets an edge it gets a vertex that is even along the edge, once for the tiles on both
sides.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from controlmap.plane import OUTSIDE, Ints
from controlmap.render.tiled.borders import Borders, counted

__all__ = ["Sides", "cut_at_edges", "edge_sides", "tiles_of"]


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


def cut_at_edges(borders: Borders, span: int) -> tuple[Borders, Ints]:
    """Return borders cut at the edges of tiles of `span` steps, in doubled steps; and which each is of."""
    doubled = borders._replace(start=2 * borders.start, end=2 * borders.end)
    cut, source = _cut(doubled, 0, span)
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
