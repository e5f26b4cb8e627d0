"""New lines led over borders at good points: where a grid point lies on the border, or next to nothing off.

A border that gets a vertex at the nearest grid point bends by up to half a unit, over all its length: on a
border of five kilometres that is hundreds of square metres, and on all dates. Some steps along the border
there is a grid point that lies many times nearer to it, and a new line does not mind passing there.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.grid import Grid
from controlmap.plane.keys import Ints

__all__ = ["crossing_points"]

_REACH_DEGREES = 2e-5
"""How far along a border a crossing may move: 2 m on the ground or less."""
_REACH_UNITS = 4
"""The same on a coarse grid."""


def crossing_points(lines: Ints, borders: Ints, grid: Grid) -> tuple[Ints, Ints]:
    """Return where lines are to cross borders, both rows of segments (x, y, x, y) in grid units.

    Comes as the index of the line (n,), and the grid point (n, 2), in the order along each line.
    """
    one, two = _crossing_pairs(lines, borders)
    reach = max(_REACH_UNITS, round(_REACH_DEGREES / grid.size))
    start, step = lines[one, :2].astype(float), (lines[one, 2:] - lines[one, :2]).astype(float)
    a, along = borders[two, :2].astype(float), (borders[two, 2:] - borders[two, :2]).astype(float)
    share = _cross(a - start, along) / _cross(step, along)
    points = _best_points(start + step * share[:, None], borders[two], reach)
    order = np.lexsort((share, one))
    return one[order], points[order]


def _crossing_pairs(lines: Ints, borders: Ints) -> tuple[Ints, Ints]:
    tree = shapely.STRtree(_linestrings(borders))
    return tuple(tree.query(_linestrings(lines), predicate="crosses"))


def _linestrings(rows: Ints) -> NDArray[np.object_]:
    return np.asarray(shapely.linestrings(rows.reshape(-1, 2, 2).astype(float)))


def _cross(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    return one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]


def _best_points(crossing: NDArray[np.float64], borders: Ints, reach: int) -> Ints:
    """Return the grid points nearest to each border among those within reach of its crossing."""
    a, along = borders[:, :2], borders[:, 2:] - borders[:, :2]
    rows, longer = np.arange(len(borders))[:, None], np.abs(along).argmax(axis=1)[:, None]
    # One candidate for each unit along the border's longer side, the nearest ones first. None beyond an end
    # is taken: the end itself comes sooner, and lies on the border.
    steps = np.rint(crossing[rows, longer]).astype(np.int64) + sorted(range(-reach, reach + 1), key=abs)
    share = (steps - a[rows, longer]) / along[rows, longer]
    candidates = np.rint(a[:, None] + share[..., None] * along[:, None]).astype(np.int64)
    away = candidates - a[:, None]
    off = np.abs(away[..., 0] * along[rows, 1] - away[..., 1] * along[rows, 0])
    return candidates[rows[:, 0], off.argmin(axis=1)]
