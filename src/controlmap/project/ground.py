"""Geometries of control states: built, snapped to the grid, and valid."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import shapely

from controlmap.grid import Grid
from controlmap.project.geojson import RawFeature
from controlmap.project.geometry import build
from controlmap.project.strict_json import Fault

__all__ = ["settle"]

_REASON = re.compile(r"(?P<reason>.*)\[(?P<lon>\S+) (?P<lat>\S+)\]")


def settle(features: Sequence[RawFeature], grid: Grid) -> tuple[list[shapely.Geometry | None], list[Fault]]:
    """Return each feature's ground on the grid, or None and a fault where it is not valid.

    Where snapping alone makes a valid polygon invalid, GEOS's precision model makes it valid on the grid.
    """
    snapped = np.array(
        [build(f.value["geometry"], lambda xy: _snap(xy, grid)) for f in features], dtype=object
    )
    valid = shapely.is_valid(snapped)
    settled: list[shapely.Geometry | None] = [None] * len(features)
    faults: list[Fault] = []
    for i, geometry in zip(
        np.flatnonzero(valid), shapely.remove_repeated_points(snapped[valid]), strict=True
    ):
        settled[i] = geometry
    for i in np.flatnonzero(~valid):
        settled[i], fault = _mend(features[i], grid)
        faults += [fault] if fault else []
    return settled, faults


def _snap(lonlat: np.ndarray, grid: Grid) -> np.ndarray:
    return grid.to_degrees(grid.to_units(lonlat))


def _mend(feature: RawFeature, grid: Grid) -> tuple[shapely.Geometry | None, Fault | None]:
    path = (*feature.path, "geometry")
    written = build(feature.value["geometry"])
    if not shapely.is_valid(written):
        return None, Fault(path, "CM207", _reason(written), feature.label)
    geometry = grid.snap(shapely.set_precision(written, grid.size))
    if geometry.is_empty:
        message = f"the ground is smaller than one unit of the grid ({grid.size:g} degrees)"
        return None, Fault(path, "CM208", message, feature.label)
    if not shapely.is_valid(geometry):
        return None, Fault(path, "CM207", f"snapped to the grid, {_reason(geometry)}", feature.label)
    return geometry, None


def _reason(geometry: shapely.Geometry) -> str:
    reason = shapely.is_valid_reason(geometry)
    match = _REASON.fullmatch(reason)
    if match is None:
        return f"the geometry is not valid: {reason}"
    lon, lat = float(match["lon"]), float(match["lat"])
    return f"the geometry is not valid: {match['reason'].lower()} at [{lon:.7g}, {lat:.7g}]"
