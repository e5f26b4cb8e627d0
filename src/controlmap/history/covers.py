"""Covers: which areas lie on the same ground, of many at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from controlmap.plane import Ints

__all__ = ["Covers"]


class Covers(NamedTuple):
    """Cover i is that of the areas `area[first[i] : first[i + 1]]`, by number, in rising order."""

    area: Ints
    first: Ints

    @classmethod
    def of(cls, cover_runs: Sequence[Sequence[int]]) -> Self:
        """Return covers, given each as runs: see `Topology`."""
        counts = np.array([*map(len, cover_runs)], dtype=np.int64) // 2
        ends = np.fromiter(chain.from_iterable(cover_runs), np.int64, 2 * counts.sum())
        begin, end = ends.reshape(-1, 2).T
        long = end - begin
        before = np.append(0, np.cumsum(long))
        area = np.arange(before[-1]) + np.repeat(begin - before[:-1], long)
        return cls(area, before[np.append(0, np.cumsum(counts))])

    def only(self, wanted: NDArray[np.bool_]) -> Self:
        """Return the same covers without areas that are not wanted."""
        kept = wanted[self.area]
        return type(self)(self.area[kept], np.append(0, np.cumsum(kept))[self.first])

    def with_any(self, wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell of each cover whether it has one of the areas that are wanted."""
        found = np.append(0, np.cumsum(wanted[self.area]))[self.first]
        return found[1:] > found[:-1]

    def least(self, value: Ints, instead: int) -> Ints:
        """Return for each cover the least value that an area of it has, `instead` where it has no area."""
        found = np.full(len(self.first) - 1, instead)
        some = np.flatnonzero(np.diff(self.first))
        found[some] = np.minimum.reduceat(value[self.area], self.first[some]) if len(some) else []
        return found

    def each(self, chosen: Ints) -> list[list[int]]:
        """Return the areas of some covers."""
        area, first = self.area.tolist(), self.first.tolist()
        return [area[first[i] : first[i + 1]] for i in chosen.tolist()]
