"""All ground within a distance of something."""

from __future__ import annotations

import numpy as np
import shapely

from controlmap.plane.projection import projected

__all__ = ["all_within"]

_QUARTER_SEGMENTS = 32
"""Sides of a circle, over four: the area is right to 0.04 %."""
_LATITUDES = np.arange(-900, 901) / 10
_ANTIMERIDIAN = np.asarray(
    shapely.linestrings(np.full((1800, 2), 180.0), np.column_stack((_LATITUDES[:-1], _LATITUDES[1:])))
)
"""From pole to pole, in steps that hardly bend in a projection around a middle nearby."""
_STEP_KM = 11.2
"""A tenth of a degree of latitude, at most."""


def all_within(lonlat: shapely.Geometry, km: float) -> shapely.Geometry | None:
    """Return what lies within a distance of a geometry; None where it reaches the antimeridian or a pole.

    It is measured in an azimuthal equidistant projection around the middle: distances from there are exact in
    it (J. P. Snyder, "Map projections: a working manual", 1987, p. 191).

    Examples
    --------
    >>> import shapely
    >>> from controlmap.plane import all_within, areas_km2
    >>> areas_km2([all_within(shapely.Point(37, 36), 10)]).round().tolist()
    [314.0]
    """
    import pyproj

    middle = shapely.centroid(lonlat)
    lon, lat = shapely.get_coordinates(middle)[0].tolist()
    local = pyproj.CRS.from_dict({"proj": "aeqd", "lon_0": lon, "lat_0": lat, "datum": "WGS84"})
    there = pyproj.Transformer.from_crs("OGC:CRS84", local, always_xy=True)
    metres = shapely.transform(lonlat, lambda xy: projected(there, xy))
    around = shapely.buffer(metres, km * 1000, quad_segs=_QUARTER_SEGMENTS)
    antimeridian = shapely.transform(_ANTIMERIDIAN, lambda xy: projected(there, xy))
    # Opposite the middle the projection is torn apart: there a short step has become a long one.
    unbroken = antimeridian[shapely.length(antimeridian) < _STEP_KM * 2000]
    if shapely.intersects(around, unbroken).any():
        return None
    back = pyproj.Transformer.from_crs(local, "OGC:CRS84", always_xy=True)
    return shapely.transform(around, lambda xy: projected(back, xy))
