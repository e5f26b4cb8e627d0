"""What an edit does to the ground: who loses what to whom, found cell by cell from before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely

from controlmap.dates import OPEN_END, format_instant
from controlmap.edit.delta.delta import Delta
from controlmap.model import UNKNOWN, ControlState, period_of
from controlmap.plane import Grid, Topology, areas_km2, areas_of, cut_ground, slivers

__all__ = ["Effect", "effect_of"]

Claim = tuple[int, int, str]
"""From when until when, in minutes, who holds."""
States = Mapping[str, Sequence[ControlState]]
"""By layer id."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Ground that changes hands, in km² by (from, to), and in words where two states now overlap.

    Ground that passes from one actor to another in several stretches of time counts once. Slivers do not
    count: there a border only got a vertex.
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
    claims = [_claim(state) for state in states]
    old = frozenset(range(len(out))) | frozenset(range(len(out) + len(put), len(states)))
    new = frozenset(range(len(out), len(states)))
    covers = [areas_of(runs) for runs in topology.cover_runs]
    moves = [_moves({claims[i] for i in c & old}, {claims[i] for i in c & new}) for c in covers]
    moved: dict[tuple[str, str], float] = defaultdict(float)
    areas = areas_km2(shapely.transform(topology.cells, lambda xy: grid.to_degrees(xy)))
    wide = ~slivers(topology.cells)
    for area, cover in zip(areas[wide].tolist(), topology.covers[wide].tolist(), strict=True):
        for move in moves[cover]:
            moved[move] += area
    return Effect(dict(moved), tuple(_overlaps(topology, covers, states, old, new, added)))


def _claim(state: ControlState) -> Claim:
    start, end = period_of(state)
    return int(start.astype(int)), int(end.astype(int)), state.controller


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


def _moves(old: set[Claim], new: set[Claim]) -> set[tuple[str, str]]:
    """Return from whom to whom one cell passes, at any time."""
    if old == new:
        return set()
    instants = {start for start, _, _ in old | new} | {end for _, end, _ in old | new}
    passings = ((_holder(old, t), _holder(new, t)) for t in sorted(instants)[:-1])
    return {(before, after) for before, after in passings if before != after}


def _holder(claims: Iterable[Claim], on: int) -> str:
    return next((controller for start, end, controller in claims if start <= on < end), UNKNOWN)


def _overlaps(
    topology: Topology,
    covers: Sequence[frozenset[int]],
    states: Sequence[ControlState],
    old: frozenset[int],
    new: frozenset[int],
    added: Collection[str],
) -> Iterator[str]:
    """Yield in words which states hold ground together that nobody held together before."""
    seen = set()
    for cover in np.unique(topology.covers).tolist():
        now = [states[i] for i in sorted(covers[cover] & new)]
        if len({state.controller for state in now}) < 2 or not any(state.id in added for state in now):
            continue
        before = [states[i] for i in covers[cover] & old]
        if any(_clashes(before, {state.id for state in before})):
            continue
        for line in _clashes(now, added):
            if line not in seen:
                seen.add(line)
                yield line


def _clashes(states: Sequence[ControlState], added: Collection[str]) -> Iterator[str]:
    """Yield in words which states of different controllers, one of them new, hold one cell together."""
    starts = {state.valid_from for state in states}
    ends = {period_of(state).end for state in states}
    breaks = sorted(starts | ends)
    for since, until in pairwise(breaks):
        active = [s for s in states if s.valid_from <= since < period_of(s).end]
        if len({s.controller for s in active}) > 1 and any(s.id in added for s in active):
            named = ", ".join(f"{s.id} ({s.controller})" for s in active)
            end = "" if until == OPEN_END else f" until {format_instant(until)}"
            yield f"{named} from {format_instant(since)}{end}"
