"""Borders as segments with the ground on either side, in the detail of a level.

Every step keeps each ground's boundary closed, whatever falls together: a segment is a path from one point to
another with one ground gained on its left and one lost on its right, and what runs to and fro cancels out. So
ground can be filled at every level, and what two grounds share is one line for both.

There may be tens of millions of them: what is worked out of them is worked out a part at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from controlmap.plane import Ints

__all__ = ["Borders", "batches", "counted", "joined", "mixed_columns", "parts_of", "snapped"]

AT_ONCE = 1_000_000
"""Segments that are worked on at a time: what is held beside them all is some hundred bytes for each."""
_NOWHERE = np.uint64(2**64 - 1)


class Borders(NamedTuple):
    """Segments from `start` to `end` (n, 2), and the grounds beside them by number."""

    start: Ints
    end: Ints
    left: Ints
    right: Ints

    def chosen(self, which: Ints | slice | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Borders:
        """Return some of them, by index, mask or slice."""
        return Borders(*(column[which] for column in self))


def joined(several: list[Borders]) -> Borders:
    """Return several borders as one."""
    return Borders(*(np.concatenate(columns) for columns in zip(*several, strict=True)))


def parts_of(count: int) -> Iterator[slice]:
    """Yield slices of so many things as are worked on at a time."""
    return (slice(begin, begin + AT_ONCE) for begin in range(0, count, AT_ONCE))


def snapped(borders: Borders, step: int) -> Borders:
    """Return borders in whole steps of so many units, without those that collapse or cancel out."""
    if step == 1:
        return borders
    # Those that fall together are found by where they lie, and worked on together.
    keys = np.empty(len(borders.left), dtype=np.uint64)
    for part in parts_of(len(keys)):
        keys[part] = _keys(_rounded(borders.chosen(part), step))
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    room = int(np.searchsorted(keys, _NOWHERE))
    found = Borders(*(np.empty((room, *column.shape[1:]), dtype=np.int64) for column in borders))
    done = begin = 0
    while begin < room:
        last = keys[min(begin + AT_ONCE, room) - 1]
        end = int(np.searchsorted(keys, last, side="right"))
        fewer = _cancelled(_rounded(borders.chosen(order[begin:end]), step), keys[begin:end])
        for column, values in zip(found, fewer, strict=True):
            column[done : done + len(values)] = values
        done, begin = done + len(fewer.left), end
    return found.chosen(slice(done))


def _rounded(borders: Borders, step: int) -> Borders:
    """Return borders in whole steps, from the lesser end to the greater."""
    # What lies in the middle goes to the even one: upwards all ground would wander, level by level.
    start, end = (np.rint(xy / step).astype(np.int64) for xy in (borders.start, borders.end))
    backward = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    flip = backward[:, None]
    return Borders(
        np.where(flip, end, start),
        np.where(flip, start, end),
        np.where(backward, borders.right, borders.left),
        np.where(backward, borders.left, borders.right),
    )


def _keys(borders: Borders) -> NDArray[np.uint64]:
    """Return one number for where each segment lies; what has no length lies nowhere, and comes last."""
    most = max(int(xy.max(initial=0)) for xy in (borders.start, borders.end))
    if most >= 1 << 16:
        raise ValueError(f"{most} steps across are more than a level has that is not the finest")
    columns = np.concatenate([borders.start, borders.end], axis=1).astype(np.uint64)
    keys = np.bitwise_or.reduce(columns << np.array([48, 32, 16, 0], dtype=np.uint64), axis=1)
    keys[(borders.start == borders.end).all(axis=1)] = _NOWHERE
    return keys


def _cancelled(borders: Borders, keys: NDArray[np.uint64]) -> Borders:
    """Return borders in the order of their keys, of which those of one key are as few as they can be."""
    start, end, left, right = borders
    new = np.append(True, keys[1:] != keys[:-1])
    group, first = np.cumsum(new) - 1, np.flatnonzero(new)
    alone = np.bincount(group)[group] == 1
    several = ~alone
    rows = np.concatenate([group[several]] * 2)
    ground = np.concatenate([left[several], right[several]])
    sign = np.repeat([1, -1], int(several.sum()))
    rows, ground, sign = _summed(rows, ground, sign)
    gained, lost = (np.repeat(np.flatnonzero(at), abs(sign[at])) for at in (sign > 0, sign < 0))
    at = first[rows[gained]]
    return joined([borders.chosen(alone), Borders(start[at], end[at], ground[gained], ground[lost])])


def _summed(rows: Ints, ground: Ints, sign: Ints) -> tuple[Ints, Ints, Ints]:
    """Return for each row and ground the sum of its signs, where that is not nought; in rising order."""
    if not len(rows):
        return rows, ground, sign
    order = np.lexsort((ground, rows))
    rows, ground, sign = rows[order], ground[order], sign[order]
    first = np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]) | (ground[1:] != ground[:-1])))
    sums = np.add.reduceat(sign, first)
    kept = sums != 0
    return rows[first][kept], ground[first][kept], sums[kept]


def counted(lengths: Ints) -> Ints:
    """Return 0, 1, 2, … for each of some lengths, one after the other."""
    return np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def batches(sizes: Ints, most: int) -> Iterator[slice]:
    """Yield slices of consecutive items whose sizes add up to about `most`."""
    ends = np.cumsum(sizes)
    begin = 0
    while begin < len(sizes):
        done = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + most, side="right")))
        yield slice(begin, end)
        begin = end


_ODD = np.uint64(0x9E3779B97F4A7C15)
"""2^64 over the golden ratio: multiplied by it, near numbers lie far apart (D. E. Knuth, TAOCP 6.4)."""


def mixed_columns(*columns: Ints) -> NDArray[np.uint64]:
    """Return one number a row, hardly ever the same for two rows that differ."""
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        mixed = (mixed ^ (mixed >> np.uint64(29)) ^ column.astype(np.uint64)) * _ODD
    return mixed
