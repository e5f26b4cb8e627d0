"""Patches: boxes around what lies together, so that work far apart is not taken for all that lies between."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.keys import Ints

__all__ = ["maybe_meeting", "meeting_patches", "patches"]

_AT_ONCE = 1 << 22
"""Comparisons of a box with a patch that are held in memory at one time."""
_BOXES = 1 << 11
"""Boxes that are put together at one time: all that meet could be as many pairs."""


def patches(segments: Ints, margin: int) -> Ints:
    """Return boxes (west, south, east, north) in grid units, none meeting another, around segments (n, 4).

    Each segment lies in one of them, with the margin around it; so does each ring of segments.
    """
    ends = segments.reshape(-1, 2, 2)
    boxes = np.concatenate([ends.min(axis=1) - margin, ends.max(axis=1) + margin], axis=1)
    found = np.empty((0, 4), dtype=np.int64)
    for at in range(0, len(boxes), _BOXES):
        found = _apart(np.concatenate([found, boxes[at : at + _BOXES]]))
    return found


def _apart(boxes: Ints) -> Ints:
    """Return boxes around those that meet, until none do."""
    while True:
        group = _groups(boxes)
        merged = np.empty((group.max(initial=-1) + 1, 4), dtype=np.int64)
        if len(merged) == len(boxes):
            return boxes
        merged[group] = boxes
        np.minimum.at(merged[:, :2], group, boxes[:, :2])
        np.maximum.at(merged[:, 2:], group, boxes[:, 2:])
        boxes = merged


def _groups(boxes: Ints) -> Ints:
    """Return a number for each box, the same for those that hang together."""
    shapes = shapely.box(*boxes.T.astype(float))
    one, two = shapely.STRtree(shapes).query(shapes)
    first = np.arange(len(boxes))
    while True:
        least = first.copy()
        np.minimum.at(least, one, first[two])
        if (least == first).all():
            return np.unique(first, return_inverse=True)[1]
        first = least[least]


def meeting_patches(low: NDArray, high: NDArray, boxes: NDArray) -> NDArray[np.bool_]:
    """Whether each box, from its lower left (n, 2) to its upper right corner, meets one of some others."""
    found = np.zeros(len(low), dtype=bool)
    west, south, east, north = boxes.T
    some = np.flatnonzero(_spanned(low[:, 0], high[:, 0], west, east))
    some = some[_spanned(low[some, 1], high[some, 1], south, north)]
    step = max(1, _AT_ONCE // max(1, len(boxes)))
    for at in range(0, len(some), step):
        part = some[at : at + step]
        across = (low[part, :1] <= east) & (high[part, :1] >= west)
        found[part] = (across & (low[part, 1:] <= north) & (high[part, 1:] >= south)).any(axis=1)
    return found


def _spanned(low: NDArray, high: NDArray, begin: NDArray, end: NDArray) -> NDArray[np.bool_]:
    """Whether each span from low to high has a point of one of some others, from begin to end."""
    order = np.argsort(begin)
    farthest = np.maximum.accumulate(end[order])
    place = np.searchsorted(begin[order], high, side="right")
    return (place > 0) & (np.append(farthest, -np.inf)[place - 1] >= low)


def maybe_meeting(y: NDArray, boxes: NDArray) -> NDArray[np.intp]:
    """Return which steps, from one of some latitudes (n,) to the next, share one with a box.

    Of a long border that leaves little to be looked at.
    """
    south, north = boxes[np.argsort(boxes[:, 1])][:, [1, 3]].T
    north = np.maximum.accumulate(north)
    apart = np.append(True, south[1:] > north[:-1])[: len(south)]
    last = np.append(apart[1:], True)[: len(south)]
    edges = np.column_stack([np.nextafter(south[apart], -np.inf), north[last]]).ravel()
    place = np.searchsorted(edges, y)
    return np.flatnonzero((place[1:] != place[:-1]) | (place[1:] % 2 == 1))
