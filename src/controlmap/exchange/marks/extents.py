"""Extents for layers that are to be derived: the ground round marks, a box, or what a file draws."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.errors import InputError, Problem
from controlmap.exchange.ground import settle_rows
from controlmap.exchange.ground_in import file_of, rows_in
from controlmap.plane import METRES_A_DEGREE, Grid

__all__ = ["Extent", "extent_around", "extent_said"]

REACHES_KM = (2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0, 15.0)
"""How far an extent may reach. A derivation draws borders 10 and 20 km from places, where ground is inferred
and unknown from: an extent's own border keeps clear of both, or the two would run side by side."""
_SPACINGS = 2.5
"""So many times as far as most marks are from their nearest: ground between neighbours is covered."""
_QUADRANT = 8
_WORLD = shapely.box(-180, -90, 180, 90)
_NUMBER = r"\s*([+-]?\d+(?:\.\d+)?)\s*"
_BOX = re.compile(",".join([_NUMBER] * 4))


class Extent(NamedTuple):
    """Ground (lon, lat, on the grid), and a sentence on how it was come by."""

    ground_lonlat: shapely.Geometry
    told: str


def extent_around(points_lonlat: Sequence[tuple[float, float]], grid: Grid) -> Extent:
    """Return the ground near points, without holes: the denser they lie, the nearer."""
    lonlat = np.unique(np.round(points_lonlat, 7), axis=0)
    reach_km = _reach_km(lonlat)
    # Discs, as large in degrees as they are on the ground there; towards a pole no wider than the world.
    scale = np.maximum(np.cos(np.radians(lonlat[:, 1])), 0.02)
    unit = shapely.Point(0, 0).buffer(1, quad_segs=_QUADRANT)
    radius = 1000 * reach_km / METRES_A_DEGREE
    discs = [
        shapely.transform(unit, lambda xy, p=p, s=s: p + xy * radius / [s, 1])
        for p, s in zip(lonlat, scale, strict=True)
    ]
    joined: shapely.Geometry = shapely.intersection(shapely.union_all(discs), _WORLD)
    whole = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(joined)])
    ground = grid.snap(shapely.set_precision(whole, grid.size))
    return Extent(ground, f"its extent is the ground within {reach_km:g} km of a mark; --extent says another")


def _reach_km(lonlat: NDArray[np.float64]) -> float:
    """Return the first reach that is some spacings of the marks, or else the last."""
    if len(lonlat) < 2:
        return 8.0
    metres = METRES_A_DEGREE * lonlat * np.stack([np.cos(np.radians(lonlat[:, 1])), np.ones(len(lonlat))], 1)
    points = np.asarray(shapely.points(metres), dtype=object)
    near, other = shapely.STRtree(points).query_nearest(points, exclusive=True, all_matches=False)
    spacing_km = float(np.quantile(shapely.distance(points[near], points[other]), 0.75)) / 1000
    return next((reach for reach in REACHES_KM if reach >= _SPACINGS * spacing_km), REACHES_KM[-1])


_ANTIMERIDIAN = (
    "A map that reaches over the antimeridian has ground on both sides of it: give a file with two polygons, "
    "one up to 180 and one from -180."
)


def extent_said(text: str, grid: Grid) -> Extent:
    """Return the ground that somebody names: a box `west,south,east,north` in degrees, or a file's polygons.

    Raises
    ------
    InputError
        When it is neither, the box is empty, or the file holds no ground, or broken one.
    """
    match = _BOX.fullmatch(text)
    if match:
        west, south, east, north = map(float, match.groups())
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            hint = _ANTIMERIDIAN if 180 >= west > east >= -180 else None
            message = f"{text!r} is no box: west,south,east,north in degrees"
            raise InputError(Problem(message, property="extent", hint=hint))
        return Extent(grid.snap(shapely.box(west, south, east, north)), f"its extent is the box {text}")
    path = file_of(text)
    if not path.is_file():
        raise InputError(Problem(f"{text!r} is neither a file nor west,south,east,north", property="extent"))
    grounds = settle_rows(rows_in(text), grid)
    if grounds.problems or not grounds.pieces:
        raise InputError(grounds.problems or [Problem("holds no ground for an extent", path.name)])
    union = shapely.union_all([piece.ground_lonlat for piece in grounds.pieces], grid_size=grid.size)
    return Extent(grid.snap(union), f"its extent is the ground in {path.name}")
