"""Control states by the thousand: most questions need a few of their fields, or a few of the states.

What states say in one field is told as a column (`told`), and a state that is kept in columns is made only
once somebody asks for it. So an edit of few picks (`Picked`) all others as they are, and what it changed is
told by where states come from (`places_in`), not by what they say.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple, overload

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.collection import no_collection
from controlmap.model.period import OPEN_END
from controlmap.model.states import ControlState
from controlmap.plane import Ints

__all__ = [
    "Picked",
    "States",
    "Told",
    "bounds_of",
    "chosen",
    "on_record",
    "periods_of",
    "places_in",
    "recorded_near",
    "told",
]

_NONE = np.empty(0, dtype=np.int64)


class Told(NamedTuple):
    """What many say in one field: all values that are said, and of each of the many the number of its own.

    A value may stand among `values` more than once.
    """

    values: Sequence[Any]
    code: Ints

    def each(self) -> list[Any]:
        """Return what each of them says."""
        return [self.values[number] for number in self.code.tolist()]


class States(Sequence[ControlState]):
    """Control states that are made when they are asked for, each once; equal to a tuple of the same."""

    _all: tuple[ControlState, ...] | None = None

    @abstractmethod
    def told(self, name: str) -> Told:
        """Return what the states say in a field."""

    @abstractmethod
    def bounds(self) -> NDArray[np.float64]:
        """Return west, south, east and north (n, 4) of the states' ground, in degrees."""

    @abstractmethod
    def chosen(self, numbers: Ints) -> list[ControlState]:
        """Return states by their numbers, each the same one whenever it is asked for."""

    @overload
    def __getitem__(self, index: int) -> ControlState: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[ControlState, ...]: ...
    def __getitem__(self, index: int | slice) -> ControlState | tuple[ControlState, ...]:
        if self._all is not None:
            return self._all[index]
        numbers = range(len(self))[index]
        if isinstance(numbers, range):
            return tuple(self.chosen(np.array(numbers, dtype=np.int64)))
        return self._one(numbers)

    def __iter__(self) -> Iterator[ControlState]:
        return iter(self._made())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, States | tuple):
            return NotImplemented
        if self is other or len(self) != len(other):
            return self is other
        unlike = np.flatnonzero(places_in(self, other) != np.arange(len(self)))
        return chosen(self, unlike) == chosen(other, unlike)

    __hash__ = None  # pyright: ignore[reportAssignmentType]  # states have none either

    def __reduce__(self) -> tuple[type[tuple[Any, ...]], tuple[tuple[ControlState, ...]]]:
        return tuple, (self._made(),)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} states)"

    def _one(self, number: int) -> ControlState:
        """Return a state by its number: some are asked for one by one, by the hundred thousand."""
        return self.chosen(np.array([number]))[0]

    def _made(self) -> tuple[ControlState, ...]:
        if self._all is None:
            with no_collection():
                self._all = tuple(self.chosen(np.arange(len(self))))
        return self._all


class Picked(States):
    """States picked from lists, by numbers that count through all of them, one after the other."""

    def __init__(self, lists: Sequence[Sequence[ControlState]], numbers: Ints) -> None:
        inner = [_picks_of(one) for one in lists]
        before = accumulate((sum(map(len, one.lists)) for one in inner), initial=0)
        through = [one.numbers + first for one, first in zip(inner, before, strict=False)]
        # Of lists that are picked themselves it is known where their states come from.
        self.picks = _Picks(
            [leaf for one in inner for leaf in one.lists], np.concatenate([_NONE, *through])[numbers]
        )

    def __len__(self) -> int:
        return len(self.picks.numbers)

    def told(self, name: str) -> Told:
        """Return what those that are picked say in a field."""
        said = [told(one, name) for one in self.picks.lists]
        values = [value for one in said for value in one.values]
        before = accumulate((len(one.values) for one in said), initial=0)
        codes = [one.code + first for one, first in zip(said, before, strict=False)]
        # A value that none of those picked has is not said.
        used, code = np.unique(np.concatenate([_NONE, *codes])[self.picks.numbers], return_inverse=True)
        return Told([values[i] for i in used.tolist()], code)

    def bounds(self) -> NDArray[np.float64]:
        """Return west, south, east and north (n, 4) of the ground of those that are picked, in degrees."""
        return np.concatenate([np.empty((0, 4)), *map(bounds_of, self.picks.lists)])[self.picks.numbers]

    def chosen(self, numbers: Ints) -> list[ControlState]:
        """Return some of those that are picked."""
        part, at = self.picks.places(numbers)
        each = [iter(chosen(one, at[part == number])) for number, one in enumerate(self.picks.lists)]
        return [next(each[number]) for number in part.tolist()]

    def _one(self, number: int) -> ControlState:
        at = int(self.picks.numbers[number])
        for one in self.picks.lists:
            if at < len(one):
                return one[at]
            at -= len(one)
        raise IndexError(number)


