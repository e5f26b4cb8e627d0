"""Slivers given to what lies beside them: a repair that changes what the map says, by a few metres."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely

from controlmap.check.check_input import Subject
from controlmap.check.repair_coverage import fresh_id, ids_in
from controlmap.history import History
from controlmap.model import ControlState, Layer, Period, lasting, period_of
from controlmap.plane import SLIVER_M, mean_widths_m, neighbours

__all__ = ["give_slivers"]

Gained = tuple[int, Period]
"""A cell that a state gets, and for how long."""


class _Ground(NamedTuple):
    """What states, by number, lose for good, and what they gain."""

    lost: dict[int, set[int]]
    gained: dict[int, list[Gained]]


def give_slivers(subject: Subject, layer: Layer) -> tuple[Layer, list[str]]:
    """Return a layer whose slivers are ground of what they have the longest border with, and what was done.

    A sliver stays where nothing beside it is on record for as long as it is.
    """
    history = subject.history
    if history is None:
        return layer, []
    numbers = {state.id: number for number, state in enumerate(history.recorded)}
    live = [numbers[one.id] for one in layer.states if one.superseded_at is None and one.id in numbers]
    ground = _given(history, _slivers(history, live), _claims(subject, history, live))
    taken, kept, done = ids_in(subject, layer), [], []
    for state in layer.states:
        number = numbers.get(state.id) if state.superseded_at is None else None
        if number is None or not (ground.lost.get(number) or ground.gained.get(number)):
            kept.append(state)
            continue
        own = set(_cells_of(subject, history, number)) - ground.lost.get(number, set())
        kept += _over_time(state, own, ground.gained.get(number, ()), history, taken)
        if number in ground.lost:
            area_m2 = float(history.cell_area_km2[sorted(ground.lost[number])].sum()) * 1e6
            done.append(f"gives {area_m2:,.0f} m² of {state.id} to what lies beside")
    return replace(layer, states=tuple(kept)), done


def _cells_of(subject: Subject, history: History, number: int) -> list[int]:
    """Return the cells that a state covers."""
    covers = [at for at, cover in enumerate(subject.covers) if number in cover]
    return np.flatnonzero(np.isin(history.topology.covers, covers)).tolist()


def _slivers(history: History, live: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield each part of a state that is a sliver: the state, and the cells of that part."""
    parts, owner = shapely.get_parts([history.recorded[one].geometry for one in live], return_index=True)
    inside = shapely.STRtree(shapely.point_on_surface(history.cells))
    for at in np.flatnonzero(mean_widths_m(parts) < SLIVER_M).tolist() if len(parts) else ():
        yield live[owner[at]], sorted(inside.query(parts[at], predicate="contains").tolist())


def _claims(subject: Subject, history: History, live: Sequence[int]) -> Mapping[int, list[int]]:
    """Return for each set of areas, by its number, the states of a layer among them in the order of time."""
    among = set(live)
    return {
        at: sorted(among & cover, key=lambda one: period_of(history.recorded[one]))
        for at, cover in enumerate(subject.covers)
    }


def _given(
    history: History, slivers: Iterable[tuple[int, list[int]]], claims: Mapping[int, list[int]]
) -> _Ground:
    found = [*slivers]
    beside = neighbours(history.topology) if found else {}
    thin = {cell for _, cells in found for cell in cells}
    ground = _Ground(defaultdict(set), defaultdict(list))
    for state, cells in found:
        whole = period_of(history.recorded[state])
        for cell in cells:
            hosts = (one for one in beside.get(cell, ()) if one not in thin)
            stretches = (_stretches(history, claims[history.topology.covers[one]], whole) for one in hosts)
            if taker := next(filter(None, stretches), None):
                ground.lost[state].add(cell)
                for other, period in taker:
                    ground.gained[other].append((cell, period))
    return ground


def _stretches(history: History, states: Sequence[int], whole: Period) -> list[tuple[int, Period]]:
    """Return which states are on record when in a period; nothing where there is not one at all times."""
    met = [(one, period_of(history.recorded[one]).meet(whole)) for one in states]
    found = [(one, period) for one, period in met if period is not None]
    ends = [whole.start, *(period.end for _, period in found)]
    joined = all(end == period.start for end, (_, period) in zip(ends, found, strict=False))
    return found if joined and ends[-1] == whole.end else []


def _over_time(
    state: ControlState, own: set[int], gained: Sequence[Gained], history: History, taken: set[str]
) -> Iterator[ControlState]:
    """Yield what a state becomes, one for each stretch of time in which its ground stays."""
    whole = period_of(state)
    ends = {whole.start, whole.end, *(end for _, period in gained for end in period)}
    runs: list[tuple[Period, frozenset[int]]] = []
    for start, end in pairwise(sorted(ends)):
        more = {cell for cell, period in gained if period.start <= start and end <= period.end}
        cells = frozenset(own | more)
        if runs and runs[-1][1] == cells:
            runs[-1] = (Period(runs[-1][0].start, end), cells)
        else:
            runs.append((Period(start, end), cells))
    with_ground = [(period, cells) for period, cells in runs if cells]
    for at, (period, cells) in enumerate(with_ground):
        yield state.model_copy(
            update={
                "id": state.id if at == 0 else fresh_id(state.id, taken),
                "geometry": history.outline_lonlat(np.array(sorted(cells))),
                **lasting(state, period),
                "numeric_id": state.numeric_id and at == 0,
            }
        )
