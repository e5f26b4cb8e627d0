"""What a map tells of its cells, without their ground: looks, the stories of ground, and its passing on.

A look is all that is drawn of a state: who controls, how, how surely. A story is a layer and the looks of its
ground with their dates; cells of one story differ in nothing that figures are made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from controlmap.history import NO_RECORD, History
from controlmap.model import UNKNOWN, ControlState
from controlmap.plane import OUTSIDE, Ints
from controlmap.render.tiled.borders import counted, mixed_columns

__all__ = ["Sides", "Told", "components", "sides_of", "told_of"]

Look = tuple[Any, ...]


class Sides(NamedTuple):
    """Who controls ground, and how surely: the side of each look, a look of each side, and its holder.

    Looks count from 1, as in `Told`; what has no record is a side too, the last one. A holder is a number,
    -1 for nobody.
    """

    of_look: Ints
    look: Ints
    holder: Ints


@dataclass(frozen=True)
class Told:
    """What is told of a history's cells.

    `looks` are indexes of states that stand for all that look like them; in spells they count from 1, and 0
    is no record; what somebody left to nobody has a look of its own. `story` is the story of each cell,
    OUTSIDE where it is no part of the map. Story s is in the layer `layer[s]`, has `area_m2[s]` and the
    spells `first[s]` to `first[s + 1]`: each begins at the date `spell_date` and has the look `spell_look`.
    """

    looks: tuple[int, ...]
    story: Ints
    layer: Ints
    area_m2: Ints
    first: Ints
    spell_date: Ints
    spell_look: Ints

    def flows(self) -> Mapping[str, Ints]:
        """Return the ground that passes from look to look, by date; what begins passes from -1."""
        count = np.diff(self.first)
        area = np.repeat(self.area_m2, count)
        before = np.append(-1, self.spell_look[:-1])
        before[self.first[:-1][count > 0]] = -1
        columns = (self.spell_date, before + 1, self.spell_look)
        sizes = [int(column.max(initial=0)) + 1 for column in columns]
        distinct, which = np.unique(np.ravel_multi_index(columns, sizes), return_inverse=True)
        sums = np.zeros(len(distinct), dtype=np.int64)
        np.add.at(sums, which.reshape(-1), area)
        dates, before, look = np.unravel_index(distinct, sizes)
        return {"flow_dates": dates, "flow_from": before - 1, "flow_to": look, "flow_areas": sums}


def told_of(history: History, area_m2: Ints) -> Told:
    """Return what is told of a history's cells, which have these areas."""
    looks, look_of_state = _looks(history)
    inside = history.cell_layer[history.spell_cell] != NO_RECORD
    cell = history.spell_cell[inside]
    date = np.searchsorted(history.dates, history.spell_start[inside])
    # The last of these stands for no record, which is -1.
    look = np.append(look_of_state, 0)[history.spell_state[inside]]
    new = np.ones(len(cell), dtype=bool)
    new[1:] = (cell[1:] != cell[:-1]) | (look[1:] != look[:-1])
    cell, date, look = cell[new], date[new], look[new]
    looks, look = _left_apart(history, looks, cell, look)
    first = np.searchsorted(cell, np.arange(len(history.cell_layer) + 1))
    story, example = _stories(history.cell_layer, first, date, look)
    count = np.diff(first)[example]
    spells = np.repeat(first[:-1][example], count) + counted(count)
    area = np.zeros(len(example), dtype=np.int64)
    np.add.at(area, story[story != OUTSIDE], area_m2[story != OUTSIDE])
    return Told(
        looks,
        story,
        history.cell_layer[example],
        area,
        np.append(0, np.cumsum(count)),
        date[spells],
        look[spells],
    )


