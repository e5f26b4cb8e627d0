"""Borders that go one way and have other vertices on it.

A border that was cut where it crossed others keeps its vertices, and who draws it anew knows nothing of them.
The two lie within half a unit of each other: they would come out alike, were the one led through the vertices
of the other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from controlmap.plane.keys import Ints, pack, ranked
from controlmap.plane.meetings import enters

__all__ = ["on_other_ways"]

_STEPS = 64
"""Pieces of a border that are followed at most: to follow it farther is dearer than to cut it."""


def on_other_ways(rows: Ints, area: Ints) -> NDArray[np.bool_]:
    """Tell which borders do not go to and fro on one way, through other vertices.

    They are rows (x, y, x, y) in grid units, around what an area gains, on their left, or loses, on their
    right; `area` is its number. None stands there with its opposite. What is left of them closes as all do.
    """
    ways = _ways_back(rows, area)
    row, step = (np.concatenate([np.empty(0, dtype=np.int64), *side]) for side in zip(*ways, strict=True))
    # Rows that lie on each other may be led along one, or along each other: those are left to be cut.
    led = np.bincount(row, minlength=len(rows)) > 0
    free = (np.bincount(step, minlength=len(rows)) == 1) & ~led
    led[row[~free[step]]] = False
    found = ~led
    found[step[led[row]]] = False
    return found


def _ways_back(rows: Ints, area: Ints) -> list[tuple[Ints, Ints]]:
    """Return pairs of a row from whose end others lead back to its start, along it, and of one of these."""
    begin, end = _keys(rows, area)
    order = np.argsort(begin, kind="stable")
    rising = begin[order]
    row, at = np.arange(len(rows)), end
    ways, there = [(row[:0], row[:0])], np.zeros(len(rows), dtype=bool)
    for _ in range(_STEPS):
        first = np.searchsorted(rising, at)
        count = np.searchsorted(rising, at, side="right") - first
        ahead = np.repeat(np.arange(len(row)), count)
        step = order[np.arange(len(ahead)) - np.repeat(np.cumsum(count) - count - first, count)]
        back = _goes_back(rows[row[ahead]], rows[step])
        ahead, step = ahead[back], step[back]
        # Where several go on, or none does, there is no one way to follow.
        alone = np.bincount(ahead, minlength=len(row))[ahead] == 1
        row, step = row[ahead[alone]], step[alone]
        ways.append((row, step))
        at, done = end[step], end[step] == begin[row]
        there[row[done]] = True
        row, at = row[~done], at[~done]
        if not len(row):
            break
    return [(row[there[row]], step[there[row]]) for row, step in ways]


def _keys(rows: Ints, area: Ints) -> tuple[Ints, Ints]:
    """Return a number for the start of each row and one for its end: the same for a point of one area."""
    points = ranked(pack(rows.reshape(-1, 2)))[0].reshape(-1, 2)
    start, end = (points * (area.max(initial=0) + 1) + area[:, None]).T
    return start, end


def _goes_back(rows: Ints, steps: Ints) -> NDArray[np.bool_]:
    """Tell of steps whether each goes against its row, to a point that the row passes or starts at."""
    a, b, p = rows[:, :2], rows[:, 2:], steps[:, 2:]
    back = ((p - steps[:, :2]) * (a - b)).sum(axis=1) > 0
    return back & ((p == a).all(axis=1) | enters(a, b, p))
