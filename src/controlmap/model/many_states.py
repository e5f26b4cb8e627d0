"""Control states by the thousand: most questions need a few of their fields, or a few of the states.

What states say in one field is told as a column (`told`), and a state that is kept in columns is made only
once somebody asks for it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, overload

import numpy as np

from controlmap.collection import no_collection
from controlmap.model.states import ControlState
from controlmap.plane import Ints

__all__ = ["Picked", "States", "Told", "told"]


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
    def _one(self, number: int) -> ControlState:
        """Return a state, the same one each time."""

    @abstractmethod
    def _every(self) -> Iterable[ControlState]:
        """Return all states, those that were asked for before among them."""

    @overload
    def __getitem__(self, index: int) -> ControlState: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[ControlState, ...]: ...
    def __getitem__(self, index: int | slice) -> ControlState | tuple[ControlState, ...]:
        if isinstance(index, slice):
            return self._made()[index]
        return self._one(range(len(self))[index]) if self._all is None else self._all[index]

    def __iter__(self) -> Iterator[ControlState]:
        return iter(self._made())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, States | tuple):
            return NotImplemented
        return self is other or (len(self) == len(other) and self._made() == tuple(other))

    __hash__ = None  # pyright: ignore[reportAssignmentType]  # states have none either

    def __reduce__(self) -> tuple[type[tuple[Any, ...]], tuple[tuple[ControlState, ...]]]:
        return tuple, (self._made(),)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} states)"

    def _made(self) -> tuple[ControlState, ...]:
        if self._all is None:
            with no_collection():
                self._all = tuple(self._every())
        return self._all


class Picked(States):
    """States picked from several lists: the i-th is number `at[i]` of list number `part[i]`."""

    def __init__(self, parts: Sequence[Sequence[ControlState]], part: Ints, at: Ints) -> None:
        self._parts, self._part, self._at = parts, part, at

    def __len__(self) -> int:
        return len(self._at)

    def told(self, name: str) -> Told:
        """Return what those that are picked say in a field."""
        said = [told(part, name) for part in self._parts]
        values = [value for one in said for value in one.values]
        before = np.cumsum([0, *(len(one.values) for one in said)])
        number = np.cumsum([0, *(len(one.code) for one in said)])
        codes = np.concatenate([one.code + first for one, first in zip(said, before[:-1], strict=True)])
        # A value that none of those picked has is not said.
        used, code = np.unique(codes[number[self._part] + self._at], return_inverse=True)
        return Told([values[i] for i in used.tolist()], code)

    def _one(self, number: int) -> ControlState:
        return self._parts[self._part[number]][int(self._at[number])]

    def _every(self) -> Iterable[ControlState]:
        parts = [*map(tuple, self._parts)]
        return (parts[i][n] for i, n in zip(self._part.tolist(), self._at.tolist(), strict=True))


def told(states: Sequence[ControlState], name: str) -> Told:
    """Return what states say in a field: without making any, where they are kept as columns."""
    if isinstance(states, States):
        return states.told(name)
    return Told([getattr(state, name) for state in states], np.arange(len(states)))
