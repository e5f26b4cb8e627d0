"""Geometries of control states: built, snapped to the grid, and valid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from controlmap.format.coordinates import build
from controlmap.format.document import Fault
from controlmap.format.geojson import RawFeature
from controlmap.plane import Grid

__all__ = ["settle"]

_REASON = re.compile(r"(?P<reason>.*)\[(?P<lon>\S+) (?P<lat>\S+)\]")


def settle(features: Sequence[RawFeature], grid: Grid) -> tuple[list[shapely.Geometry | None], list[Fault]]:
    """Return each feature's geometry on the grid, or None and a fault where it is not valid.

    Where snapping alone makes a valid polygon invalid, GEOS's precision model makes it valid on the grid.
    """
    snap = lambda lonlat: grid.to_degrees(grid.to_units(lonlat))  # noqa: E731
    snapped = np.array([build(feature.value["geometry"], snap) for feature in features], dtype=object)
    valid = shapely.is_valid(snapped)
    snapped[valid] = shapely.remove_repeated_points(snapped[valid])
    settled: list[shapely.Geometry | None] = snapped.tolist()
    faults: list[Fault] = []
    for i in np.flatnonzero(~valid).tolist():
        settled[i], wrong = _mend(features[i].value["geometry"], grid)
        if wrong:
            faults.append(Fault((*features[i].path, "geometry"), *wrong, features[i].label))
    return settled, faults


def _mend(value: dict[str, Any], grid: Grid) -> tuple[shapely.Geometry | None, tuple[str, str] | None]:
    """Return a geometry's valid form on the grid, or the code and the words for why there is none."""
    written = build(value)
    if not shapely.is_valid(written):
        return None, ("CM207", _reason(written))
    geometry = grid.snap(shapely.set_precision(written, grid.size))
    if shapely.is_empty(geometry):
        return None, ("CM208", f"is smaller than one unit of the grid, {grid.size:g} degrees")
    if not shapely.is_valid(geometry):
        return None, ("CM207", f"snapped to the grid, {_reason(geometry)}")
    if value["type"] == "MultiPolygon" and isinstance(geometry, shapely.Polygon):
        # The type is kept as written, where the precision model leaves one part of several.
        return shapely.MultiPolygon([geometry]), None
    return geometry, None


def _reason(geometry: shapely.Geometry) -> str:
    reason = shapely.is_valid_reason(geometry)
    match = _REASON.fullmatch(reason)
    if match is None:
        return f"the geometry is not valid: {reason}"
    lon, lat = float(match["lon"]), float(match["lat"])
    return f"the geometry is not valid: {match['reason'].lower()} at [{lon:.7g}, {lat:.7g}]"
