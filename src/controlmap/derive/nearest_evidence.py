"""What the surroundings of a piece of ground tell about it: the witnesses, and which of them it follows.

A witness is a point whose reports tell a story. Ground follows the nearest witness that stood on its side at
the start: in the same zone (one stretch of hand-drawn ground), and in the hands of the zone's holder. A
village on the other side of a front is therefore never followed, however near it lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controlmap.derive.timeline import Story

__all__ = ["Surroundings", "Witness"]


@dataclass(frozen=True, slots=True)
class Witness:
    """A point in metres on the plane, its story from the start of the map, and the zone that it lies in."""

    xy_m: NDArray[np.float64]
    story: Story
    zone: int | None


class Surroundings:
    """Witnesses, to be asked for the nearest."""

    def __init__(self, witnesses: Sequence[Witness]) -> None:
        self._witnesses = tuple(witnesses)
        self._xy_m = np.array([w.xy_m for w in witnesses]).reshape(-1, 2)
        self._zones = np.array([-1 if w.zone is None else w.zone for w in witnesses], dtype=int)
        self._holders = np.array([w.story[0].holding.controller for w in witnesses], dtype=object)

    def distance_km(self, xy_m: NDArray[np.float64]) -> float | None:
        """Return how far the nearest witness is, None where there is none."""
        if not self._witnesses:
            return None
        return float(np.hypot(*(self._xy_m - xy_m).T).min() / 1000)

    def followed(
        self, xy_m: NDArray[np.float64], zone: int | None, holder: str, reach_km: float
    ) -> Witness | None:
        """Return the witness that ground follows, None where none within reach speaks for it.

        `zone` and `holder` say where the ground lies and who held it at the start; ground in no zone has no
        holder, and follows the nearest witness of all.
        """
        near_km = np.hypot(*(self._xy_m - xy_m).T) / 1000
        able = near_km <= reach_km
        if zone is not None:
            able &= (self._zones == zone) & (self._holders == holder)
        within = np.flatnonzero(able)
        return self._witnesses[within[near_km[within].argmin()]] if len(within) else None