def told(states: Sequence[ControlState], name: str) -> Told:
    """Return what states say in a field: without making any, where they are kept as columns."""
    if isinstance(states, States):
        return states.told(name)
    return Told([getattr(state, name) for state in states], np.arange(len(states)))


def chosen(states: Sequence[ControlState], numbers: Ints) -> list[ControlState]:
    """Return states by their numbers: those that are kept as columns are made together, and no others."""
    if isinstance(states, States):
        return states.chosen(numbers)
    return [states[number] for number in numbers.tolist()]


def bounds_of(states: Sequence[ControlState]) -> NDArray[np.float64]:
    """Return west, south, east and north (n, 4) of the ground of states, in degrees."""
    if isinstance(states, States):
        return states.bounds()
    return np.asarray(shapely.bounds(np.array([state.geometry for state in states], dtype=object)))


def on_record(states: Sequence[ControlState]) -> NDArray[np.bool_]:
    """Tell of states whether they were never superseded."""
    superseded = told(states, "superseded_at")
    return np.array([instant is None for instant in superseded.values], dtype=bool)[superseded.code]


def recorded_near(
    states: Sequence[ControlState], bounds_lonlat: Sequence[float] | NDArray[np.float64]
) -> list[ControlState]:
    """Return the states on record with ground whose box meets one (west, south, east, north)."""
    low, high = np.reshape(bounds_lonlat, (2, 2))
    boxes = bounds_of(states)
    meeting = (boxes[:, :2] <= high).all(axis=1) & (boxes[:, 2:] >= low).all(axis=1)
    return chosen(states, np.flatnonzero(meeting & on_record(states)))


def periods_of(states: Sequence[ControlState]) -> NDArray[np.datetime64]:
    """Return the first minutes of states, and those after their last (2, n)."""
    sides = [told(states, name) for name in ("valid_from", "valid_to")]
    minutes = [[OPEN_END if instant is None else instant for instant in side.values] for side in sides]
    each = [
        np.array(some, dtype="datetime64[m]")[side.code] for some, side in zip(minutes, sides, strict=True)
    ]
    return np.array(each).reshape(2, -1)


def places_in(states: Sequence[ControlState], others: Sequence[ControlState]) -> Ints:
    """Return the number that each state has among others, as the one that it is; -1 where it is none of them.

    What they say is not looked at: states of one list are the same where they were picked from it.
    """
    one, two = _picks_of(states), _picks_of(others)
    lists = {id(leaf): leaf for leaf in (*one.lists, *two.lists)}
    before = dict(zip(lists, accumulate(map(len, lists.values()), initial=0), strict=False))
    there = np.full(sum(map(len, lists.values())), -1, dtype=np.int64)
    there[two.keys(before)] = np.arange(len(others))
    return there[one.keys(before)]


class _Picks(NamedTuple):
    """Where states come from: lists none of which is picked, and numbers that count through all of them."""

    lists: Sequence[Sequence[ControlState]]
    numbers: Ints

    def places(self, some: Ints | slice) -> tuple[Ints, Ints]:
        """Return of which list some states are, and what number each has there."""
        first = np.cumsum([0, *map(len, self.lists)])
        part = np.searchsorted(first, self.numbers[some], side="right") - 1
        return part, self.numbers[some] - first[part]

    def keys(self, before: Mapping[int, int]) -> Ints:
        """Return what tells states apart, given how many stand before each list (by its identity)."""
        part, at = self.places(slice(None))
        return np.array([before[id(one)] for one in self.lists], dtype=np.int64)[part] + at


def _picks_of(states: Sequence[ControlState]) -> _Picks:
    return states.picks if isinstance(states, Picked) else _Picks([states], np.arange(len(states)))
