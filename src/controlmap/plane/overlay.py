"""One area divided by ground: what lies inside it and what outside, with not a square metre lost."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.faces import OUTSIDE
from controlmap.plane.grid import Grid
from controlmap.plane.keys import Ints
from controlmap.plane.partition import Topology, areas_of, border_segments, cut_ground
from controlmap.plane.patches import patches
from controlmap.plane.shared_borders import to_lonlat

__all__ = ["Division", "divide", "slivers"]

_WIDTH = 2
"""Grid units below which a part is a sliver: later edits may bend it, and it stays wider than one."""
_NEAR = 8
"""Grid units around the border of ground within which an area may be drawn otherwise."""
Division = tuple[shapely.Geometry | None, shapely.Geometry | None]
"""The part of an area inside some ground and the part outside; None where there is no such part."""


def divide(area_lonlat: shapely.Geometry, ground_lonlat: shapely.Geometry | None, grid: Grid) -> Division:
    """Return the parts of an area inside and outside the ground; without ground, all is inside.

    Both are woven (see `weave`). A part hardly wider than the grid goes along with what lies beside it across
    the border of the ground; far from there all stays as it is.
    """
    if ground_lonlat is None or shapely.covers(ground_lonlat, area_lonlat):
        return area_lonlat, None
    if not shapely.relate_pattern(ground_lonlat, area_lonlat, "T********"):
        return None, area_lonlat
    near = _parts_near(ground_lonlat, area_lonlat)
    topology = cut_ground([area_lonlat, near], grid, near=_around(near, grid))
    covers = [areas_of(runs) for runs in topology.cover_runs]
    within = np.array([0 in cover for cover in covers], dtype=bool)[topology.covers]
    inside = np.array([1 in cover for cover in covers], dtype=bool)[topology.covers]
    between = _meeting_others(topology, inside)[within]
    cells, inside = topology.cells[within], inside[within]
    inside = _settled(inside, slivers(cells), between)
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


def _around(ground_lonlat: shapely.Geometry, grid: Grid) -> Ints:
    """Return boxes (grid units) around the border of some ground."""
    start, end, _ = border_segments([ground_lonlat], grid)
    return patches(np.concatenate([start, end], axis=1), _NEAR)


def _meeting_others(topology: Topology, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whether each cell lies beside one that is inside where it is not, or the other way round."""
    found = np.zeros(len(inside), dtype=bool)
    arcs = (topology.arc_left != OUTSIDE) & (topology.arc_right != OUTSIDE)
    one, two = topology.arc_left[arcs], topology.arc_right[arcs]
    parting = inside[one] != inside[two]
    found[one[parting]] = found[two[parting]] = True
    return found


def _part(cells: NDArray[np.object_], grid: Grid) -> shapely.Geometry:
    return to_lonlat(shapely.coverage_union_all(cells), grid)


def _settled(
    inside: NDArray[np.bool_], sliver: NDArray[np.bool_], between: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Give slivers `between` the sides to the other one; where there are only slivers, nothing is inside."""
    if sliver.all():
        return np.zeros(len(inside), dtype=bool)
    if _both_stay(inside, sliver):
        return inside ^ (sliver & between)
    return np.full(len(inside), inside[~sliver][0])


def _both_stay(inside: NDArray[np.bool_], sliver: NDArray[np.bool_]) -> bool:
    return bool((inside & ~sliver).any() and (~inside & ~sliver).any())


def slivers(cells: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return whether each cell (grid units) is a sliver: its area over half its outline is its mean width."""
    return shapely.area(cells) < _WIDTH / 2 * shapely.length(cells)
