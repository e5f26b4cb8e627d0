"""One area divided by ground: what lies inside it and what outside, with not a square metre lost."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.grid import Grid
from controlmap.plane.partition import areas_of, cut_ground
from controlmap.plane.shared_borders import to_lonlat

__all__ = ["Division", "divide", "slivers"]

_WIDTH = 2
"""Grid units below which a part is a sliver: later edits may bend it, and it stays wider than one."""
Division = tuple[shapely.Geometry | None, shapely.Geometry | None]
"""The part of an area inside some ground and the part outside; None where there is no such part."""


def divide(area_lonlat: shapely.Geometry, ground_lonlat: shapely.Geometry | None, grid: Grid) -> Division:
    """Return the parts of an area inside and outside the ground; without ground, all is inside.

    Both are woven (see `weave`). A part hardly wider than the grid goes along with the rest.
    """
    if ground_lonlat is None or shapely.covers(ground_lonlat, area_lonlat):
        return area_lonlat, None
    if not shapely.relate_pattern(ground_lonlat, area_lonlat, "T********"):
        return None, area_lonlat
    topology = cut_ground([area_lonlat, _parts_near(ground_lonlat, area_lonlat)], grid)
    covers = [areas_of(runs) for runs in topology.cover_runs]
    within = np.array([0 in cover for cover in covers], dtype=bool)[topology.covers]
    inside = np.array([1 in cover for cover in covers], dtype=bool)[topology.covers][within]
    cells = topology.cells[within]
    inside = _settled(inside, slivers(cells))
    if inside.all() or not inside.any():
        return (area_lonlat, None) if inside.all() else (None, area_lonlat)
    return _part(cells[inside], grid), _part(cells[~inside], grid)


def _parts_near(ground_lonlat: shapely.Geometry, area_lonlat: shapely.Geometry) -> shapely.Geometry:
    """Return those parts of some ground that can meet an area: the news of a day lie all over a map."""
    parts = shapely.get_parts(ground_lonlat)
    if len(parts) == 1:
        return ground_lonlat
    (west, south, east, north), around = shapely.bounds(area_lonlat), shapely.bounds(parts)
    met = np.all((around[:, :2] <= [east, north]) & (around[:, 2:] >= [west, south]), axis=1)
    return shapely.MultiPolygon(parts[met].tolist())


def _part(cells: NDArray[np.object_], grid: Grid) -> shapely.Geometry:
    return to_lonlat(shapely.coverage_union_all(cells), grid)


def _settled(inside: NDArray[np.bool_], sliver: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Give slivers to the other side; where there are only slivers, nothing is inside."""
    if sliver.all():
        return np.zeros(len(inside), dtype=bool)
    return inside ^ sliver if _both_stay(inside, sliver) else np.full(len(inside), inside[~sliver][0])


def _both_stay(inside: NDArray[np.bool_], sliver: NDArray[np.bool_]) -> bool:
    return bool((inside & ~sliver).any() and (~inside & ~sliver).any())


def slivers(cells: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return whether each cell (grid units) is a sliver: its area over half its outline is its mean width."""
    return shapely.area(cells) < _WIDTH / 2 * shapely.length(cells)
