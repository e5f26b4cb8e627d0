"""Patches: boxes around what lies together, so that work far apart is not taken for all that lies between."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.keys import Ints

__all__ = ["meeting_patches", "patches"]

_AT_ONCE = 1 << 22
"""Comparisons of a box with a patch that are held in memory at one time."""


def patches(segments: Ints, margin: int) -> Ints:
    """Return boxes (west, south, east, north) in grid units, none over another, around segments (n, 4).

    Each segment lies in one of them, with the margin around it; so does each ring of segments.
    """
    ends = segments.reshape(-1, 2, 2)
    boxes = np.concatenate([ends.min(axis=1) - margin, ends.max(axis=1) + margin], axis=1)
    while True:
        west, south, east, north = boxes.T.astype(float)
        parts = shapely.get_parts(shapely.union_all(shapely.box(west, south, east, north)))
        merged = shapely.bounds(parts).astype(np.int64).reshape(-1, 4)
        if len(merged) == len(boxes):
            return boxes
        boxes = merged


def meeting_patches(low: NDArray, high: NDArray, boxes: NDArray) -> NDArray[np.bool_]:
    """Whether each box, from its lower left (n, 2) to its upper right corner, meets one of some others."""
    found = np.zeros(len(low), dtype=bool)
    step = max(1, _AT_ONCE // max(1, len(boxes)))
    for at in range(0, len(low), step):
        part = slice(at, at + step)
        west, south, east, north = boxes.T
        across = (low[part, :1] <= east) & (high[part, :1] >= west)
        found[part] = (across & (low[part, 1:] <= north) & (high[part, 1:] >= south)).any(axis=1)
    return found
