"""Slivers: faces so thin that they say nothing, left where lines of different origin run side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from controlmap.plane import OUTSIDE, Topology

__all__ = ["neighbours"]


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
