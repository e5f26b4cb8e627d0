"""The antimeridian: ground that ends at 180° and ground that begins at -180° lie side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from controlmap.plane.grid import Grid
from controlmap.plane.keys import Ints
from controlmap.plane.partition import OUTSIDE, Topology

__all__ = ["joined", "sewn"]

_HALF_TURN = np.array([180.0, 0.0])


def sewn(topology: Topology, grid: Grid) -> Topology:
    """Return a topology with an arc more for each stretch of the antimeridian that has cells on both sides.

    Polygons are cut there (RFC 7946, section 3.1.9), so that each of the two cells has the outside beside it.
    The new arcs run north at 180°, the western cell on their left, and stand after the others; cells keep
    the arcs that they have.
    """
    low, high, left, right = _stretches(topology, grid)
    both = (left != OUTSIDE) & (right != OUTSIDE)
    return _with_arcs(topology, grid, low[both], high[both], left[both], right[both])


def joined(topology: Topology, grid: Grid) -> Topology:
    """Return a topology without the cut at the antimeridian: each stretch of it is one arc, as of any border.

    Arcs along it run north at 180°, the western cell on their left, and stand after the others. Ground on the
    other side keeps its longitudes, so that -180° and 180° are still two places for whoever draws it.
    """
    low, high, left, right = _stretches(topology, grid)
    if not ((left != OUTSIDE) & (right != OUTSIDE)).any():
        return topology
    there = (left != OUTSIDE) | (right != OUTSIDE)
    rest = _without_antimeridian(topology, grid)
    return _with_arcs(rest, grid, low[there], high[there], left[there], right[there])


def _stretches(topology: Topology, grid: Grid) -> tuple[Ints, Ints, Ints, Ints]:
    """Return south, north, western and eastern cell of each stretch between vertices on the antimeridian."""
    east_end = _east_end(grid)
    west, east = (_reaching(topology, x) for x in (east_end, -east_end))
    ends = np.unique(np.concatenate([west[:, :2].ravel(), east[:, :2].ravel()]))
    low, high = ends[:-1], ends[1:]
    return low, high, _beside(west, low), _beside(east, low)


def _east_end(grid: Grid) -> int:
    return int(grid.to_units(_HALF_TURN)[0])


def _with_arcs(topology: Topology, grid: Grid, low: Ints, high: Ints, left: Ints, right: Ints) -> Topology:
    """Return a topology with further arcs, which run north at 180°."""
    if not len(low):
        return topology
    at = np.full(len(low), _east_end(grid))
    lines = np.stack([np.column_stack([at, low]), np.column_stack([at, high])], axis=1)
    return replace(
        topology,
        arc_xy=np.concatenate([topology.arc_xy, lines.reshape(-1, 2)]),
        arc_start=np.append(topology.arc_start, topology.arc_start[-1] + 2 * np.arange(1, len(lines) + 1)),
        arc_left=np.append(topology.arc_left, left),
        arc_right=np.append(topology.arc_right, right),
    )


def _without_antimeridian(topology: Topology, grid: Grid) -> Topology:
    """Return a topology of which arcs lack what of them runs along the antimeridian."""
    xy = topology.arc_xy
    arc = _arc_of_vertex(topology)
    kept = arc[1:] == arc[:-1]
    for x in (_east_end(grid), -_east_end(grid)):
        kept[_edges_along(topology, x)] = False
    first = np.flatnonzero(kept & ~np.append(False, kept[:-1]))
    last = np.flatnonzero(kept & ~np.append(kept[1:], False)) + 1
    length = last - first + 1
    start = np.append(0, np.cumsum(length))
    vertex = np.repeat(first - start[:-1], length) + np.arange(start[-1])
    return replace(
        topology,
        arc_xy=xy[vertex],
        arc_start=start,
        arc_left=topology.arc_left[arc[first]],
        arc_right=topology.arc_right[arc[first]],
    )


def _arc_of_vertex(topology: Topology) -> Ints:
    return np.repeat(np.arange(len(topology.arc_left)), np.diff(topology.arc_start))


def _edges_along(topology: Topology, x: int) -> Ints:
    """Return the first vertices of edges along a meridian that have the outside beside them."""
    xy, arc = topology.arc_xy, _arc_of_vertex(topology)
    first = np.flatnonzero((arc[1:] == arc[:-1]) & (xy[1:, 0] == x) & (xy[:-1, 0] == x))
    outer = (topology.arc_left == OUTSIDE) | (topology.arc_right == OUTSIDE)
    return first[outer[arc[first]]]


def _reaching(topology: Topology, x: int) -> Ints:
    """Return rows (south, north, cell) of edges along a meridian that have the outside beside them."""
    first = _edges_along(topology, x)
    cell = np.maximum(topology.arc_left, topology.arc_right)[_arc_of_vertex(topology)[first]]
    span = np.sort(np.column_stack([topology.arc_xy[first, 1], topology.arc_xy[first + 1, 1]]), axis=1)
    rows = np.column_stack([span, cell])
    return rows[np.argsort(rows[:, 0])]


def _beside(rows: Ints, low: Ints) -> Ints:
    """Return the cell whose edge reaches over what begins at each latitude; OUTSIDE where there is none."""
    if not len(rows):
        return np.full(len(low), OUTSIDE)
    row = np.searchsorted(rows[:, 0], low, side="right") - 1
    return np.where((row >= 0) & (low < rows[row, 1]), rows[row, 2], OUTSIDE)