def sides_of(told: Told, history: History) -> Sides:
    """Return the sides of a map's looks."""
    numbers: dict[tuple[str, str | None], int] = {}
    states = [history.states[at] for at in told.looks]
    sides = [numbers.setdefault((state.controller, state.certainty), len(numbers)) for state in states]
    names = sorted({controller for controller, _ in numbers})
    holder = [-1 if controller == UNKNOWN else names.index(controller) for controller, _ in numbers]
    look = np.array([1 + sides.index(at) for at in range(len(numbers))] + [0], dtype=np.int64)
    of_look = np.array([len(numbers), *sides], dtype=np.int64)
    return Sides(of_look, look, np.array([*holder, -1], dtype=np.int64))


def _looks(history: History) -> tuple[tuple[int, ...], Ints]:
    """Return states that stand for all that look alike, and the look of each state, counted from 1."""
    numbers: dict[Look, int] = {}
    examples: list[int] = []
    found: list[int] = []
    for index, state in enumerate(history.states):
        look = _look(state)
        if look not in numbers:
            numbers[look] = len(examples) + 1
            examples.append(index)
        found.append(numbers[look])
    return tuple(examples), np.array(found, dtype=np.int64)


def _look(state: ControlState) -> Look:
    return (state.controller, state.status, state.others, state.certainty)


def _left_apart(
    history: History, looks: tuple[int, ...], cell: Ints, look: Ints
) -> tuple[tuple[int, ...], Ints]:
    """Return looks of nobody twice, with and without somebody who held the ground just before, if need be."""
    nobody = np.array([False, *(history.states[at].controller == UNKNOWN for at in looks)])
    is_nobody, index = nobody[look], np.arange(len(look))
    first = np.append(True, cell[1:] != cell[:-1])[: len(look)]
    # The last spell of the cell that is another's, or its first.
    before = np.maximum.accumulate(np.where(first | ~is_nobody, index, 0))
    left = is_nobody & ~is_nobody[before] & (look[before] > 0)
    keys = 2 * look + left
    distinct = np.unique(np.append(0, keys))
    return tuple(looks[key // 2 - 1] for key in distinct[1:]), np.searchsorted(distinct, keys)


def _stories(layer: Ints, first: Ints, date: Ints, look: Ints, seed: int = 0) -> tuple[Ints, Ints]:
    """Return each cell's story, and for each story the first of its cells."""
    count = np.diff(first)
    cells = np.flatnonzero(count)
    spell_cell, number = np.repeat(np.arange(len(count)), count), counted(count)
    mixed = mixed_columns(date, look, number, np.full(len(date), seed))
    sums = np.add.reduceat(mixed, first[cells]) if len(cells) else mixed
    keys = mixed_columns(sums.view(np.int64), layer[cells], count[cells])
    _, example, which = np.unique(keys, return_index=True, return_inverse=True)
    example_of = np.full(len(count), OUTSIDE)
    example_of[cells] = cells[example[which.reshape(-1)]]
    # Two that differ may mix to the same number, however seldom; they hardly do so twice.
    same = (count[example_of[cells]] == count[cells]) & (layer[example_of[cells]] == layer[cells])
    other = np.minimum(first[:-1][example_of[spell_cell]] + number, len(date) - 1)
    if not (same.all() and (date[other] == date).all() and (look[other] == look).all()):
        return _stories(layer, first, date, look, seed + 1)
    examples = np.sort(cells[example])
    return np.where(example_of == OUTSIDE, OUTSIDE, np.searchsorted(examples, example_of)), examples


def components(count: int, one: Ints, other: Ints) -> Ints:
    """Return for each of `count` things the least that it hangs together with, by pairs that touch.

    Examples
    --------
    >>> import numpy as np
    >>> components(4, np.array([1, 3]), np.array([3, 2])).tolist()
    [0, 1, 1, 1]
    """
    root = np.arange(count)
    while True:
        a, b = root[one], root[other]
        apart = a != b
        if not apart.any():
            return root
        one, other, a, b = one[apart], other[apart], a[apart], b[apart]
        np.minimum.at(root, np.maximum(a, b), np.minimum(a, b))
        while (nearer := root[root] != root).any():
            root = np.where(nearer, root[root], root)
