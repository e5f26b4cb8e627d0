"""Longitude and latitude that stand in each other's place."""

from __future__ import annotations

import shapely

__all__ = ["fits_swapped"]


def fits_swapped(geometry: shapely.Geometry, region: shapely.Geometry) -> bool:
    """Tell whether a geometry lies outside a region (lon, lat), and reaches into it with the two swapped.

    Examples
    --------
    >>> import shapely
    >>> from controlmap.plane import fits_swapped
    >>> fits_swapped(shapely.Point(40, -3.7), shapely.box(-9, 36, 3, 43))
    True
    """
    if shapely.intersects(geometry, region):
        return False
    return bool(shapely.intersects(shapely.transform(geometry, lambda xy: xy[:, ::-1]), region))
