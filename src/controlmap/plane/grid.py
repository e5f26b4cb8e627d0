"""The coordinate grid: every coordinate of a map project is a whole number of grid units.

Whole numbers make topology exact: two borders meet or they do not, and a cross product of 64-bit integers
does not round. One unit of the default grid is 1e-6 degree, 0.11 m on the ground or less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["METRES_A_DEGREE", "Grid"]

METRES_A_DEGREE = 111_195.0
"""Length of a degree on a sphere with the mean radius of the Earth, 6,371,009 m."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of `10 ** -decimals` degrees."""

    decimals: int = 6

    @classmethod
    def of_size(cls, degrees: float) -> Grid:
        """Return the grid with a spacing of 1e-5, 1e-6 or 1e-7 degrees.

        Raises
        ------
        ValueError
            For any other spacing.
        """
        for decimals in (5, 6, 7):
            if degrees == float(f"1e-{decimals}"):
                return cls(decimals)
        raise ValueError(f"grid must be 1e-5, 1e-6 or 1e-7 degrees, not {degrees!r}")

    @property
    def size(self) -> float:
        """Spacing in degrees."""
        return float(f"1e-{self.decimals}")

    def to_units(self, lonlat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return coordinates in degrees as whole grid units, rounded to the nearest."""
        return np.rint(lonlat * 10.0**self.decimals).astype(np.int64)

    def to_degrees(self, units: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return grid units as degrees; each is the double closest to its decimal text."""
        return np.true_divide(units, 10.0**self.decimals, dtype=np.float64)

    def snap(self, geometry_lonlat: shapely.Geometry) -> shapely.Geometry:
        """Return a geometry with each vertex moved to the nearest grid point; rings may touch afterwards."""
        return shapely.transform(geometry_lonlat, lambda xy: self.to_degrees(self.to_units(xy)))
