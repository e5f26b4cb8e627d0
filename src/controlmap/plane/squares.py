"""Squares of ground: what is drawn in them says where something is to the size of a square, and no nearer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.grid import METRES_A_DEGREE, Grid
from controlmap.plane.partition import OUTSIDE, Topology, areas_of, cut_ground
from controlmap.plane.unions import to_lonlat

__all__ = ["Squares", "in_squares"]

_ROUNDING = 2.0
"""Grid units by which a border that got vertices may have moved."""


@dataclass(frozen=True, slots=True)
class Squares:
    """Squares that cover the plane, `wide` and `high` in units of a grid; a corner of one is at 0° N 0° E.

    They are the same wherever the ground begins, so that neighbours drawn in them meet.
    """

    wide: int
    high: int
    grid: Grid

    @classmethod
    def of_size(cls, km: float, lat: float, grid: Grid) -> Squares:
        """Return squares with sides of so many km at a latitude in degrees."""
        high = km * 1000 / METRES_A_DEGREE / grid.size
        return cls(max(2, round(high / max(cos(radians(lat)), 0.01))), max(2, round(high)), grid)

    def middles_lonlat(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the middle of the square of each point; both are (n, 2) degrees."""
        size = np.array([self.wide, self.high])
        return self.grid.to_degrees(self.grid.to_units(lonlat) // size * size + size // 2)

    def count_over(self, area_lonlat: shapely.Geometry) -> int:
        """Return how many squares the bounds of an area (lon, lat) have."""
        west, south, east, north = self._bounds(area_lonlat)
        return (east - west) * (north - south)

    def over(self, area_lonlat: shapely.Geometry) -> NDArray[np.object_]:
        """Return the squares that an area (lon, lat) lies in, in degrees."""
        left, low, right, high = self._bounds(area_lonlat)
        column, row = (axis.ravel() for axis in np.meshgrid(np.arange(left, right), np.arange(low, high)))
        (west, east), (south, north) = (
            (self.grid.to_degrees(number * size), self.grid.to_degrees((number + 1) * size))
            for number, size in ((column, self.wide), (row, self.high))
        )
        squares = np.asarray(shapely.box(west, south, east, north))
        shapely.prepare(area_lonlat)
        return squares[shapely.intersects(area_lonlat, squares)]

    def _bounds(self, area_lonlat: shapely.Geometry) -> tuple[int, int, int, int]:
        """Return the columns and rows, each the first and that after the last, that an area has."""
        units = self.grid.to_units(shapely.bounds(area_lonlat)).reshape(2, 2)
        first, last = units // np.array([self.wide, self.high])
        return int(first[0]), int(first[1]), int(last[0]) + 1, int(last[1]) + 1


def in_squares(
    areas_lonlat: Sequence[shapely.Geometry], squares: Squares, ground_lonlat: shapely.Geometry | None
) -> tuple[list[shapely.Geometry | None], shapely.Geometry]:
    """Return areas (lon, lat) as they are in squares, and all the ground: a square is as its middle is.

    Of a square across the border of the ground only the part inside counts; without ground all of a square
    does, where the areas come into it. Areas that parted the ground, at any time, part it still: a middle on
    a border counts for one of its sides. None stands for an area that no middle lies in.
    """
    grid = squares.grid
    drawn = cut_ground(areas_lonlat, grid)
    pieces, middles = _pieces(drawn, squares, ground_lonlat)
    cell = _cells_under(drawn, middles)
    found = defaultdict[int, list[int]](list)
    for piece in np.flatnonzero(cell != OUTSIDE).tolist():
        for area in areas_of(drawn.cover_runs[drawn.covers[cell[piece]]]):
            found[area].append(piece)
    names = range(len(areas_lonlat))
    areas = [_joined(pieces[found[i]], grid) if i in found else None for i in names]
    return areas, _joined(pieces, grid)


def _joined(pieces: NDArray[np.object_], grid: Grid) -> shapely.Geometry:
    return to_lonlat(shapely.coverage_union_all(pieces), grid)


def _pieces(
    drawn: Topology, squares: Squares, ground_lonlat: shapely.Geometry | None
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the parts of squares in the ground, and a point of each: the square's middle, if it is in."""
    grid, ground = squares.grid, ground_lonlat
    boxes = squares.over(_joined(drawn.cells, grid) if ground is None else ground)
    if ground is None:
        pieces = shapely.transform(boxes, lambda xy: grid.to_units(xy).astype(float))
    else:
        cut = cut_ground([ground, *boxes], grid)
        inside = np.array([bool(runs) and runs[0] == 0 for runs in cut.cover_runs])[cut.covers]
        pieces = cut.cells[inside & ~cut.is_rounding]
    own = np.asarray(shapely.point_on_surface(pieces))
    middle = squares.middles_lonlat(grid.to_degrees(shapely.get_coordinates(own)))
    points = np.asarray(shapely.points(grid.to_units(middle).astype(float)))
    return pieces, np.where(shapely.intersects(pieces, points), points, own)


def _cells_under(drawn: Topology, points: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return the first cell that each point lies in, or no further from than rounding; else OUTSIDE."""
    found = np.full(len(points), len(drawn.cells))
    point, cell = shapely.STRtree(drawn.cells).query_nearest(points, max_distance=_ROUNDING)
    np.minimum.at(found, point, cell)
    return np.where(found == len(drawn.cells), OUTSIDE, found)
