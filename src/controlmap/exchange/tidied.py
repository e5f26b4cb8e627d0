"""Strips of ground that say nothing, given to what lies beside them once all borders are cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely

from controlmap.exchange.as_drawn import SLIVERS, has_slivers
from controlmap.model import ControlState
from controlmap.plane import SLIVER_M, Grid, Topology, cut_ground, cut_without_gaps, strips_joined

__all__ = ["Tidied"]

_WIDTH_M = 1.5 * SLIVER_M
"""What is narrower is joined: half as much again as a sliver, so that none is left however it is measured."""


@dataclass(slots=True)
class Tidied:
    """Joins strips, or only counts them where nobody asked for a repair; it keeps what it found."""

    repair: bool
    count: int = 0
    area_km2: float = 0.0

    def cut(self, grounds_lonlat: Sequence[shapely.Geometry], grid: Grid) -> Topology:
        """Return the cells that ground is cut into; with `repair` without thin strips and gaps."""
        if self.repair:
            return self.of(cut_without_gaps(grounds_lonlat, grid, _WIDTH_M), grid)
        return self.of(cut_ground(grounds_lonlat, grid), grid)

    def of(self, topology: Topology, grid: Grid) -> Topology:
        """Return cells without strips; as they were without `repair`."""
        joined = strips_joined(topology, grid, _WIDTH_M if self.repair else SLIVER_M)
        self.count, self.area_km2 = joined.strips, joined.area_km2
        return joined.topology if self.repair else topology

    def rules(self, states: Iterable[ControlState]) -> tuple[str, ...]:
        """Return the rules of the check that may find what is left of them in the states that were made."""
        return SLIVERS if has_slivers(states) else SLIVERS[1:] if self.count else ()

    def sentences(self) -> list[str]:
        """Return what was found and done, if anything was."""
        if not self.count:
            return []
        what = ("strips", SLIVER_M) if not self.repair else ("strips and gaps", _WIDTH_M)
        found = f"{self.count:,} {what[0]} narrower than {what[1]:g} m, {self.area_km2:,.3f} km² in all"
        done = ", joined to" if self.repair else ": --repair joins them to"
        return [f"{found}{done} the ground beside"]
