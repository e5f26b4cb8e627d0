"""Borders that several files or rows draw anew, each a little otherwise, made one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from controlmap.exchange.claims import Claim
from controlmap.plane import METRES_A_DEGREE, Grid, areas_km2, drawn_together

__all__ = ["Snapping"]


@dataclass(slots=True)
class Snapping:
    """Borders within `reach_m` of each other made one; what passed by that is counted, and how far they went.

    A border stays where it was drawn first: ground is drawn to that of the date before, and to what stands
    before it on its own date.
    """

    reach_m: float
    grid: Grid
    passed_km2: float = 0.0
    moved_m: float = 0.0

    def snapped(self, claims: Sequence[Claim], before_lonlat: Sequence[shapely.Geometry]) -> list[Claim]:
        """Return claims with their ground drawn to that of before, and of the claims that come earlier."""
        grounds = [*before_lonlat, *(claim.ground_lonlat for claim in claims)]
        if self.reach_m <= 0 or not grounds:
            return list(claims)
        near = self._near(grounds)
        for i in range(len(before_lonlat), len(grounds)):
            others = [grounds[j] for j in near[i] if j < i and not shapely.is_empty(grounds[j])]
            grounds[i] = self._drawn(grounds[i], others)
        found = zip(claims, grounds[len(before_lonlat) :], strict=True)
        return [replace(claim, ground_lonlat=g) for claim, g in found if not shapely.is_empty(g)]

    def sentences(self) -> list[str]:
        """Return what was done, if anything was."""
        if self.reach_m <= 0:
            return []
        what = f"borders within {self.reach_m:g} m of each other are one"
        if not self.passed_km2:
            return [f"{what}: there were none"]
        return [f"{what}: {self.passed_km2:,.2f} km² passed by it, none by more than {self.moved_m:.0f} m"]

    def _drawn(self, ground: shapely.Geometry, others: Sequence[shapely.Geometry]) -> shapely.Geometry:
        drawn = drawn_together(ground, others, self.reach_m, self.grid)
        if drawn.passed_lonlat:
            self.passed_km2 += float(areas_km2(drawn.passed_lonlat).sum())
            self.moved_m = max(self.moved_m, drawn.moved_m)
        return drawn.ground_lonlat

    def _near(self, grounds: Sequence[shapely.Geometry]) -> list[list[int]]:
        """Return for each ground the others whose boxes come within reach of its own."""
        bounds = shapely.bounds(np.array(grounds, dtype=object))
        reach = self.reach_m / METRES_A_DEGREE * 1.01
        # A degree of longitude is shorter away from the equator.
        lon = reach / np.maximum(np.cos(np.radians(np.abs(bounds[:, [1, 3]]).max(axis=1))), 0.01)
        boxes = shapely.box(
            bounds[:, 0] - lon, bounds[:, 1] - reach, bounds[:, 2] + lon, bounds[:, 3] + reach
        )
        one, two = shapely.STRtree(boxes).query(boxes)
        order = np.lexsort((two, one))
        first = np.searchsorted(one[order], np.arange(1, len(grounds)))
        return [others.tolist() for others in np.split(two[order], first)]
