"""Borders of a date as lines that a hand can take hold of."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from controlmap.errors import InputError, Problem
from controlmap.history import NO_RECORD, History
from controlmap.plane import OUTSIDE, Ints

__all__ = ["borders_at", "bounds_of"]

Bounds = tuple[float, float, float, float]


def bounds_of(text: str) -> Bounds:
    """Return west, south, east, north in degrees of a text like `36.1,35.2,36.9,35.8`.

    Raises
    ------
    InputError
        When it is none.
    """
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        west, south, east, north = 1.0, 1.0, 0.0, 0.0
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InputError(Problem("west, south, east and north in degrees are expected", property="bounds"))
    return west, south, east, north


def borders_at(history: History, on: str, bounds: Bounds | None) -> dict[str, Any]:
    """Return the arcs between two states at a date, and the junctions where three or more of them meet.

    Raises
    ------
    InputError
        When the date is no instant of the map's period.
    """
    topology, states = history.topology, _states_at(history, on)
    left, right = (_of_cells(states, cells) for cells in (topology.arc_left, topology.arc_right))
    start, xy = topology.arc_start, history.grid.to_degrees(topology.arc_xy)
    lines = [xy[a:b] for a, b in pairwise(start.tolist())]
    shown = [i for i in np.flatnonzero(left != right).tolist() if bounds is None or _meets(lines[i], bounds)]
    names = [*(state.id for state in history.states), None]
    arcs = [
        {"id": i, "line": lines[i].tolist(), "left": names[left[i]], "right": names[right[i]]} for i in shown
    ]
    ends = [[tuple(line[0].tolist()), tuple(line[-1].tolist())] for line in lines]
    meeting = Counter(point for i in np.flatnonzero(left != right).tolist() for point in ends[i])
    near = sorted({point for i in shown for point in ends[i]})
    return {"arcs": arcs, "junctions": [list(point) for point in near if meeting[point] > 2]}


def _states_at(history: History, on: str) -> Ints:
    """Return for each cell the index of the state that it is in at the end of a date; NO_RECORD: in none."""
    moment = history.moment(on)
    first = np.searchsorted(history.spell_cell, np.arange(len(history.topology.cells) + 1))
    begun = np.add.reduceat((history.spell_start <= moment).astype(int), first[:-1])
    return history.spell_state[first[:-1] + begun - 1]


def _of_cells(states: Ints, cells: Ints) -> Ints:
    return np.where(cells == OUTSIDE, NO_RECORD, states[cells])


def _meets(line: NDArray[np.float64], bounds: Bounds) -> bool:
    """Tell whether the box of a line meets bounds."""
    (west, south), (east, north) = line.min(axis=0), line.max(axis=0)
    return bool(west <= bounds[2] and bounds[0] <= east and south <= bounds[3] and bounds[1] <= north)
