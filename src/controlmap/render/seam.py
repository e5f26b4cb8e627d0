"""Maps across the antimeridian in one piece: what lies west of a meridian is counted on beyond 180."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controlmap.plane import Ints

__all__ = ["Seam", "bounds_lonlat", "seam_of"]

_TOUCHES = 1e-6
"""So near to 180 ground reaches the antimeridian."""


@dataclass(frozen=True)
class Seam:
    """The meridian at which a map is cut open; without one it is cut at 180, as longitudes are."""

    lon: float | None = None

    def turned(self, lon: float) -> float:
        """Return a longitude as the map counts it."""
        return lon + 360 if self.lon is not None and lon < self.lon else lon

    def turned_units(self, xy: Ints, units_a_degree: float) -> Ints:
        """Return vertices in units, those to the west of the seam counted on beyond 180."""
        if self.lon is None:
            return xy
        west = xy[:, 0] < self.lon * units_a_degree
        return xy + west[:, None] * np.array([round(360 * units_a_degree), 0])


def seam_of(bounds: NDArray[np.float64]) -> Seam:
    """Return where to cut a map open, by its cells' bounds: in its widest gap, if it reaches over 180°.

    A map that covers half of the way round or more is left as it is: it is a map of the world.
    """
    if not len(bounds):
        return Seam()
    west, _, east, _ = bounds.T
    if west.min() > -180 + _TOUCHES or east.max() < 180 - _TOUCHES:
        return Seam()
    order = np.argsort(west)
    reached = np.maximum.accumulate(east[order])[:-1]
    gaps = west[order][1:] - reached
    widest = int(np.argmax(gaps)) if len(gaps) else -1
    if widest < 0 or gaps[widest] <= 180:
        return Seam()
    return Seam(float(reached[widest] + gaps[widest] / 2))


def bounds_lonlat(bounds: NDArray[np.float64], seam: Seam) -> list[float]:
    """Return west, south, east and north of bounds; east lies beyond 180 where they reach over the seam."""
    if not len(bounds):
        return [-180, -90, 180, 90]
    west, south, east, north = bounds.T
    turn = 0 if seam.lon is None else 360 * (west < seam.lon)
    edges = ((west + turn).min(), south.min(), (east + turn).max(), north.max())
    return [round(float(edge), 4) for edge in edges]
