"""Slits between borders that are meant as one: for want of a record they go with the ground beside them.

Two neighbours who draw one border each, a grid unit apart here and there, leave ground between them that no
state covers. It is thinner than the grid can tell, so it says nothing; but left to nobody it would break each
front, and each outline, that runs along it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from controlmap.history.history import History
from controlmap.history.timeline import NO_RECORD
from controlmap.plane import OUTSIDE, Ints, Topology

__all__ = ["without_slits"]


_FAR = 2
"""Cells that a record reaches beyond its own ground."""


class _Beside(NamedTuple):
    """Which cells lie beside which: those of `cell` from `start[i]` to `start[i + 1]` beside `of[i]`.

    The one with the longest common border comes first.
    """

    of: Ints
    start: Ints
    cell: Ints


def without_slits(history: History) -> History:
    """Return a history in which no ground thinner than a grid unit lacks a record that others have.

    At each instant it is in the state of the cell beside it with which it has the longest border of all that
    have a record then; what lies among such ground follows that, but no farther, or a border that creeps by
    less than a unit each day would take much with it.
    """
    count = len(history.topology.cells)
    bare = np.bincount(history.spell_cell[history.spell_state == NO_RECORD], minlength=count) > 0
    bare &= history.topology.is_rounding
    for _ in range(_FAR):
        found, changed = _round(history, _beside(history.topology, bare))
        history = found
        bare &= _near(history.topology, changed)
    return history


def _near(topology: Topology, cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells beside those, or among them."""
    left, right = topology.arc_left, topology.arc_right
    both = (left != OUTSIDE) & (right != OUTSIDE)
    found = cells.copy()
    for one, two in ((left[both], right[both]), (right[both], left[both])):
        found[two[cells[one]]] = True
    return found


def _beside(topology: Topology, wanted: NDArray[np.bool_]) -> _Beside:
    left, right = topology.arc_left, topology.arc_right
    inner = np.flatnonzero((left != OUTSIDE) & (right != OUTSIDE))
    length = _lengths(topology)[inner]
    one, two = np.append(left[inner], right[inner]), np.append(right[inner], left[inner])
    length = np.append(length, length)[wanted[one]]
    one, two = one[wanted[one]], two[wanted[one]]
    count = len(topology.cells)
    pair, number = np.unique(one * count + two, return_inverse=True)
    common = np.bincount(number, weights=length, minlength=len(pair))
    of, cell = np.divmod(pair, count)
    order = np.lexsort((cell, -common, of))
    cells = np.flatnonzero(wanted)
    return _Beside(cells, np.searchsorted(of[order], np.append(cells, count)), cell[order])


def _lengths(topology: Topology) -> NDArray[np.float64]:
    """Length of each arc, in grid units."""
    steps = np.append(np.hypot(*np.diff(topology.arc_xy, axis=0).T), 0.0)
    steps[topology.arc_start[1:] - 1] = 0.0  # from one arc to the next is no edge
    return np.add.reduceat(steps, topology.arc_start[:-1])


def _round(history: History, beside: _Beside) -> tuple[History, NDArray[np.bool_]]:
    """Give ground without a record that of its best neighbour that has one; tell which cells got any."""
    dates, cells = history.dates, len(history.topology.cells)
    begun = history.spell_cell * len(dates) + np.searchsorted(dates, history.spell_start)
    number, date = _looks(beside, begun, len(dates), cells)
    state = _state_at(history, begun, beside.of[number] * len(dates) + date)
    bare = np.flatnonzero(state == NO_RECORD)
    spread = np.diff(beside.start)[number[bare]]
    look = np.repeat(bare, spread)
    at = (
        np.arange(len(look))
        - np.repeat(np.cumsum(spread) - spread, spread)
        + np.repeat(beside.start[number[bare]], spread)
    )
    theirs = _state_at(history, begun, beside.cell[at] * len(dates) + date[look])
    told = theirs != NO_RECORD
    first, place = np.unique(look[told], return_index=True)
    state[first] = theirs[told][place]
    changed = np.zeros(cells, dtype=bool)
    changed[beside.of[number[first]]] = True
    return _respelled(history, changed, beside.of[number], dates[date], state), changed


def _looks(beside: _Beside, begun: Ints, count: int, cells: int) -> tuple[Ints, Ints]:
    """Places in `beside` and dates at which a spell begins there or in a cell beside, in rising order."""
    first = np.searchsorted(begun, np.arange(cells + 1) * count)
    near = np.repeat(np.arange(len(beside.of)), np.diff(beside.start))
    number = np.append(np.arange(len(beside.of)), near)
    cell = np.append(beside.of, beside.cell)
    spells = first[cell + 1] - first[cell]
    within = np.arange(spells.sum()) - np.repeat(np.cumsum(spells) - spells, spells)
    date = begun[np.repeat(first[cell], spells) + within] % count
    return np.divmod(np.unique(np.repeat(number, spells) * count + date), count)


def _state_at(history: History, begun: Ints, asked: Ints) -> Ints:
    return history.spell_state[np.searchsorted(begun, asked, side="right") - 1]


def _respelled(
    history: History, changed: NDArray[np.bool_], cell: Ints, start: NDArray[np.datetime64], state: Ints
) -> History:
    """Return a history whose changed cells are in these states from these dates on."""
    goes_on = np.append(False, (cell[1:] == cell[:-1]) & (state[1:] == state[:-1]))
    new, old = changed[cell] & ~goes_on, ~changed[history.spell_cell]
    cells = np.append(history.spell_cell[old], cell[new])
    starts = np.append(history.spell_start[old], start[new])
    order = np.lexsort((starts, cells))
    return replace(
        history,
        spell_cell=cells[order],
        spell_start=starts[order],
        spell_state=np.append(history.spell_state[old], state[new])[order],
    )
