"""Indicator kriging: how likely it is that somebody holds a spot, from places where it is known who does.

What is estimated is an indicator, 1 where an actor holds ground and 0 where it does not, as a Gaussian process
with the covariance exp(-d / length) (A. G. Journel, "Nonparametric estimation of spatial distributions", Journal
of the IAMG 15, 1983; C. E. Rasmussen and C. K. I. Williams, "Gaussian processes for machine learning", 2006, chapter
2). Ground that somebody held at the start has that for its mean (simple kriging); of other ground the mean is
what the witnesses say (ordinary kriging): their weights add up to one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controlmap.derive.lattice import chords_km

__all__ = ["Kriging"]

_NUGGET = 0.02
"""The share of the variance that is a place's own, and tells nothing of what is beside it."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Kriging:
    """Witnesses at points (n, 2) in (lon, lat), of which at least one, and how far each speaks.

    `has_mean` says that who holds ground without a witness is known.
    """

    lonlat: Floats
    length_km: float
    has_mean: bool
    inverse: Floats

    @classmethod
    def of(cls, lonlat: Floats, length_km: float, *, has_mean: bool) -> Kriging:
        """Return the kriging of witnesses; of one with a mean that is known, or of one that is not."""
        count = len(lonlat)
        system = np.exp(-chords_km(lonlat, lonlat) / length_km) + _NUGGET * np.eye(count)
        if not has_mean:
            ones = np.ones((count, 1))
            system = np.block([[system, ones], [ones.T, np.zeros((1, 1))]])
        return cls(lonlat, length_km, has_mean, np.linalg.inv(system))

    def weights(self, lonlat: Floats) -> Floats:
        """Return the weight of each witness at each of m points (lon, lat), as an array (m, n)."""
        return (self._nearness(lonlat) @ self.inverse)[:, : len(self.lonlat)]

    def coefficients(self, excess: Floats) -> Floats:
        """Return what `at` is to be given for values (n, f) of the witnesses, less the mean."""
        return self.inverse[:, : len(self.lonlat)] @ excess

    def at(self, lonlat: Floats, coefficients: Floats) -> Floats:
        """Return the estimates (m, f) at points (lon, lat), less the mean."""
        return self._nearness(lonlat) @ coefficients

    def _nearness(self, lonlat: Floats) -> Floats:
        near = np.exp(-chords_km(lonlat, self.lonlat) / self.length_km)
        return near if self.has_mean else np.column_stack([near, np.ones(len(near))])
