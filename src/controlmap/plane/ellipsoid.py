"""Areas and lengths on the ellipsoid, where edges are straight in longitude and latitude.

That is what an edge is in GeoJSON (RFC 7946, section 3.1.1), and it makes areas add up: a vertex put on an
edge changes nothing, and two ways of cutting the same ground have one sum. Geodesic edges have neither: one
of ten kilometres bulges by metres, and a vertex on it is worth thousands of square metres.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["areas_km2", "lengths_km", "sizes_km2"]

_A_KM = 6378.137
_FLATTENING = 1 / 298.257223563
_E2 = _FLATTENING * (2 - _FLATTENING)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(4)
_STRETCH_DEGREES = 1.0
"""Edges that are longer are measured in so long stretches: the rule is exact to a millimetre on each."""


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


def sizes_km2(polygons_lonlat: Sequence[shapely.Geometry] | NDArray[np.object_]) -> list[float]:
    """Return areas in km² by which polygons (lon, lat) are put in order, to the square metre.

    Equal ones on one parallel would else differ by how they are rounded.
    """
    return np.round(areas_km2(polygons_lonlat), 6).tolist()


def lengths_km(start_lonlat: NDArray[np.float64], end_lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the length on WGS 84 of each edge, from rows (lon, lat) in degrees to rows, in km.

    An edge may go along a parallel, also all the way round. The length is the integral of the line element
    over the edge, with the radii of curvature of J. P. Snyder, "Map projections: a working manual", 1987,
    equations 4-18 (along the meridian) and 4-20 (across it), by Gauss's rule with four points a stretch.
    """
    step = end_lonlat - start_lonlat
    stretches = np.maximum(1, np.ceil(np.abs(step).max(axis=1, initial=0) / _STRETCH_DEGREES)).astype(
        np.int64
    )
    edge = np.repeat(np.arange(len(step)), stretches)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(stretches) - stretches, stretches)
    part = np.radians(step[edge] / stretches[edge, None])
    start = np.radians(start_lonlat[edge, 1]) + number * part[:, 1]
    latitude = _along(start, start + part[:, 1])
    bend = 1 - _E2 * np.sin(latitude) ** 2
    north, east = (1 - _E2) / bend**1.5 * part[:, 1], np.cos(latitude) / np.sqrt(bend) * part[:, 0]
    length = _WEIGHTS / 2 @ np.hypot(north, east)
    sums = np.bincount(edge, weights=length, minlength=len(step))
    return sums.astype(float) * _A_KM


def _along(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return latitudes at the rule's points of each edge, a row a point."""
    return (start + end) / 2 + _NODES[:, None] * (end - start) / 2


def _authalic(latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Snyder's q: twice the area from the equator to a latitude, a radian of longitude, over a²."""
    sine, e = np.sin(latitude), np.sqrt(_E2)
    return (1 - _E2) * (sine / (1 - _E2 * sine**2) + np.arctanh(e * sine) / e)
