"""The lattice: the ground in square cells of longitude and latitude, and lines that hold back between them.

Rows are parallels and columns meridians, so that what is drawn on it needs no projection back, and the
antimeridian is a column line like any other: longitudes are counted on from the widest gap in the ground, and
where there is none, the last column is the first one's neighbour. Distances between points are straight,
through the Earth: over 400 km that is 0.02 % less than along its surface, at the poles and the antimeridian
as anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane import METRES_A_DEGREE, areas_km2

__all__ = ["MOST_CELLS", "Lattice", "chords_km"]

MOST_CELLS = 1_000_000
_BOX = 6
"""How many times as many cells the box about the ground may have."""
_MARGIN = 4
"""Cells around the ground."""
_LEAST_COSINE = 0.02
_EARTH_KM = 6371.009


@dataclass(frozen=True, slots=True)
class Lattice:
    """Cells of `size_m` metres: `rows` from south to north, `columns` from west to east.

    `seam` is the longitude from which others are counted on; a lattice that `wraps` goes round the world.
    """

    west: float
    south: float
    step_lon: float
    step_lat: float
    rows: int
    columns: int
    size_m: float
    seam: float
    wraps: bool

    @classmethod
    def over(cls, ground_lonlat: shapely.Geometry, most_cells: int = MOST_CELLS) -> Lattice:
        """Return the lattice over ground of the smallest round size that gives at most so many cells."""
        seam, wraps = _seam(ground_lonlat)
        west, south, east, north = _bounds(ground_lonlat, seam, wraps)
        cosine = max(float(np.cos(np.radians((south + north) / 2))), _LEAST_COSINE)
        box_km2 = (east - west) * cosine * (north - south) * (METRES_A_DEGREE / 1000) ** 2
        area_km2 = float(areas_km2([ground_lonlat]).sum())
        size_m = _rounded(1000 * (max(area_km2, box_km2 / _BOX) / most_cells) ** 0.5)
        step = size_m / METRES_A_DEGREE
        if wraps:
            columns = max(3, int(np.ceil((east - west) * cosine / step)))
            step_lon, first = (east - west) / columns, west
        else:
            columns = int(np.ceil((east - west) * cosine / step)) + 2 * _MARGIN
            step_lon, first = step / cosine, west - _MARGIN * step / cosine
        bottom, top = max(-90.0, south - _MARGIN * step), min(90.0, north + _MARGIN * step)
        rows = max(1, int(np.ceil((top - bottom) / step)))
        return cls(first, bottom, step_lon, step, rows, columns, size_m, seam, wraps)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    def to_lattice(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (lon, lat) rows as columns and rows of the lattice; whole numbers are corners of cells."""
        lon, lat = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2).T
        counted = lon if self.wraps else self.seam + np.mod(lon - self.seam, 360)
        return np.column_stack([(counted - self.west) / self.step_lon, (lat - self.south) / self.step_lat])

    def to_degrees(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return places on the lattice as (lon, lat); longitudes go on past 180, as they are counted here."""
        return np.asarray(xy) * (self.step_lon, self.step_lat) + (self.west, self.south)

    def middles(self, cells: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the middles of cells, by their numbers row by row, as (lon, lat) counted on."""
        row, column = np.divmod(cells, self.columns)
        return self.to_degrees(np.column_stack([column + 0.5, row + 0.5]))

    def cells_at(self, lonlat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the numbers of the cells that points (lon, lat) lie in, of the nearest for those outside."""
        column, row = np.floor(self.to_lattice(lonlat)).astype(np.int64).T
        return np.clip(row, 0, self.rows - 1) * self.columns + np.clip(column, 0, self.columns - 1)

    def cells_in(self, ground_lonlat: shapely.Geometry) -> NDArray[np.int64]:
        """Return the cells whose middles lie in ground, and that of a point in each part, in order."""
        parts = shapely.get_parts(ground_lonlat)
        cells = [self.cells_at(shapely.get_coordinates(shapely.point_on_surface(parts)))]
        cells += [row * self.columns + column for row, column in (self._inside(part, 1) for part in parts)]
        marked = np.zeros(self.rows * self.columns, dtype=bool)
        marked[np.concatenate(cells)] = True
        return np.flatnonzero(marked)

    def sample_of(self, ground_lonlat: shapely.Geometry, most: int) -> NDArray[np.float64]:
        """Return points (lon, lat) evenly in ground: one in each part, and so many in the box about it."""
        parts = shapely.get_parts(ground_lonlat)
        points = [shapely.get_coordinates(shapely.point_on_surface(parts))]
        for part in parts:
            west, south, east, north = shapely.bounds(shapely.transform(part, self.to_lattice))
            row, column = self._inside(part, max(1, int(((east - west) * (north - south) / most) ** 0.5)))
            points.append(self.middles(row * self.columns + column))
        return np.concatenate(points)

    def _inside(self, part: shapely.Geometry, step: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows and columns of the cells whose middles lie in a polygon, each `step`-th."""
        moved = shapely.transform(part, self.to_lattice)
        west, south, east, north = shapely.bounds(moved)
        columns = np.arange(max(0, int(west)), min(self.columns, int(east) + 1), step)
        rows = np.arange(max(0, int(south)), min(self.rows, int(north) + 1), step)
        x, y = (grid.ravel() for grid in np.meshgrid(columns, rows))
        shapely.prepare(moved)
        inside = shapely.contains_xy(moved, x + 0.5, y + 0.5)
        return y[inside], x[inside]

    def widened(self, cells: NDArray[np.int64], rings: int) -> NDArray[np.int64]:
        """Return cells and as many rings of cells about them, in order."""
        marked = np.zeros(self.shape, dtype=bool)
        marked.ravel()[cells] = True
        for _ in range(rings):
            wide = marked.copy()
            wide[1:] |= marked[:-1]
            wide[:-1] |= marked[1:]
            if self.wraps:
                wide |= np.roll(wide, 1, axis=1) | np.roll(wide, -1, axis=1)
            else:
                wide[:, 1:] |= wide[:, :-1].copy()
                wide[:, :-1] |= wide[:, 1:].copy()
            marked = wide
        return np.flatnonzero(marked)

    def around(self, cell: int, reach: int) -> NDArray[np.int64]:
        """Return a cell and those up to so many rows and columns away, in order."""
        row, column = divmod(cell, self.columns)
        steps = np.arange(-reach, reach + 1)
        rows, columns = row + steps, column + steps
        rows = rows[(rows >= 0) & (rows < self.rows)]
        if self.wraps:
            columns = np.unique(np.mod(columns, self.columns))
        else:
            columns = columns[(columns >= 0) & (columns < self.columns)]
        return (rows[:, None] * self.columns + columns).ravel()

    def in_degrees(self, shape: shapely.Geometry) -> Iterator[shapely.Geometry]:
        """Yield a polygon on the lattice in (lon, lat), cut at the antimeridian where it goes over that."""

        def degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.clip(self.to_degrees(xy), (-np.inf, -90), (np.inf, 90))

        counted = shapely.transform(shape, degrees)
        west, _, east, _ = shapely.bounds(counted)
        for turn in range(int(np.floor((west + 180) / 360)), int(np.ceil((east + 180) / 360))):
            middle = 360 * turn
            part = shapely.intersection(counted, shapely.box(middle - 180, -90, middle + 180, 90))
            if shapely.area(part) > 0:
                yield shapely.transform(part, lambda xy, by=middle: xy - (by, 0))

    def crossed(
        self, lines_lonlat: Iterable[shapely.Geometry]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return from which cells lines part the next one to the east, and the next one to the north.

        A line parts two cells where it crosses the way from middle to middle: a closed one parts all that is
        inside from all that is outside.
        """
        east, north = np.zeros(self.shape, dtype=bool), np.zeros(self.shape, dtype=bool)
        start, end = self._stretches(lines_lonlat)
        row, column = _crossings(start[:, ::-1], end[:, ::-1])
        _mark(east, row, column)
        column, row = _crossings(start, end)
        _mark(north, row, column)
        return east, north

    def _stretches(self, lines_lonlat: Iterable[shapely.Geometry]) -> tuple[NDArray[np.float64], ...]:
        """Starts and ends of the straight stretches of lines; middles of cells are whole numbers."""
        lines = np.array(list(lines_lonlat), dtype=object)
        xy, line = shapely.get_coordinates(shapely.get_parts(_as_lines(lines)), return_index=True)
        on = self.to_lattice(xy) - 0.5
        joined = (line[1:] == line[:-1]) & (np.abs(on[1:, 0] - on[:-1, 0]) < self.columns / 2 + 1)
        return on[:-1][joined], on[1:][joined]


def chords_km(one_lonlat: NDArray[np.float64], two_lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the straight distances between each of n and each of m points, as an array (n, m) in km."""
    found = -2 * _on_sphere(one_lonlat) @ _on_sphere(two_lonlat).T
    found += 2
    np.sqrt(np.maximum(found, 0, out=found), out=found)
    found *= _EARTH_KM
    return found


def _on_sphere(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, lat = np.radians(np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _seam(ground_lonlat: shapely.Geometry) -> tuple[float, bool]:
    """The longitude in the middle of the widest gap in ground, and whether there is none."""
    west, _, east, _ = shapely.bounds(shapely.get_parts(ground_lonlat)).T
    gaps, reached = [], -180.0
    for one in np.argsort(west, kind="stable"):
        gaps.append((west[one] - reached, (west[one] + reached) / 2))
        reached = max(reached, float(east[one]))
    # The gap that goes over the antimeridian is what is left at both ends.
    first = float(west.min())
    gaps[0] = (first + 360 - reached, (first + 360 + reached) / 2)
    widest, middle = max(gaps)
    return (float(middle - 360 if middle > 180 else middle), False) if widest > 0 else (-180.0, True)


def _bounds(ground_lonlat: shapely.Geometry, seam: float, wraps: bool) -> tuple[float, float, float, float]:
    xy = shapely.get_coordinates(ground_lonlat)
    lon = xy[:, 0] if wraps else seam + np.mod(xy[:, 0] - seam, 360)
    return float(lon.min()), float(xy[:, 1].min()), float(lon.max()), float(xy[:, 1].max())


def _rounded(least_m: float) -> float:
    """The first of 1, 2, 5, 10, … that is no less."""
    power = 10 ** np.floor(np.log10(least_m))
    return float(next(digit * power for digit in (1, 2, 5, 10) if digit * power >= least_m * (1 - 1e-9)))


def _as_lines(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    polygons = np.isin(shapely.get_type_id(geometries), (3, 6))
    return np.where(polygons, shapely.boundary(geometries), geometries) if len(geometries) else geometries


def _crossings(
    start: NDArray[np.float64], end: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where stretches (x, y) cross the whole numbers of x: that number, and the whole part of y there."""
    low, high = np.ceil(np.minimum(start[:, 0], end[:, 0])), np.ceil(np.maximum(start[:, 0], end[:, 0]))
    times = (high - low).astype(np.int64)
    which = np.repeat(np.arange(len(times)), times)
    x = low[which] + np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
    share = (x - start[which, 0]) / (end[which, 0] - start[which, 0])
    y = start[which, 1] + share * (end[which, 1] - start[which, 1])
    return x.astype(np.int64), np.floor(y).astype(np.int64)


def _mark(parted: NDArray[np.bool_], row: NDArray[np.int64], column: NDArray[np.int64]) -> None:
    inside = (row >= 0) & (row < parted.shape[0]) & (column >= 0) & (column < parted.shape[1])
    parted[row[inside], column[inside]] = True
