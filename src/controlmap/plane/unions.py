"""Areas in degrees, made of cells: unions, and ground put in and taken out."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from controlmap.plane.grid import Grid
from controlmap.plane.partition import cut_ground

__all__ = ["to_lonlat", "toggled", "union"]


def union(areas_lonlat: Sequence[shapely.Geometry], grid: Grid) -> shapely.Geometry:
    """Return the union of areas (lon, lat), by the even-odd interiors of their rings, on the grid."""
    cells = cut_ground(areas_lonlat, grid).cells
    return to_lonlat(shapely.coverage_union_all(cells), grid) if len(cells) else shapely.Polygon()


def to_lonlat(area: shapely.Geometry, grid: Grid) -> shapely.Geometry:
    """Return an area in grid units as degrees, outer rings anticlockwise."""
    return shapely.orient_polygons(shapely.transform(area, lambda xy: grid.to_degrees(xy)))


def toggled(area_lonlat: shapely.Geometry, ground_lonlat: shapely.Geometry, grid: Grid) -> shapely.Geometry:
    """Return an area with ground put in where it was out, and taken out where it was in."""
    # That is what the even-odd rule makes of all their rings together.
    rings = [*shapely.get_parts(area_lonlat).tolist(), *shapely.get_parts(ground_lonlat).tolist()]
    return union([shapely.MultiPolygon(rings)], grid)
