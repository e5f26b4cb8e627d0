"""Mean widths: how wide a long thin piece of ground is."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.grid import METRES_A_DEGREE

__all__ = ["SLIVER_M", "mean_widths_m"]

SLIVER_M = 5.0
"""Metres below which a piece of ground says nothing: front lines are not known that well."""


def mean_widths_m(polygons_lonlat: Iterable[shapely.Geometry]) -> NDArray[np.float64]:
    """Return twice the area over the perimeter of each polygon in metres: the width of a long thin one."""
    polygons = np.asarray(polygons_lonlat, dtype=object)
    lat = shapely.bounds(polygons)[:, 1::2].mean(axis=1)
    rings, owner = shapely.get_rings(polygons, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    step = np.diff(xy, axis=0)
    same = ring[1:] == ring[:-1]
    inside = owner[ring[1:][same]]
    east, north = step[same].T * METRES_A_DEGREE
    lengths = np.hypot(east * np.cos(np.radians(lat))[inside], north)
    perimeters = np.bincount(inside, lengths, minlength=len(polygons))
    areas = shapely.area(polygons) * METRES_A_DEGREE**2 * np.cos(np.radians(lat))
    return 2 * areas / np.maximum(perimeters, 1e-9)
