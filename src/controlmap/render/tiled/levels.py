"""Levels of detail: squares of ground, each level with twice as many across, and steps half as long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from controlmap.plane import Ints
from controlmap.render.tiled.borders import Borders, parts_of, snapped

__all__ = ["Level", "Plan", "coarser_levels", "place_in_row", "planned", "tile_at"]

STEPS_A_TILE = 512
"""Steps across a tile: about as many pixels, when it is looked at."""
FEWEST_STEPS = 64
MOST_SEGMENTS = 6_000
"""So many a tile holds, if the levels go down so far, and its steps are no longer than they may be: some
seven tiles are in sight, and what is drawn of them when the slider moves is to take less than a frame."""
DEEPEST = 8
"""Levels below the first: 65,536 tiles, and what lists them is still small."""


class Level(NamedTuple):
    """A level: the length of a step in grid units, tiles across, and steps across a tile."""

    step: int
    across: int
    span: int


class Plan(NamedTuple):
    """The south-western corner and the side of all ground in grid units, and how often the side is halved."""

    corner: tuple[int, int]
    side: int
    halvings: int

    @property
    def finest(self) -> Level:
        """The level whose step is a grid unit."""
        return Level(1, 2**self.halvings, self.side >> self.halvings)


def planned(borders: Borders) -> Plan:
    """Return how fine the levels for some borders in grid units go: not finer than their tiles are small."""
    ends = (borders.start, borders.end)
    some = len(borders.left) > 0
    low = np.min([xy.min(axis=0) for xy in ends], axis=0) if some else np.zeros(2, dtype=np.int64)
    extent = int((np.max([xy.max(axis=0) for xy in ends], axis=0) - low).max()) if some else 1
    doublings = 0
    # From level to level a vertex on the far side wanders by a step at most, and must not come to the edge.
    while STEPS_A_TILE * 2**doublings * (FEWEST_STEPS - 1) <= extent * FEWEST_STEPS:
        doublings += 1
    whole = STEPS_A_TILE * 2**doublings
    last = 0
    while last < min(doublings, DEEPEST) and _most(borders, whole >> last, low) > MOST_SEGMENTS:
        last += 1
    return Plan((int(low[0]), int(low[1])), whole, last)


def coarser_levels(borders: Borders, plan: Plan, longest: int) -> Iterator[tuple[Level, Borders]]:
    """Yield the levels but the finest, the finer first, with the borders in their steps.

    Steps are longer where tiles would be too large otherwise; of `longest` and longer there are none.
    """
    steps, step = borders, 1
    for z in range(plan.halvings - 1, -1, -1):
        wanted = plan.side // (STEPS_A_TILE << z)
        while step < wanted or _too_many(steps, plan.side >> z, step):
            longer = max(wanted, 2 * step)
            steps, step = snapped(steps, longer // step), longer
        if step >= longest:
            return
        yield Level(step, 2**z, (plan.side >> z) // step), steps


def _too_many(steps: Borders, side: int, step: int) -> bool:
    span = side // step
    return span > FEWEST_STEPS and _most(steps, span) > MOST_SEGMENTS


def _most(borders: Borders, side: int, low: Ints | int = 0) -> int:
    """Return how many segments the fullest of squares of a side has."""
    counts = np.zeros(1, dtype=np.int64)
    for part in parts_of(len(borders.left)):
        column, row = (((borders.start[part] + borders.end[part]) // 2 - low) // side).T
        more = np.bincount(_place(column, row), minlength=len(counts))
        more[: len(counts)] += counts
        counts = more
    return int(counts.max())


def place_in_row(tile: Ints) -> Ints:
    """Return the place of tiles (column, row) in the order of the file: what lies together stands together.

    The bits of column and row take turns, those of the row first (G. M. Morton, 1966).

    Examples
    --------
    >>> import numpy as np
    >>> place_in_row(np.array([[0, 0], [1, 0], [0, 1], [1, 1], [2, 0]])).tolist()
    [0, 1, 2, 3, 4]
    """
    return _place(tile[:, 0], tile[:, 1])


def tile_at(place: Ints) -> Ints:
    """Return column and row of the tiles that stand at these places in the order of the file.

    Examples
    --------
    >>> import numpy as np
    >>> tile_at(np.array([0, 1, 2, 3, 4])).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1], [2, 0]]
    """
    bits = [place >> bit & 1 for bit in range(2 * _MOST_BITS)]
    return np.column_stack([sum(one << bit for bit, one in enumerate(bits[axis::2])) for axis in (0, 1)])


_MOST_BITS = 16


def _place(column: Ints, row: Ints) -> Ints:
    place = np.zeros(len(column), dtype=np.int64)
    most = max(int(column.max(initial=0)), int(row.max(initial=0)))
    for bit in range(most.bit_length()):
        place |= (column >> bit & 1) << 2 * bit | (row >> bit & 1) << 2 * bit + 1
    return place
