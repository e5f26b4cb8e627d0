"""Whole numbers as bytes: how the page's data hold them."""

from __future__ import annotations

import numpy as np

from controlmap.plane import Ints

__all__ = ["deltas", "encode_integers"]


def encode_integers(values: Ints) -> bytes:
    """Return integers zigzag-coded as LEB128 varints: seven bits a byte, the lowest first."""
    rest = ((values << 1) ^ (values >> 63)).astype(np.uint64)
    width = np.maximum(1, np.ceil(np.log2(rest.astype(float) + 1) / 7)).astype(np.int64)
    width += (rest >> (7 * width).astype(np.uint64) != 0) & (width < 10)
    shifts = np.arange(width.max(initial=1), dtype=np.uint64) * np.uint64(7)
    digits = (rest[:, None] >> shifts) & np.uint64(127)
    place = np.arange(len(shifts))
    digits |= np.where(place < width[:, None] - 1, np.uint64(128), np.uint64(0))
    return digits[place < width[:, None]].astype(np.uint8).tobytes()


def deltas(xy: Ints) -> Ints:
    """Return vertices (n, 2) as x and y in turn, each from the vertex before."""
    return np.diff(xy, axis=0, prepend=0).reshape(-1)
