"""Longitude and latitude that stand in each other's place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import shapely

__all__ = ["fits_swapped", "reads_swapped", "swapped"]

Geometry = TypeVar("Geometry", shapely.Geometry, np.ndarray)
_HARDLY, _NEARLY_ALL = 0.5, 0.9


def swapped(geometry: Geometry) -> Geometry:
    """Return a geometry, or an array of some, with longitude and latitude in each other's place.

    Examples
    --------
    >>> import shapely
    >>> from controlmap.plane import swapped
    >>> swapped(shapely.Point(40, -3.7))
    <POINT (-3.7 40)>
    """
    return shapely.transform(geometry, lambda xy: xy[:, ::-1])


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
    return bool(shapely.intersects(swapped(geometry), region))


def reads_swapped(grounds: Iterable[shapely.Geometry], region: shapely.Geometry) -> bool:
    """Tell whether grounds lie for the most part off a region (lon, lat), and nearly all on it once swapped.

    A region through which the line of equal longitude and latitude goes has a part of them either way.

    Examples
    --------
    >>> import shapely
    >>> from controlmap.plane import reads_swapped
    >>> reads_swapped([shapely.box(36, 1, 43, 3)], shapely.box(-9, 36, 3, 43))
    True
    """
    given = np.asarray([*grounds], dtype=object)
    if not len(given):
        return False
    around = shapely.box(*shapely.total_bounds(given))
    if shapely.area(shapely.intersection(around, region)) > _HARDLY * shapely.area(around):
        return False  # as nearly always, and without a look at each vertex
    turned = swapped(given)
    whole = shapely.area(given).sum()
    there, then = (shapely.area(shapely.intersection(all_, region)).sum() for all_ in (given, turned))
    return bool(whole > 0 and there <= _HARDLY * whole and then >= _NEARLY_ALL * whole)
