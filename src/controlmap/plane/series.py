"""Series of snapshots, cut as one: what is kept of each is how its borders differ from the one before."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.grid import Grid
from controlmap.plane.keys import Ints
from controlmap.plane.noding import Borders, odd_rows, undirected
from controlmap.plane.partition import Topology, cut_borders, segments_lonlat
from controlmap.plane.tiles import BY_TURNS, Cutting

__all__ = ["Step", "cut_series", "cut_steps", "steps_of"]

Name = TypeVar("Name", bound=Hashable)


class Step(NamedTuple, Generic[Name]):
    """From one snapshot to the next: whose areas the latter has, and the borders that areas gain or lose.

    Borders are rows (x, y, x, y) in grid units.
    """

    names: tuple[Name, ...]
    changed: Mapping[Name, Ints]


def cut_series(
    snapshots_lonlat: Iterable[Mapping[str, shapely.Geometry]], count: int, grid: Grid
) -> tuple[Topology, list[str]]:
    """Return the cells and arcs of a series of `count` snapshots, and the names that occur in it.

    A snapshot gives an area (lon, lat) by name. The area of the n-th name in snapshot i has the index
    n * (count + 1) + i. Snapshots are taken one by one, and what is kept of each is how it differs from the
    one before: memory grows with the distinct borders, not with the number of snapshots.
    """
    in_order = ({name: one[name] for name in sorted(one)} for one in snapshots_lonlat)
    return cut_steps(steps_of({}, chain(in_order, [{}]), grid), count)


def steps_of(
    before_lonlat: Mapping[Name, shapely.Geometry],
    snapshots_lonlat: Iterable[Mapping[Name, shapely.Geometry]],
    grid: Grid,
) -> Iterator[Step[Name]]:
    """Yield the steps from a snapshot to each of those that follow, one by one.

    An area that is the very one of the snapshot before has not changed, and is not looked at.
    """
    nothing = np.empty((0, 4))
    areas, before = before_lonlat, _rows(before_lonlat)
    for snapshot in snapshots_lonlat:
        same = {name for name, area in snapshot.items() if area is areas.get(name)}
        fresh = _rows({name: area for name, area in snapshot.items() if name not in same})
        now = {name: before[name] if name in same else fresh[name] for name in snapshot}
        changed = {
            name: _change(before.get(name, nothing), now.get(name, nothing), grid)
            for name in {**before, **now}
            if name not in same
        }
        yield Step(tuple(now), {name: rows for name, rows in changed.items() if len(rows)})
        areas, before = snapshot, now


def cut_steps(
    steps: Iterable[Step[Name]], count: int, how: Cutting = BY_TURNS
) -> tuple[Topology, list[Name]]:
    """Return the cells and arcs of a series of `count` snapshots, and its names in the order of their first.

    There is a step to each of them from the one before, to the first and from the last from and to nothing.
    The indexes of areas are those of `cut_series`.
    """
    numbers: dict[Name, int] = {}
    switched: list[Ints] = [np.empty((0, 5), dtype=np.int64)]
    for i, step in enumerate(steps):
        for name in step.names:
            numbers.setdefault(name, len(numbers))
        for name, rows in step.changed.items():
            switched.append(np.column_stack([rows, np.full(len(rows), numbers[name] * (count + 1) + i)]))
    rows = np.concatenate(switched)
    return cut_borders(Borders.of(rows[:, :2], rows[:, 2:4], rows[:, 4]), how), list(numbers)


_Rows = NDArray[np.float64]
"""Segments (x, y, x, y) in degrees. They are on the grid: the same there is the same here."""


def _rows(snapshot_lonlat: Mapping[Name, shapely.Geometry]) -> dict[Name, _Rows]:
    sides = {name: segments_lonlat([area]) for name, area in snapshot_lonlat.items()}
    return {name: np.concatenate([start, end], axis=1) for name, (start, end, _) in sides.items()}


def _change(one: _Rows, two: _Rows, grid: Grid) -> Ints:
    """Rows in grid units that differ between two borders of an area, whichever way they run."""
    rest = grid.to_units(_without_shared_ends(one, two))
    return odd_rows(undirected(rest[:, :2], rest[:, 2:]))


def _without_shared_ends(one: _Rows, two: _Rows) -> _Rows:
    """Rows of both, but for those at their beginnings and ends that are the same.

    A day restates nearly all of the day before, in the same order: what cancels out need not be sorted.
    """
    begin = _agreeing(one, two)
    one, two = one[begin:], two[begin:]
    end = _agreeing(one[::-1], two[::-1])
    return np.concatenate([one[: len(one) - end], two[: len(two) - end]])


def _agreeing(one: _Rows, two: _Rows) -> int:
    """How many first rows are the same."""
    shorter = min(len(one), len(two))
    differing = (one[:shorter] != two[:shorter]).ravel()
    first = int(differing.argmax()) if shorter else 0
    return first // 4 if shorter and differing[first] else shorter
