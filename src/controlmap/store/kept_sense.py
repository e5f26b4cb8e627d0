"""Whether what was kept makes sense: a file whose seal is right may have been written by what erred."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import shapely

from controlmap.history import NO_RECORD, History
from controlmap.plane import OUTSIDE, Ints, Topology
from controlmap.store.kept import Arrays

__all__ = ["hangs_together", "makes_sense", "understood"]

Made = TypeVar("Made")

_NONSENSE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, shapely.errors.ShapelyError)
"""What arrays raise that are missing, of another type or length, or no text, geometry or instant."""


def understood(found: Arrays | None, read: Callable[[Arrays], Made | None]) -> Made | None:
    """Return what is made of arrays that were kept; None where none were, or where they make no sense."""
    if found is not None:
        with contextlib.suppress(*_NONSENSE):
            return read(found)
    return None


def makes_sense(history: History) -> bool:
    """Tell whether each cell has its spells in order, and all numbers point at what there is.

    Its topology has been looked at before.
    """
    cells, states = len(history.topology.cells), len(history.states)
    pointing: list[tuple[Ints, int, int, int]] = [
        (history.spell_cell, len(history.spell_state), 0, cells),
        (history.spell_state, len(history.spell_start), NO_RECORD, states),
        (history.state_layer, states, 0, len(history.layers)),
        (history.cell_layer, cells, NO_RECORD, len(history.layers)),
    ]
    return (
        all(_points_within(*one) for one in pointing)
        and _counts_up(history.spell_cell, cells)
        and history.spell_start.dtype == "datetime64[m]"
        and bool(((history.spell_start >= history.start) & (history.spell_start < history.end)).all())
        and (history.cell_area_km2.shape, history.cell_area_km2.dtype.kind) == ((cells,), "f")
    )


def hangs_together(topology: Topology) -> bool:
    """Tell whether cells are polygons, and arcs lie between some of them."""
    cells = len(topology.cells)
    pointing = [
        (topology.covers, cells, 0, len(topology.cover_runs)),
        (topology.arc_left, len(topology.arc_right), OUTSIDE, cells),
        (topology.arc_right, len(topology.arc_start) - 1, OUTSIDE, cells),
        (topology.arc_start, len(topology.arc_left) + 1, 0, len(topology.arc_xy) + 1),
    ]
    return (
        all(_points_within(*one) for one in pointing)
        and bool((np.diff(topology.arc_start) > 1).all())
        and (topology.arc_start[0], topology.arc_start[-1]) == (0, len(topology.arc_xy))
        and (topology.arc_xy.shape[1:], topology.arc_xy.dtype.kind) == ((2,), "i")
        and bool((shapely.get_type_id(topology.cells) == shapely.GeometryType.POLYGON).all())
    )


def _points_within(numbers: Ints, count: int, low: int, high: int) -> bool:
    fits = numbers.dtype.kind == "i" and numbers.shape == (count,)
    return fits and bool(((numbers >= low) & (numbers < high)).all())


def _counts_up(numbers: Ints, count: int) -> bool:
    """Tell whether numbers go from 0 up to a count, which is not among them, in steps of one or none."""
    steps = np.diff(numbers, prepend=-1, append=count)
    return bool(((steps == 0) | (steps == 1)).all())
