"""The ground as Thiessen cells share it out: each place's is what lies nearest to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.derive.faces import Face, Zone
from controlmap.derive.names import Landmark
from controlmap.derive.nearest_evidence import Surroundings, Witness
from controlmap.derive.seeds import Frame, thiessen_cells
from controlmap.derive.sites import Site, first_holding
from controlmap.derive.timeline import Story, inferred, told_from
from controlmap.model import Holding

__all__ = ["Shares", "followed_story"]


class Shares:
    """Thiessen cells of the sites with ground, and what ground follows that no report speaks of."""

    def __init__(
        self,
        ground_lonlat: shapely.Geometry,
        sites: Sequence[Site],
        zones: Sequence[Zone],
        start: np.datetime64,
        radius_km: tuple[float, float],
    ) -> None:
        self._zones, self._start, self._reach_km = zones, start, radius_km[1]
        self._frame = Frame.around(ground_lonlat)
        at = self._frame.to_metres(np.array([site.seed.lonlat for site in sites]).reshape(-1, 2))
        self._sites = [(site, xy_m) for site, xy_m in zip(sites, at, strict=True) if site.seed.has_cell]
        witnesses = [
            Witness(xy_m, site.story, site.zone)
            for site, xy_m in zip(sites, at, strict=True)
            if site.seed.is_witness
        ]
        self.surroundings = Surroundings(witnesses)
        points = np.array([site.seed.lonlat for site, _ in self._sites]).reshape(-1, 2)
        self.cells_lonlat, self.near_lonlat, self.reached_lonlat = thiessen_cells(
            points, ground_lonlat, self._frame, radius_km
        )

    def distance_km(self, lonlat: tuple[float, float]) -> float | None:
        """Return how far the nearest witness of a point is, None where there is none."""
        return self.surroundings.distance_km(self._frame.to_metres(np.array([lonlat]))[0])

    def story_of(self, face: Face, middle_lonlat: NDArray[np.float64]) -> Story:
        """Return the story of a face: its own place's, or that of what it follows."""
        lie = face.lie
        found = None if lie.cell is None else self._sites[lie.cell]
        if found is not None and self._is_here(face):
            site, xy_m = found
            if site.seed.reports:
                return site.story if lie.near else inferred(site.story)
            return self._followed(xy_m, lie.zone)
        return self._followed(self._frame.to_metres(middle_lonlat[None])[0], lie.zone)

    def landmarks(self, face: Face) -> tuple[Landmark, ...]:
        """Return the place of a face's cell."""
        if face.lie.cell is None:
            return ()
        site, here = self._sites[face.lie.cell][0], self._is_here(face)
        return (Landmark(site.seed.places[0], here, here and bool(site.seed.reports)),)

    def _is_here(self, face: Face) -> bool:
        lie = face.lie
        return lie.cell is not None and lie.reached and self._sites[lie.cell][0].zone == lie.zone

    def _followed(self, xy_m: NDArray[np.float64], zone: int | None) -> Story:
        before = first_holding(zone, self._zones)
        return followed_story(self.surroundings, xy_m, zone, before, self._start, self._reach_km)


def followed_story(
    surroundings: Surroundings,
    xy_m: NDArray[np.float64],
    zone: int | None,
    before: Holding,
    start: np.datetime64,
    reach_km: float,
) -> Story:
    """Return the story of ground that no report speaks of: its first holder, then what befell its witness."""
    witness = surroundings.followed(xy_m, zone, before.controller, reach_km)
    if witness is None:
        return told_from((), start, before)
    if zone is None:
        return inferred(witness.story)
    return told_from(inferred(witness.story[1:]), start, before)
