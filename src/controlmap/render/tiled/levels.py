"""Levels of detail: squares of ground, each level with twice as many across, and steps half as long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from controlmap.plane import Ints
from controlmap.render.tiled.borders import Borders, coarser, snapped

__all__ = ["Level", "Plan", "coarser_levels", "place_in_row", "planned"]

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
    both = np.concatenate([borders.start, borders.end])
    low = both.min(axis=0) if len(both) else np.zeros(2, dtype=np.int64)
    extent = int((both.max(axis=0) - low).max()) if len(both) else 1
    doublings = 0
    # From level to level a vertex on the far side wanders by a step at most, and must not come to the edge.
    while STEPS_A_TILE * 2**doublings * (FEWEST_STEPS - 1) <= extent * FEWEST_STEPS:
        doublings += 1
    whole = STEPS_A_TILE * 2**doublings
    middle = (borders.start + borders.end) // 2 - low
    last = 0
    while last < min(doublings, DEEPEST) and _most(middle, whole >> last) > MOST_SEGMENTS:
        last += 1
    return Plan((int(low[0]), int(low[1])), whole, last)


def coarser_levels(borders: Borders, plan: Plan, longest: int) -> Iterator[tuple[Level, Borders]]:
    """Yield the levels but the finest, the finer first, with the borders in their doubled steps.

    Steps are longer where tiles would be too large otherwise; of `longest` and longer there are none.
    """
    steps: Borders | None = None
    step = 0
    for z in range(plan.halvings - 1, -1, -1):
        wanted = plan.side // (STEPS_A_TILE << z)
        if steps is None:
            steps, step = snapped(borders, wanted), wanted
        while step < wanted or _too_many(steps, plan.side >> z, step):
            steps, step = coarser(steps), 2 * step
        if step >= longest:
            return
        yield Level(step, 2**z, (plan.side >> z) // step), steps


def _too_many(steps: Borders, side: int, step: int) -> bool:
    span = side // step
    return span > FEWEST_STEPS and _most((steps.start + steps.end) // 4, span) > MOST_SEGMENTS


def _most(middle: Ints, side: int) -> int:
    tile = middle // side
    return int(np.unique(tile[:, 0] << 32 | tile[:, 1], return_counts=True)[1].max(initial=0))


def place_in_row(tile: Ints, across: int) -> Ints:
    """Return the place of tiles (column, row) in the order of the file: what lies together stands together.

    The bits of column and row take turns, those of the row first (G. M. Morton, 1966).

    Examples
    --------
    >>> import numpy as np
    >>> place_in_row(np.array([[0, 0], [1, 0], [0, 1], [1, 1], [2, 0]]), 4).tolist()
    [0, 1, 2, 3, 4]
    """
    place = np.zeros(len(tile), dtype=np.int64)
    for bit in range(max(1, across - 1).bit_length()):
        place |= (tile[:, 0] >> bit & 1) << 2 * bit | (tile[:, 1] >> bit & 1) << 2 * bit + 1
    return place
