"""Borders that several files or rows draw anew, each a little otherwise, made one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from controlmap.exchange.claims import Claim
from controlmap.plane import (
    METRES_A_DEGREE,
    Grid,
    areas_km2,
    areas_of,
    cut_ground,
    drawn_together,
    to_lonlat,
)

__all__ = ["Snapping"]


@dataclass(slots=True)
class Snapping:
    """Borders within `reach_m` of each other made one; it counts what passed by that, and how far they went.

    A border stays where it was drawn first: ground is drawn to that of the date before, and to what stands
    before it on its own date.
    """

    reach_m: float
    grid: Grid
    passed_km2: float = 0.0
    moved_m: float = 0.0
    _before: dict[bytes, shapely.Geometry] = field(default_factory=dict)

    def snapped(self, claims: Sequence[Claim], before_lonlat: Sequence[shapely.Geometry]) -> list[Claim]:
        """Return claims with their ground drawn to that of before, and to the claims that come earlier."""
        if self.reach_m <= 0 or not claims:
            return list(claims)
        passed_km2 = self.passed_km2
        self.passed_km2 = 0.0
        written = [claim.ground_lonlat for claim in claims]
        drawn = self._drawn_to_each_other(self._drawn_to_before(written, before_lonlat), written)
        shared = _sharing(drawn, self.grid)
        self._before = {shapely.to_wkb(w): s for w, s in zip(written, shared, strict=True)}
        self.passed_km2 = max(self.passed_km2, passed_km2)
        found = zip(claims, shared, strict=True)
        return [replace(claim, ground_lonlat=g) for claim, g in found if not shapely.is_empty(g)]

    def _drawn_to_before(
        self, written: Sequence[shapely.Geometry], before: Sequence[shapely.Geometry]
    ) -> list[shapely.Geometry]:
        """Return ground drawn to what shares its borders already: that of the date before."""
        near = self._near([*before, *written])[len(before) :]
        return [
            # What is restated as it was stays as it was drawn.
            self._before.get(shapely.to_wkb(ground))
            or self._drawn(ground, [before[j] for j in others if j < len(before)], ground)
            for ground, others in zip(written, near, strict=True)
        ]

    def _drawn_to_each_other(
        self, grounds: list[shapely.Geometry], written: Sequence[shapely.Geometry]
    ) -> list[shapely.Geometry]:
        """Return ground of one date, each drawn to that which comes before it."""
        for i, others in enumerate(self._near(grounds)):
            earlier = [grounds[j] for j in others if j < i and not shapely.is_empty(grounds[j])]
            grounds[i] = self._drawn(grounds[i], earlier, written[i])
        return grounds

    def sentences(self) -> list[str]:
        """Return what was done, if anything was."""
        if self.reach_m <= 0:
            return []
        what = f"borders within {self.reach_m:g} m of each other are one"
        if not self.passed_km2:
            return [f"{what}: there were none"]
        passed = f"{self.passed_km2:,.2f} km² passed by it, at most, on one date"
        return [f"{what}: {passed}, and no border moved by more than {self.moved_m:.0f} m"]

    def _drawn(
        self, ground: shapely.Geometry, others: Sequence[shapely.Geometry], written: shapely.Geometry
    ) -> shapely.Geometry:
        if shapely.is_empty(ground):
            return ground
        drawn = drawn_together(ground, others, self.reach_m, self.grid, written_lonlat=written)
        self.moved_m = max(self.moved_m, drawn.moved_m)
        self.passed_km2 += float(areas_km2(drawn.passed_lonlat).sum()) if drawn.passed_lonlat else 0.0
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


def _sharing(grounds: Sequence[shapely.Geometry], grid: Grid) -> list[shapely.Geometry]:
    """Return ground with a vertex wherever a neighbour's border has one, so that both have the same border.

    Where two overlap by no more than rounding, the earlier one has it.
    """
    topology = cut_ground(grounds, grid)
    rounding = topology.is_rounding
    if len(topology.cells) == 0:
        return list(grounds)
    covers = [sorted(areas_of(runs)) for runs in topology.cover_runs]
    cells: list[list[int]] = [[] for _ in grounds]
    for cell, (cover, rounding) in enumerate(
        zip(topology.covers.tolist(), topology.is_rounding, strict=True)
    ):
        for ground in covers[cover][:1] if rounding else covers[cover]:
            cells[ground].append(cell)
    return [to_lonlat(shapely.coverage_union_all(topology.cells[some]), grid) for some in cells]
