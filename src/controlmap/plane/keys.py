"""Keys: points and pairs as one whole number each, so that they sort, and are found, in one go."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ints", "among", "distinct", "pack", "paired", "ranked", "unpack", "unpaired"]

Ints = NDArray[np.int64]

_SHIFT = 32


def distinct(keys: Ints) -> Ints:
    """Return distinct keys in rising order.

    `numpy.unique` hashes them first, which takes ten times as long for keys that differ in their high bits.
    """
    keys = np.sort(keys)
    first = np.ones(len(keys), dtype=bool)
    first[1:] = keys[1:] != keys[:-1]
    return keys[first]


def among(keys: Ints, few: Ints) -> NDArray[np.bool_]:
    """Tell of each key whether it is one of some others; of those there should be few.

    `numpy.isin` sorts both together.
    """
    rising = np.sort(few)
    if len(rising) == 0:
        return np.zeros(len(keys), dtype=bool)
    return rising[np.minimum(np.searchsorted(rising, keys), len(rising) - 1)] == keys


def ranked(keys: Ints) -> tuple[Ints, Ints]:
    """Return the place of each key among the distinct ones, and those in rising order."""
    order = np.argsort(keys, kind="stable")
    rising = keys[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = rising[1:] != rising[:-1]
    place = np.empty(len(keys), dtype=np.int64)
    place[order] = np.cumsum(first) - 1
    return place, rising[first]


def pack(points: Ints) -> Ints:
    """Return one integer a point, in the order of (x, y)."""
    return (points[:, 0] << _SHIFT) + (points[:, 1] + (1 << (_SHIFT - 1)))


def unpack(keys: Ints) -> Ints:
    """Return the points that `pack` made keys of."""
    x = keys >> _SHIFT
    return np.column_stack([x, keys - (x << _SHIFT) - (1 << (_SHIFT - 1))])


def paired(pairs: Ints) -> Ints:
    """Return one integer a pair (n, 2) of numbers from 0 to 2**31 - 1, in their order."""
    return (pairs[:, 0] << _SHIFT) | pairs[:, 1]


def unpaired(keys: Ints) -> Ints:
    """Return the pairs that `paired` made keys of."""
    return np.column_stack([keys >> _SHIFT, keys & ((1 << _SHIFT) - 1)])
