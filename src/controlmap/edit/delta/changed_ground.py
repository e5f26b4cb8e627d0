"""Where an edit changes who holds ground: told by borders alone, before anything is cut.

Crossing a border, somebody's ground begins or ends for some time. Where all borders say the same of each
actor and each instant before an edit and after it, who holds the ground around them has not changed: states
were closed there and go on under another name, or got a vertex.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.model import ControlState, period_of
from controlmap.plane import Grid, Ints, border_segments, pack

__all__ = ["changed_box", "within"]

_MARGIN = 16
"""Grid units around what changes: ground is cut off, and rounded, farther away than that."""


def changed_box(
    before: Sequence[ControlState], after: Sequence[ControlState], grid: Grid
) -> shapely.Geometry | None:
    """Return a box (lon, lat) with all ground that is held otherwise after than before; None where none is.

    No ground may have two holders before: who goes first would be asked where nothing changed, too.
    """
    states = [*before, *after]
    rings = shapely.orient_polygons(np.array([state.geometry for state in states], dtype=object))
    start, end, state = border_segments([*rings], grid)
    one, two = pack(start), pack(end)
    # Ground lies on the left of its border: one that runs the other way, or was before, counts against it.
    sign = np.where(one == two, 0, np.where(one < two, 1, -1)) * np.where(state < len(before), -1, 1)
    low, high = np.tile(np.minimum(one, two), 2), np.tile(np.maximum(one, two), 2)
    event = _events(states)[:, state].reshape(-1)
    changing = _unbalanced(np.stack([low, high, event]), np.concatenate([sign, -sign])) % len(start)
    if not changing.size:
        return None
    points = np.concatenate([start[changing], end[changing]])
    west, south = grid.to_degrees(points.min(axis=0) - _MARGIN)
    east, north = grid.to_degrees(points.max(axis=0) + _MARGIN)
    return shapely.box(west, south, east, north)


def _events(states: Sequence[ControlState]) -> Ints:
    """Return a number for who begins to hold ground when with each state, and one for who ends to."""
    periods = np.array([period_of(state) for state in states], dtype="datetime64[m]").astype(np.int64)
    names = np.unique([state.controller for state in states], return_inverse=True)[1]
    minutes = np.unique(periods, return_inverse=True)[1].reshape(-1, 2)
    return (names[:, None] * (minutes.max() + 1) + minutes).T


def _unbalanced(keys: Ints, signs: Ints) -> NDArray[np.intp]:
    """Return an index of each key (a column) whose signs do not sum up to nothing."""
    order = np.lexsort(keys)
    rising = keys[:, order]
    first = np.flatnonzero(np.append(True, (rising[:, 1:] != rising[:, :-1]).any(axis=0)))
    return order[first[np.add.reduceat(signs[order], first) != 0]]


def within(grounds_lonlat: Sequence[shapely.Geometry], box: shapely.Geometry) -> list[shapely.Geometry]:
    """Return what of each ground lies in a box; what lies in it whole is the same object."""
    low, high = shapely.bounds(box).reshape(2, 2)
    bounds = shapely.bounds(np.array(grounds_lonlat, dtype=object))
    whole = np.all((bounds[:, :2] >= low) & (bounds[:, 2:] <= high), axis=1)
    return [
        ground if inside else _polygons(shapely.intersection(ground, box))
        for ground, inside in zip(grounds_lonlat, whole, strict=True)
    ]


def _polygons(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(geometry)
    return shapely.MultiPolygon([part for part in parts if isinstance(part, shapely.Polygon)])
