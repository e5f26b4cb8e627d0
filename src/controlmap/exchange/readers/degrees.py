"""Coordinates of other systems as degrees."""

from __future__ import annotations

import pyproj
import shapely

from controlmap.plane import projected

__all__ = ["in_degrees"]


def in_degrees(geometry: shapely.Geometry, transformer: pyproj.Transformer) -> shapely.Geometry:
    """Return a geometry with its vertices taken to longitude and latitude by a transformer (always x, y)."""
    return shapely.transform(geometry, lambda xy: projected(transformer, xy))
