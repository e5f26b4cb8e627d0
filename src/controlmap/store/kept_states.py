"""Control states as columns and back: each is made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from functools import cached_property
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from controlmap.model import ControlState, States, Told
from controlmap.plane import Ints
from controlmap.store.kept import Arrays
from controlmap.store.kept_geometry import Grounds, of_geometry
from controlmap.store.kept_values import of_instant, to_instant, to_json

__all__ = ["INSTANTS", "of_states", "to_states"]

INSTANTS = ("valid_from", "valid_to", "recorded_at", "superseded_at")
"""Fields of a state that are instants."""
_FIELDS = tuple(ControlState.model_fields)
_WORDS = ("others", "sources")
_PLAIN = tuple(name for name in _FIELDS if name not in {"geometry", *INSTANTS})
_MORE, _GIVEN = "more", "given"
"""What stands beside a state's fields: properties that the format does not know, and what was set."""
_COLUMNS = (*_PLAIN, *INSTANTS, _MORE, _GIVEN)
_OWN = ("members", "translations", _MORE)
"""Columns of which each state has a value of its own, which may be changed."""
_JSON: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys((*_WORDS, *INSTANTS, _GIVEN), list),
    **dict.fromkeys(_OWN, dict),
    **dict.fromkeys(("id", "controller", "status", "certainty"), str),
    **dict.fromkeys(("area", "note", "precision"), (str, type(None))),
    **dict.fromkeys(("evidence_distance_km", "probability"), (int, float, type(None))),
    "numeric_id": bool,
}
"""What JSON has for the values of a column."""


def of_states(states: Sequence[ControlState]) -> Arrays | None:
    """Return states as arrays: a column for each field; None where those cannot say what they hold."""
    said: dict[str, list[Any]] = {name: [getattr(state, name) for state in states] for name in _PLAIN}
    instants = {name: _pairs([getattr(state, name) for state in states]) for name in INSTANTS}
    said |= {name: pairs for name, pairs in instants.items() if pairs is not None}
    said[_MORE] = [state.model_extra or {} for state in states]
    said[_GIVEN] = [frozenset(state.model_fields_set) for state in states]
    geometry = of_geometry([state.geometry for state in states])
    coded = [_coded(said[name]) for name in _COLUMNS if name in said]
    columns = [column for column in coded if column is not None]
    if geometry is None or len(columns) < len(_COLUMNS):
        return None
    told = b"[" + b",".join(values for values, _ in columns) + b"]"
    codes = np.array([code for _, code in columns], dtype=np.int32)
    return {"told": np.frombuffer(told, np.uint8), "codes": codes, **geometry}


def _pairs(instants: Sequence[np.datetime64 | None]) -> list[tuple[int, int]] | None:
    """Return what `of_instant` does of each; None where one cannot be told so."""
    places: dict[np.dtype[np.datetime64], list[int]] = {}
    for place, instant in enumerate(instants):
        if instant is not None:
            places.setdefault(instant.dtype, []).append(place)
    pairs = [(0, 0)] * len(instants)
    for some in places.values():
        told = of_instant(instants[some[0]])
        if told is None:
            return None
        # All of one unit at once: one by one takes three times as long.
        numbers = np.array([instants[place] for place in some]).astype(np.int64).tolist()
        for place, number in zip(some, numbers, strict=True):
            pairs[place] = (number, told[1])
    return pairs


_ALIKE: tuple[set[type], ...] = ({str}, {str, type(None)}, {type(None)}, {bool}, {tuple}, {frozenset})
"""Types of values that are told apart as they are: such as are equal are the same in JSON."""


def _coded(values: Sequence[Any]) -> tuple[bytes, list[int]] | None:
    """Return distinct values as JSON, and the number of each value; None where JSON cannot say one."""
    number: dict[Any, int] = {}
    alike = {*map(type, values)} in _ALIKE
    try:
        keys = values if alike else map(orjson.dumps, values)
        code = [number.setdefault(key, len(number)) for key in keys]
        data = orjson.dumps([*map(_listed, number)]) if alike else b"[" + b",".join(number) + b"]"
    except TypeError:
        return None
    found = orjson.loads(data)
    same = found == [*map(_listed, number)] if alike else [found[i] for i in code] == values
    return (data, code) if same else None


