"""The antimeridian: ground that ends at 180° and ground that begins at -180° lie side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from controlmap.plane.grid import Grid
from controlmap.plane.noding import Ints
from controlmap.plane.partition import OUTSIDE, Topology

__all__ = ["sewn"]

_HALF_TURN = np.array([180.0, 0.0])


def sewn(topology: Topology, grid: Grid) -> Topology:
    """Return a topology with an arc more for each stretch of the antimeridian that has cells on both sides.

    Polygons are cut there (RFC 7946, section 3.1.9), so that each of the two cells has the outside beside it.
    The new arcs run north at 180°, the western cell on their left, and stand after the others; cells keep
    the arcs that they have.
    """
    east_end = int(grid.to_units(_HALF_TURN)[0])
    west, east = (_reaching(topology, x) for x in (east_end, -east_end))
    ends = np.unique(np.concatenate([west[:, :2].ravel(), east[:, :2].ravel()]))
    low, high = ends[:-1], ends[1:]
    left, right = _beside(west, low), _beside(east, low)
    both = (left != OUTSIDE) & (right != OUTSIDE)
    if not both.any():
        return topology
    at = np.full((both.sum(), 2), east_end)
    lines = np.stack([at, np.column_stack([low[both], high[both]])], axis=2)
    return replace(
        topology,
        arc_xy=np.concatenate([topology.arc_xy, lines.reshape(-1, 2)]),
        arc_start=np.append(topology.arc_start, topology.arc_start[-1] + 2 * np.arange(1, len(lines) + 1)),
        arc_left=np.append(topology.arc_left, left[both]),
        arc_right=np.append(topology.arc_right, right[both]),
    )


def _reaching(topology: Topology, x: int) -> Ints:
    """Return rows (south, north, cell) of edges along a meridian that have the outside beside them."""
    xy = topology.arc_xy
    arc = np.repeat(np.arange(len(topology.arc_left)), np.diff(topology.arc_start))
    first = np.flatnonzero((arc[1:] == arc[:-1]) & (xy[1:, 0] == x) & (xy[:-1, 0] == x))
    sides = np.column_stack([topology.arc_left, topology.arc_right])[arc[first]]
    outer = (sides == OUTSIDE).any(axis=1)
    span = np.sort(np.column_stack([xy[first, 1], xy[first + 1, 1]]), axis=1)
    rows = np.column_stack([span, sides.max(axis=1)])[outer]
    return rows[np.argsort(rows[:, 0])]


def _beside(rows: Ints, low: Ints) -> Ints:
    """Return the cell whose edge reaches over what begins at each latitude; OUTSIDE where there is none."""
    if not len(rows):
        return np.full(len(low), OUTSIDE)
    row = np.searchsorted(rows[:, 0], low, side="right") - 1
    return np.where((row >= 0) & (low < rows[row, 1]), rows[row, 2], OUTSIDE)
