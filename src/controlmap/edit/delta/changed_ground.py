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
from controlmap.plane import Grid, Ints, border_segments, pack, patches, segments_of

__all__ = ["changed_patches", "within"]

_MARGIN = 16
"""Grid units around what changes: ground is cut off, and rounded, farther away than that."""


def changed_patches(
    before: Sequence[ControlState], after: Sequence[ControlState], grid: Grid
) -> shapely.MultiPolygon | None:
    """Return boxes (lon, lat) with all ground that is held otherwise after than before; None where none is.

    Ground that changes lies whole in one of them: its outline is a ring of borders that change, and such a
    ring is not parted. No ground may have two holders before: who goes first would be asked where nothing
    changed, too.
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
    found = patches(np.concatenate([start[changing], end[changing]], axis=1), _MARGIN)
    return shapely.MultiPolygon([*_boxes(found, grid)])


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


def within(
    grounds_lonlat: Sequence[shapely.Geometry], boxes: shapely.MultiPolygon, grid: Grid
) -> list[shapely.Geometry]:
    """Return each ground (lon, lat) without most of what lies outside of some boxes.

    No border that comes to one of them is cut off: rounded to the grid at its new end, it would bend along
    all its length.
    """
    grounds, each = np.array(grounds_lonlat, dtype=object), _around(grounds_lonlat, boxes, grid)
    ground, box = shapely.STRtree(each).query(grounds)
    inner, outer = shapely.bounds(grounds[ground]), shapely.bounds(each[box])
    whole = ground[np.all((inner[:, :2] >= outer[:, :2]) & (inner[:, 2:] <= outer[:, 2:]), axis=1)]
    cut = ~np.isin(ground, whole)
    pieces = shapely.intersection(grounds[ground[cut]], each[box[cut]])
    parts, piece = shapely.get_parts(pieces, return_index=True)
    areas = shapely.get_dimensions(parts) == 2
    owner = ground[cut][piece[areas]]
    order = np.argsort(owner, kind="stable")
    found = np.full(len(grounds), shapely.MultiPolygon(), dtype=object)
    shapely.multipolygons(parts[areas][order], indices=owner[order], out=found)
    found[whole] = grounds[whole]
    return found.tolist()


def _around(
    grounds_lonlat: Sequence[shapely.Geometry], boxes: shapely.MultiPolygon, grid: Grid
) -> NDArray[np.object_]:
    """Return boxes (lon, lat) around others, and around all segments of borders that come to one of these."""
    inner = shapely.bounds(shapely.get_parts(boxes))
    start, end = segments_of(grounds_lonlat, grid, inner)
    # One that runs straight north or east is cut off on the grid: the edge of a map may be as long as it.
    slanting = np.concatenate([start, end], axis=1)[np.all(start != end, axis=1)]
    return _boxes(patches(np.concatenate([grid.to_units(inner), slanting]), _MARGIN), grid)


def _boxes(patches: Ints, grid: Grid) -> NDArray[np.object_]:
    west, south, east, north = grid.to_degrees(patches.reshape(-1, 2)).reshape(-1, 4).T
    return np.asarray(shapely.box(west, south, east, north), dtype=object)
