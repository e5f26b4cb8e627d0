"""Cells joined where, in the end, the same holds of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from controlmap.plane.enclosed import values_of
from controlmap.plane.keys import Ints
from controlmap.plane.noding import Borders
from controlmap.plane.partition import Runs, Topology, cut_noded
from controlmap.plane.tiles import BY_TURNS, Cutting

__all__ = ["dissolved"]


def dissolved(topology: Topology, runs: Sequence[Runs], how: Cutting = BY_TURNS) -> Topology:
    """Return the cells and arcs of other areas that are unions of the cells of a topology.

    `runs` are the areas that each of its covers has now, as `cover_runs` holds them. Borders with the same
    areas on both sides go, and cells without an area; no point moves. Where none goes, only names change.
    `how` says who does it.
    """
    numbers: dict[Runs, int] = {(): 0}
    cover = np.array([numbers.setdefault(run, len(numbers)) for run in runs], dtype=np.int64)
    of = np.append(cover[topology.covers], 0)  # OUTSIDE is the last one
    sides = np.column_stack([of[topology.arc_left], of[topology.arc_right]])
    parting = np.flatnonzero(sides[:, 0] != sides[:, 1])
    if len(parting) == len(sides) and of[:-1].all():
        named = {run: i for i, run in enumerate(dict.fromkeys(runs))}
        covers = np.array([named[run] for run in runs], dtype=np.int64)[topology.covers]
        return replace(topology, covers=covers, cover_runs=tuple(named))
    pairs, which = np.unique(np.sort(sides[parting], axis=1), axis=0, return_inverse=True)
    every = list(numbers)
    switches = [sorted({*every[one]} ^ {*every[two]}) for one, two in pairs.tolist()]
    return cut_noded(_borders(topology, parting, which.reshape(-1), switches), how)


def _borders(topology: Topology, arcs: Ints, which: Ints, switches: Sequence[Sequence[int]]) -> Borders:
    """Return the segments of some arcs; arc i has the switches `switches[which[i]]`."""
    xy, start = values_of(topology.arc_xy, topology.arc_start, arcs)
    inner = np.ones(max(len(xy) - 1, 0), dtype=bool)
    inner[start[1:-1] - 1] = False
    segment = np.flatnonzero(inner)
    arc = np.searchsorted(start, segment, side="right") - 1
    first = np.concatenate([[0], np.cumsum([len(some) for some in switches])]).astype(np.int64)
    flat = np.array([one for some in switches for one in some], dtype=np.int64)
    owners, at = values_of(flat, first, which[arc])
    row = np.repeat(segment, np.diff(at))
    return Borders.of(xy[row], xy[row + 1], owners)
