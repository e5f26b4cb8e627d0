"""What an edit does to the ground: who loses what to whom, found cell by cell from before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely

from controlmap.dates import format_instant
from controlmap.edit.delta import Delta
from controlmap.edit.periods import OPEN_END, period_of
from controlmap.grid import Grid
from controlmap.history.area import areas_km2
from controlmap.history.topology import areas_of, cut_ground
from controlmap.model import UNKNOWN, ControlState

__all__ = ["Effect", "effect_of"]

States = Mapping[str, Sequence[ControlState]]
"""By layer id."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Ground that changes hands, in km² by (from, to), and in words where two states now overlap.

    Ground that passes from one actor to another in several stretches of time counts once.
    """

    moved_km2: Mapping[tuple[str, str], float] = field(default_factory=dict)
    overlaps: tuple[str, ...] = ()

    def rows(self) -> list[dict]:
        """Return the ground that moved as rows of from, to and area_km2, the largest first."""
        ordered = sorted(self.moved_km2.items(), key=lambda item: (-item[1], item[0]))
        return [{"from": old, "to": new, "area_km2": round(area, 6)} for (old, new), area in ordered]


def effect_of(before: States, after: States, delta: Delta, grid: Grid) -> Effect:
    """Return what a delta does to the ground of the layers that it is between."""
    removed, added = delta.ids()
    out = _live([s for states in before.values() for s in states if s.id in removed])
    put = _live([s for states in after.values() for s in states if s.id in added])
    beside = _neighbours(_live([s for g in after.values() for s in g if s.id not in added]), put)
    states = [*out, *put, *beside]
    if not states:
        return Effect()
    topology = cut_ground([state.geometry for state in states], grid)
    old = frozenset(range(len(out))) | frozenset(range(len(out) + len(put), len(states)))
    new = frozenset(range(len(out), len(states)))
    covers = [areas_of(runs) for runs in topology.cover_runs]
    moves = [set(_moves([states[i] for i in c & old], [states[i] for i in c & new])) for c in covers]
    moved: dict[tuple[str, str], float] = defaultdict(float)
    areas = areas_km2(shapely.transform(topology.cells, lambda xy: grid.to_degrees(xy)))
    for area, cover in zip(areas.tolist(), topology.covers.tolist(), strict=True):
        for move in moves[cover]:
            moved[move] += area
    used = [covers[i] for i in np.unique(topology.covers).tolist()]
    overlaps = [
        line
        for c in used
        if not list(_clashes([states[i] for i in c & old], removed))
        for line in _clashes([states[i] for i in sorted(c & new)], added)
    ]
    return Effect(dict(moved), tuple(dict.fromkeys(overlaps)))


def _live(states: Sequence[ControlState]) -> list[ControlState]:
    return [state for state in states if state.superseded_at is None]


def _neighbours(states: Sequence[ControlState], near: Sequence[ControlState]) -> list[ControlState]:
    """Return the states that come to one of `near`, and share a moment with it."""
    if not states or not near:
        return []
    one, two = shapely.STRtree([s.geometry for s in states]).query([s.geometry for s in near])
    met = {
        j
        for i, j in zip(one.tolist(), two.tolist(), strict=True)
        if period_of(near[i]).meet(period_of(states[j]))
    }
    return [states[j] for j in sorted(met)]


def _moves(old: Sequence[ControlState], new: Sequence[ControlState]) -> Iterator[tuple[str, str]]:
    """Yield from whom to whom one cell passes, at any time."""
    for since in _instants([*old, *new]):
        before, after = _holder(old, since), _holder(new, since)
        if before != after:
            yield before, after


def _instants(states: Collection[ControlState]) -> list[np.datetime64]:
    return sorted({t for state in states for t in period_of(state) if t != OPEN_END})


def _holder(states: Sequence[ControlState], on: np.datetime64) -> str:
    return next((s.controller for s in states if period_of(s).start <= on < period_of(s).end), UNKNOWN)


def _clashes(states: Sequence[ControlState], added: Collection[str]) -> Iterator[str]:
    """Yield in words which states of different controllers, one of them new, hold one cell together."""
    breaks = [*_instants(states), OPEN_END]
    for since, until in pairwise(breaks):
        active = [s for s in states if s.valid_from <= since < period_of(s).end]
        if len({s.controller for s in active}) > 1 and any(s.id in added for s in active):
            named = ", ".join(f"{s.id} ({s.controller})" for s in active)
            end = "" if until == OPEN_END else f" until {format_instant(until)}"
            yield f"{named} from {format_instant(since)}{end}"
