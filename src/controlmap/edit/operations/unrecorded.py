"""Ground inside a layer's extent of which no record speaks for a while."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from controlmap.dates import OPEN_END
from controlmap.model import ControlState, Layer, Period, period_of
from controlmap.plane import Grid, areas_of, cut_ground, slivers, to_lonlat

__all__ = ["Gap", "gaps_of"]


@dataclass(frozen=True, slots=True)
class Gap:
    """Ground of a layer that no state covers in a period."""

    layer: str
    ground_lonlat: shapely.Geometry
    period: Period

    def on(self, ground_lonlat: shapely.Geometry) -> Gap:
        """Return the same gap with its border drawn through more vertices."""
        return replace(self, ground_lonlat=ground_lonlat)


def gaps_of(
    layer: Layer,
    ground_lonlat: shapely.Geometry | None,
    on: np.datetime64,
    until: np.datetime64 | None,
    grid: Grid,
) -> list[Gap]:
    """Return the gaps in a layer's ground, within other ground: those at `on`, or all of them before `until`.

    A layer without an extent has none: its ground is what its states cover. Slivers are no gaps: there a
    state has a vertex on the extent's border that the extent lacks.
    """
    extent = layer.extent_lonlat
    span = Period(on, OPEN_END if until is None else until)
    if extent is None or (ground_lonlat is not None and not shapely.intersects(ground_lonlat, extent)):
        return []
    states = [s for s in layer.states if s.superseded_at is None and period_of(s).meet(span)]
    limits = [extent] if ground_lonlat is None else [extent, ground_lonlat]
    if _all_covered(limits, [s for s in states if period_of(s).meet(span) == span]):
        return []
    return list(_cut_gaps(layer.id, limits, states, span, until is None, grid))


def _all_covered(limits: Sequence[shapely.Geometry], states: Sequence[ControlState]) -> bool:
    """Tell, without cutting, whether states that last throughout cover the ground."""
    ground = shapely.intersection_all(limits)
    near = [s.geometry for s in states if shapely.intersects(s.geometry, ground)]
    rest = shapely.difference(ground, shapely.union_all(near))
    return bool(rest.is_empty)


def _cut_gaps(
    layer: str,
    limits: Sequence[shapely.Geometry],
    states: Sequence[ControlState],
    span: Period,
    first_only: bool,
    grid: Grid,
) -> Iterator[Gap]:
    near = [s for s in states if all(shapely.intersects(s.geometry, limit) for limit in limits)]
    topology = cut_ground([*limits, *(s.geometry for s in near)], grid)
    ground = set(range(len(limits)))
    found: dict[Period, list[int]] = defaultdict(list)
    for cell, cover in enumerate(topology.covers.tolist()):
        inside = areas_of(topology.cover_runs[cover])
        if ground <= inside:
            periods = [period_of(near[i - len(ground)]) for i in inside - ground]
            for period in _uncovered(periods, span):
                if not first_only or period.start == span.start:
                    found[period].append(cell)
    for period, cells in found.items():
        parts = shapely.get_parts(shapely.coverage_union_all(topology.cells[cells]))
        wide = parts[~slivers(parts)]
        if len(wide):
            yield Gap(layer, to_lonlat(shapely.coverage_union_all(wide), grid), period)


def _uncovered(periods: Collection[Period], span: Period) -> Iterator[Period]:
    reached = span.start
    for start, end in sorted(periods):
        if start > reached:
            yield Period(reached, min(start, span.end))
        reached = max(reached, end)
        if reached >= span.end:
            return
    yield Period(reached, span.end)