def _listed(value: Any) -> Any:
    """Return a value as JSON has it: what has no order gets one."""
    if isinstance(value, frozenset):
        return sorted(value)
    return [*value] if isinstance(value, tuple) else value


def to_states(arrays: Arrays) -> States:
    """Return the states that `of_states` made arrays of.

    Raises
    ------
    LookupError, TypeError, ValueError
        When the arrays are none that are made of states: what comes back can be made.
    """
    grounds, codes = Grounds(arrays), arrays["codes"]
    if codes.dtype.kind != "i" or codes.shape != (len(_COLUMNS), len(grounds)):
        raise ValueError("no columns")
    said = dict(zip(_COLUMNS, to_json(arrays["told"]), strict=True))
    columns = {n: _column(n, values, code) for (n, values), code in zip(said.items(), codes, strict=True)}
    return _Kept(columns, grounds)


def _column(name: str, values: Any, code: np.ndarray[Any, np.dtype[Any]]) -> Told:
    """Return a column as it was; what is none raises a ValueError."""
    if not isinstance(values, list) or not all(isinstance(value, _JSON[name]) for value in values):
        raise ValueError(f"no {name}")
    if len(code) and not (code.min() >= 0 and code.max() < len(values)):
        raise ValueError(f"no such {name}")
    if name in INSTANTS:
        return Told([to_instant(*pair) for pair in values], code)
    if name in (*_WORDS, _GIVEN) and not all(isinstance(word, str) for value in values for word in value):
        raise ValueError(f"no words: {name}")
    return Told([*map(tuple, values)], code) if name in _WORDS else Told(values, code)


class _Kept(States):
    """States of columns that were kept; `grounds` has their geometry."""

    def __init__(self, columns: Mapping[str, Told], grounds: Grounds) -> None:
        self._columns, self._grounds = columns, grounds
        self._known: dict[int, ControlState] = {}

    def __len__(self) -> int:
        return len(self._grounds)

    def told(self, name: str) -> Told:
        return self._columns[name]

    def bounds(self) -> NDArray[np.float64]:
        return self._boxes

    def chosen(self, numbers: Ints) -> list[ControlState]:
        known = self._known
        fresh = np.array([number for number in numbers.tolist() if number not in known], dtype=np.int64)
        for number, state in zip(fresh.tolist(), self._made_of(fresh), strict=True):
            # Who asks at the same time gets the same one.
            known.setdefault(number, state)
        return [known[number] for number in numbers.tolist()]

    def _one(self, number: int) -> ControlState:
        return self._known.get(number) or super()._one(number)

    @cached_property
    def _boxes(self) -> NDArray[np.float64]:
        return self._grounds.bounds()

    def _made_of(self, numbers: Ints) -> Iterable[ControlState]:
        """Make states by their numbers."""
        each = {n: Told(told.values, told.code[numbers]).each() for n, told in self._columns.items()}
        each |= {name: [deepcopy(value) if value else {} for value in each[name]] for name in _OWN}
        grounds: Sequence[shapely.Geometry] = self._grounds.chosen(numbers).tolist()
        columns = {**each, "geometry": grounds}
        rows = zip(*(columns[name] for name in _FIELDS), strict=True)
        for values, more, given in zip(rows, each[_MORE], each[_GIVEN], strict=True):
            state = ControlState.__new__(ControlState)
            # As `model_construct` does, in a tenth of the time: every field is there, and none is looked at.
            state.__setstate__(
                {
                    "__dict__": dict(zip(_FIELDS, values, strict=True)),
                    "__pydantic_fields_set__": set(given),
                    "__pydantic_extra__": more,
                    "__pydantic_private__": None,
                }
            )
            yield state
