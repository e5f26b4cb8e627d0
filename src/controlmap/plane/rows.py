"""Segments as rows (x, y, x, y) in grid units, the lesser end first: which are which, and which come near."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.keys import Ints, pack, paired, ranked

__all__ = ["among_rows", "coming_to", "lines_of", "places_among"]


def among_rows(rows: Ints, others: Ints) -> NDArray[np.bool_]:
    """Tell of each row whether it is one of some others."""
    return np.isin(*_numbered(rows, others))


def places_among(rows: Ints, others: Ints) -> Ints:
    """Return where in some distinct rows each one stands; each of them has to be one."""
    number, known = _numbered(rows, others)
    place = np.zeros(len(rows) + len(others), dtype=np.int64)
    place[known] = np.arange(len(others))
    return place[number]


def lines_of(rows: Ints) -> NDArray[np.object_]:
    """Return rows as lines (grid units)."""
    return np.asarray(shapely.linestrings(rows.reshape(-1, 2, 2).astype(float)))


def coming_to(rows: Ints, near: Ints, reach: int) -> NDArray[np.intp]:
    """Return which rows come within reach (grid units) of others."""
    tree = shapely.STRtree(lines_of(near))
    found, _ = tree.query(lines_of(rows), predicate="dwithin", distance=reach)
    return np.unique(found)


def _numbered(rows: Ints, others: Ints) -> tuple[Ints, Ints]:
    """Return a number for each row of both, the same for those that are the same."""
    both = np.concatenate([rows, others])
    ends = [ranked(pack(end))[0] for end in (both[:, :2], both[:, 2:])]
    number, _ = ranked(paired(np.column_stack(ends)))
    return number[: len(rows)], number[len(rows) :]
