"""Lengths of fronts at every date, from the borders between stories: without any ground they add up exactly.

Two stories lie beside each other along some length of border, and for each date it is known how either looks.
So a map's fronts are how much length comes to, and goes from, each pair of looks with each date.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from controlmap.history import History
from controlmap.plane import OUTSIDE, Grid, Ints, lengths_km
from controlmap.render.tiled.borders import AT_ONCE, Borders, batches, counted, parts_of
from controlmap.render.tiled.told import Told, sides_of

__all__ = ["front_lengths_in"]

_MM_A_KM = 1e6


def front_lengths_in(
    borders: Borders, corner: tuple[int, int], told: Told, story: Ints, history: History
) -> Mapping[str, Ints]:
    """Return the sections of fronts: date, the looks on both sides, and the change of length in m.

    `borders` are in grid units from the corner, between stretches of ground of which `story` tells the story.
    """
    one, other, length = _beside(borders, corner, story, history.grid)
    side_of_look, look_of_side, holder = sides_of(told, history)
    sizes = np.diff(told.first)[one] + np.diff(told.first)[other]
    rows = [_nothing(3)]
    for part in batches(sizes, AT_ONCE):
        date, a, b, mm = _passing(one[part], other[part], length[part], told, side_of_look)
        fronts = (holder[a] != holder[b]) & (holder[a] >= 0) & (holder[b] >= 0)
        low, high = np.minimum(a, b)[fronts], np.maximum(a, b)[fronts]
        rows.append(_summed(np.column_stack([low, high, date[fronts]]), mm[fronts]))
    found, mm = _summed(*(np.concatenate(column) for column in zip(*rows, strict=True)))
    low, high, date = found.T
    metres = _in_metres(low * (len(look_of_side) + 1) + high, mm)
    kept = metres != 0
    return {
        "front_dates": date[kept],
        "front_one": look_of_side[low[kept]],
        "front_other": look_of_side[high[kept]],
        "front_metres": metres[kept],
    }


def _nothing(columns: int) -> tuple[Ints, Ints]:
    return np.zeros((0, columns), dtype=np.int64), np.zeros(0, dtype=np.int64)


def _beside(borders: Borders, corner: tuple[int, int], story: Ints, grid: Grid) -> tuple[Ints, Ints, Ints]:
    """Return pairs of stories that lie beside each other, and along how many mm."""
    found = [_nothing(2)]
    for part in parts_of(len(borders.left)):
        some = borders.chosen(part)
        inner = (some.left != OUTSIDE) & (some.right != OUTSIDE)
        pair = np.sort(np.column_stack([story[some.left[inner]], story[some.right[inner]]]), axis=1)
        start, end = (
            ((xy[inner] + np.asarray(corner)) * grid.size).astype(np.float64) for xy in (some.start, some.end)
        )
        found.append(_summed(pair, np.rint(lengths_km(start, end) * _MM_A_KM).astype(np.int64)))
    pairs, length = _summed(*(np.concatenate(column) for column in zip(*found, strict=True)))
    return pairs[:, 0], pairs[:, 1], length


def _summed(keys: Ints, values: Ints) -> tuple[Ints, Ints]:
    """Return the rows that differ, in rising order, and the sum of the values of each."""
    order = np.lexsort(keys.T[::-1])
    keys, values = keys[order], values[order]
    if not len(keys):
        return keys, values
    first = np.flatnonzero(np.append(True, (keys[1:] != keys[:-1]).any(axis=1)))
    return keys[first], np.add.reduceat(values, first)


def _passing(
    one: Ints, other: Ints, length: Ints, told: Told, side_of_look: NDArray[np.int64]
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return date, sides and change of length of each pair, whenever one of its stories changes."""
    count = np.diff(told.first)
    columns = []
    for far, story in enumerate((one, other)):
        spell = np.repeat(told.first[:-1][story], count[story]) + counted(count[story])
        pair = np.repeat(np.arange(len(story)), count[story])
        side = side_of_look[told.spell_look[spell]]
        columns.append((pair, told.spell_date[spell], np.full(len(spell), far), side))
    pair, date, far, side = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.lexsort((date, pair))
    pair, date, far, side = pair[order], date[order], far[order], side[order]
    at = np.arange(len(pair))
    # Of either story the spell that has begun last; both have begun with the first date.
    a, b = (side[np.maximum.accumulate(np.where(far == of, at, 0))] for of in (0, 1))
    last = np.append((pair[1:] != pair[:-1]) | (date[1:] != date[:-1]), True)[: len(pair)]
    pair, date, a, b = pair[last], date[last], a[last], b[last]
    new = np.append(True, pair[1:] != pair[:-1])[: len(pair)]
    goes = np.flatnonzero(~new)
    mm = length[pair]
    return (
        np.concatenate([date, date[goes]]),
        np.concatenate([a, a[goes - 1]]),
        np.concatenate([b, b[goes - 1]]),
        np.concatenate([mm, -mm[goes]]),
    )


def _in_metres(key: Ints, mm: Ints) -> Ints:
    """Return changes of lengths in whole metres, whose sums are within half a one; keys stand together."""
    if not len(key):
        return mm
    first = np.append(True, key[1:] != key[:-1])
    total = np.cumsum(mm)
    before = np.repeat((total - mm)[first], np.diff(np.append(np.flatnonzero(first), len(key))))
    metres = np.rint((total - before) / 1000).astype(np.int64)
    return metres - np.where(first, 0, np.append(0, metres[:-1]))
