"""Values as arrays and back: instants, JSON, lists of lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from controlmap.store.kept import Arrays

__all__ = ["of_instant", "of_json", "ragged", "to_instant", "to_json", "to_lists"]

_UNITS = ("", "Y", "M", "D", "m")
"""How exact an instant is written; the first stands for none at all."""


def of_instant(instant: np.datetime64 | None) -> tuple[int, int] | None:
    """Return an instant as a number and a unit's; None where its unit is none that files have."""
    if instant is None:
        return 0, 0
    unit, count = np.datetime_data(instant.dtype)
    return (int(instant.astype(np.int64)), _UNITS.index(unit)) if count == 1 and unit in _UNITS else None


def to_instant(number: int, unit: int) -> np.datetime64 | None:
    """Return the instant that `of_instant` made numbers of."""
    return np.datetime64(number, _UNITS[unit]) if unit else None  # pyright: ignore[reportArgumentType, reportCallIssue]


def of_json(value: Any) -> NDArray[np.uint8] | None:
    """Return a value as JSON; None where it would not come back as it is."""
    try:
        data = orjson.dumps(value)
    except TypeError:
        return None
    return np.frombuffer(data, np.uint8) if orjson.loads(data) == value else None


def to_json(array: NDArray[Any]) -> Any:
    """Return the value that `of_json` made an array of."""
    return orjson.loads(array.tobytes())


def ragged(lists: Iterable[Sequence[int]], name: str) -> Arrays:
    """Return lists of numbers as one array, and where each begins."""
    some = [*lists]
    flat = [number for one in some for number in one]
    at = np.cumsum([0, *map(len, some)], dtype=np.int64)
    return {name: np.array(flat, dtype=np.int64), f"{name}_at": at}


def to_lists(arrays: Arrays, name: str) -> list[tuple[int, ...]]:
    """Return the lists that `ragged` made arrays of."""
    flat = arrays[name].tolist()
    return [tuple(flat[begin:end]) for begin, end in pairwise(arrays[f"{name}_at"].tolist())]
