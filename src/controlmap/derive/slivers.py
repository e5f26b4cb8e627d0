"""Slivers: faces so thin that they say nothing, left where lines of different origin run side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.grid import METRES_A_DEGREE, Grid
from controlmap.history.topology import OUTSIDE, Topology

__all__ = ["mean_widths_m", "neighbours"]


def mean_widths_m(
    polygons: Sequence[shapely.Geometry] | NDArray[np.object_], grid: Grid
) -> NDArray[np.float64]:
    """Return twice area over perimeter of polygons in grid units, in metres: the width of long thin ones."""
    if len(polygons) == 0:
        return np.empty(0)
    middle = np.radians(shapely.bounds(polygons)[:, 1::2].mean() * grid.size)
    scale = METRES_A_DEGREE * grid.size * np.array([np.cos(middle), 1])
    flat = shapely.transform(np.asarray(polygons, dtype=object), lambda xy: xy * scale)
    return 2 * shapely.area(flat) / shapely.length(flat)


def neighbours(topology: Topology) -> dict[int, list[int]]:
    """Return for each cell the cells beside it, the one with the longest common border first."""
    lengths: defaultdict[tuple[int, int], float] = defaultdict(float)
    for one, two, length in zip(topology.arc_left, topology.arc_right, _lengths(topology), strict=True):
        if OUTSIDE not in (one, two):
            lengths[int(one), int(two)] += length
            lengths[int(two), int(one)] += length
    beside: defaultdict[int, list[int]] = defaultdict(list)
    for (one, two), _ in sorted(lengths.items(), key=lambda item: (-item[1], item[0])):
        beside[one].append(two)
    return beside


def _lengths(topology: Topology) -> Iterable[float]:
    steps = np.hypot(*np.diff(topology.arc_xy, axis=0).T)
    starts = topology.arc_start.tolist()
    return [float(steps[first : last - 1].sum()) for first, last in pairwise(starts)]
