"""Indicator kriging: how likely it is that somebody holds a spot, from places where it is known who does.

What is estimated is an indicator, 1 where an actor holds ground and 0 where it does not, as a Gaussian
process with the covariance exp(-d / length) and a mean that is known: whoever held the ground at the start,
or nobody known (simple kriging: A. G. Journel, "Nonparametric estimation of spatial distributions", Journal
of the IAMG 15, 1983; C. E. Rasmussen and C. K. I. Williams, "Gaussian processes for machine learning", 2006,
chapter 2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controlmap.derive.lattice import chords_km

__all__ = ["Kriging"]

_NUGGET = 0.02
"""The share of the variance that is a place's own, and tells nothing of what is beside it."""
_QUIET = 0.3
"""What is added to that for a place of which one report tells, and no change: nobody looked again. More,
up to the whole variance, foretells as well."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Kriging:
    """Witnesses at points (n, 2) in (lon, lat), and how far each speaks: the inverse of their covariances."""

    lonlat: Floats
    length_km: float
    inverse: Floats

    @classmethod
    def of(cls, lonlat: Floats, length_km: float, quiet: NDArray[np.bool_]) -> Kriging:
        """Return the kriging of witnesses at points (n, 2); `quiet` (n) are those that speak less surely.

        Each witness has a nugget of its own, as errors of measurement have (N. Cressie, "Statistics for
        spatial data", 1993, section 3.2).
        """
        own = _NUGGET + _QUIET * np.asarray(quiet, dtype=np.float64)
        covariance = np.exp(-chords_km(lonlat, lonlat) / length_km) + np.diag(own)
        return cls(lonlat, length_km, np.asarray(np.linalg.inv(covariance), dtype=np.float64))

    def weights(self, lonlat: Floats) -> Floats:
        """Return the weight of each witness (n), on average over points (lon, lat)."""
        return self._covariance(chords_km(lonlat, self.lonlat)).mean(axis=0) @ self.inverse

    def coefficients(self, excess: Floats) -> Floats:
        """Return what `at` is to be given for values (n, f) of the witnesses, less the mean."""
        return self.inverse @ excess

    def at(self, away_km: Floats, coefficients: Floats) -> Floats:
        """Return the estimates (m, f) at points so far (m, n) from the witnesses, less the mean."""
        return self._covariance(away_km) @ coefficients

    def _covariance(self, away_km: Floats) -> Floats:
        return np.exp(-away_km / self.length_km)
