"""Areas on the ellipsoid of polygons whose edges are straight in longitude and latitude.

That is what an edge is in GeoJSON (RFC 7946, section 3.1.1), and it makes areas add up: a vertex put on an
edge changes nothing, and two ways of cutting the same ground have one sum. Geodesic edges have neither: one
of ten kilometres bulges by metres, and a vertex on it is worth thousands of square metres.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["areas_km2"]

_A_KM = 6378.137
_FLATTENING = 1 / 298.257223563
_E2 = _FLATTENING * (2 - _FLATTENING)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(4)


def areas_km2(polygons_lonlat: Sequence[shapely.Geometry] | NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the area on WGS 84 of each Polygon or MultiPolygon (lon, lat in degrees), in km².

    The area between the equator and a stretch of border is the integral of the authalic function over
    longitude (J. P. Snyder, "Map projections: a working manual", 1987, equation 3-12), here by Gauss's rule
    with four points an edge.
    """
    polygons = shapely.orient_polygons(np.asarray(polygons_lonlat, dtype=object))
    parts, polygon = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    start, end = np.radians(xy[:-1][same]), np.radians(xy[1:][same])
    under = _WEIGHTS / 2 @ _authalic(_along(start[:, 1], end[:, 1])) * (end[:, 0] - start[:, 0])
    sums = np.bincount(polygon[part[ring[:-1][same]]], weights=-under, minlength=len(polygons))
    return sums * _A_KM**2 / 2


def _along(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return latitudes at the rule's points of each edge, a row a point."""
    return (start + end) / 2 + _NODES[:, None] * (end - start) / 2


def _authalic(latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Snyder's q: twice the area from the equator to a latitude, a radian of longitude, over a²."""
    sine, e = np.sin(latitude), np.sqrt(_E2)
    return (1 - _E2) * (sine / (1 - _E2 * sine**2) + np.arctanh(e * sine) / e)
