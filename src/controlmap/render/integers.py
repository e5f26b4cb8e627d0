"""Whole numbers as bytes: how the page's data hold them."""

from __future__ import annotations

import numpy as np

from controlmap.plane import Ints

__all__ = ["deltas", "encode_integers"]


def encode_integers(values: Ints) -> bytes:
    """Return integers zigzag-coded as LEB128 varints: seven bits a byte, the lowest first."""
    rest = ((values << 1) ^ (values >> 63)).astype(np.uint64)
    width = np.ones(len(rest), dtype=np.int64)
    for bits in range(7, 64, 7):
        longer = rest >> np.uint64(bits) != 0
        if not longer.any():
            break
        width += longer
    end = np.cumsum(width)
    coded = np.empty(int(end[-1]) if len(end) else 0, dtype=np.uint8)
    for place in range(int(width.max(initial=0))):
        here = np.flatnonzero(width > place)
        digit = rest[here] >> np.uint64(7 * place) & np.uint64(127)
        digit |= (width[here] > place + 1).astype(np.uint64) << np.uint64(7)
        coded[end[here] - width[here] + place] = digit
    return coded.tobytes()


def deltas(xy: Ints) -> Ints:
    """Return vertices (n, 2) as x and y in turn, each from the vertex before."""
    return np.diff(xy, axis=0, prepend=0).reshape(-1)
