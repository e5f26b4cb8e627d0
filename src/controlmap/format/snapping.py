"""Geometries of control states: built, snapped to the grid, and valid."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import shapely

from controlmap.format.coordinates import build, build_all
from controlmap.format.document import Fault
from controlmap.format.geojson import RawFeature
from controlmap.plane import Grid

__all__ = ["settle", "settle_geometries"]

Wrong = tuple[int, str, str]
"""Index of a geometry, the code of the rule that it breaks, and words."""

_REASON = re.compile(r"(?P<reason>.*)\[(?P<lon>\S+) (?P<lat>\S+)\]")


def settle(features: Sequence[RawFeature], grid: Grid) -> tuple[list[shapely.Geometry | None], list[Fault]]:
    """Return each feature's geometry on the grid, or None and a fault where it is not valid.

    Where snapping alone makes a valid polygon invalid, GEOS's precision model makes it valid on the grid.
    """
    snap = lambda lonlat: grid.to_degrees(grid.to_units(lonlat))  # noqa: E731
    values = [feature.value["geometry"] for feature in features]
    settled, wrong = _settled(build_all(values, snap), lambda i: build(values[i]), grid)
    return settled, [
        Fault((*features[i].path, "geometry"), code, words, features[i].label) for i, code, words in wrong
    ]


def settle_geometries(
    geometries: Sequence[shapely.Geometry], grid: Grid
) -> tuple[list[shapely.Geometry | None], list[Wrong]]:
    """Return geometries on the grid, as `settle` does with those of features, and what is wrong with others.

    Where one is not valid it is None, and its index, a rule's code and words say why.
    """
    return _settled([grid.snap(geometry) for geometry in geometries], geometries.__getitem__, grid)


def _settled(
    snapped: Sequence[shapely.Geometry], written: Callable[[int], shapely.Geometry], grid: Grid
) -> tuple[list[shapely.Geometry | None], list[Wrong]]:
    """Return snapped geometries in their valid form, made of what was written where snapping was too much."""
    found = np.array(snapped, dtype=object)
    valid = shapely.is_valid(found)
    found[valid] = shapely.remove_repeated_points(found[valid])
    settled: list[shapely.Geometry | None] = found.tolist()
    faults: list[Wrong] = []
    for i in np.flatnonzero(~valid).tolist():
        settled[i], wrong = _mend(written(i), grid)
        if wrong:
            faults.append((i, *wrong))
    return settled, faults


def _mend(written: shapely.Geometry, grid: Grid) -> tuple[shapely.Geometry | None, tuple[str, str] | None]:
    """Return a geometry's valid form on the grid, or the code and the words for why there is none."""
    if not shapely.is_valid(written):
        return None, ("CM207", _reason(written))
    geometry = grid.snap(shapely.set_precision(written, grid.size))
    if shapely.is_empty(geometry):
        return None, ("CM208", f"is smaller than one unit of the grid, {grid.size:g} degrees")
    if not shapely.is_valid(geometry):
        return None, ("CM207", f"snapped to the grid, {_reason(geometry)}")
    if isinstance(written, shapely.MultiPolygon) and isinstance(geometry, shapely.Polygon):
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
