"""Borders redrawn for all time, from a date on, or while states stand: who follows, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Literal, get_args

import numpy as np
import shapely

from controlmap.dates import OPEN_END, OPEN_START, end_of, first_minute
from controlmap.edit.delta.delta import Delta
from controlmap.edit.operations.near_part import edited_near, part_with
from controlmap.edit.operations.new_ids import Naming
from controlmap.edit.operations.settled import settled
from controlmap.errors import InputError, Problem
from controlmap.model import (
    ControlState,
    Layer,
    Period,
    Project,
    lasting,
    nearest,
    period_of,
    recorded_near,
    states_of,
)
from controlmap.words import phrase

__all__ = ["Following", "Scope", "Span", "following", "redrawn", "refuse_scope", "seen_on", "spanning"]

_REACH_DEGREES = 0.001
"""Around a point: more than the metres within which it may be caught, on any latitude of a map of land."""
Scope = Literal["everywhere", "from", "while"]
"""Wherever a border exists; from a date on; while the states beside it stand."""


@dataclass(frozen=True, slots=True)
class Span:
    """When a border moves, and at which dates that is meant to change who takes ground; None: at all."""

    period: Period
    dates: frozenset[np.datetime64] | None = None


@dataclass(frozen=True, slots=True)
class Following:
    """The states on record that follow a border, as far as they are valid in a span."""

    span: Span
    states: tuple[ControlState, ...]
    beside: tuple[shapely.Geometry, ...] = ()
    """The ground (lon, lat) that states near have at other times."""

    @property
    def grounds(self) -> list[shapely.Geometry]:
        """Their ground (lon, lat)."""
        return [state.geometry for state in self.states]

    def spoken_of(self, states: Iterable[ControlState]) -> list[Period]:
        """Return the stretches of the span, in order, in which one of some states is valid."""
        found: list[Period] = []
        for period in sorted(p for state in states if (p := period_of(state).meet(self.span.period))):
            if found and period.start <= found[-1].end:
                found[-1] = Period(found[-1].start, max(found[-1].end, period.end))
            else:
                found.append(period)
        return found


def refuse_scope(scope: str, on: np.datetime64 | None, *, dated: Sequence[str] = ("from", "while")) -> None:
    """Refuse a scope that there is not, or one of the `dated` that lacks its date.

    Raises
    ------
    InputError
        With the scopes that there are.
    """
    known = get_args(Scope)
    if scope not in known:
        raise InputError(
            Problem(phrase("there is no scope {scope!r}", scope=scope), hint=nearest(scope, known, "scopes"))
        )
    if scope in dated and on is None:
        raise InputError(
            Problem(
                phrase("scope {scope!r} needs a date: from when, or on which the states stand", scope=scope)
            )
        )


def seen_on(
    project: Project, on: np.datetime64 | None, near_lonlat: shapely.Geometry | None = None
) -> list[ControlState]:
    """Return the states on record that are valid on a date, at any time of it; all where none is given.

    Only those whose box comes near some ground, where that is given and there are any.
    """
    asked = Period(OPEN_START, OPEN_END) if on is None else Period(first_minute(on), end_of(on))
    if near_lonlat is not None:
        near = _valid(_near(project, near_lonlat, _REACH_DEGREES), asked)
        return near or seen_on(project, on)
    return _valid([s for layer in project.layers for s in layer.states if s.superseded_at is None], asked)


def spanning(scope: Scope, on: np.datetime64 | None, beside: Iterable[ControlState]) -> Span:
    """Return when a border moves; `beside` are the states that have it on a date."""
    if scope == "from" and on is not None:
        return Span(Period(on, OPEN_END), frozenset([on]))
    if scope == "while":
        return Span(reduce(_shared, map(period_of, beside)), frozenset())
    return Span(Period(OPEN_START, OPEN_END))


def following(project: Project, span: Span, near_lonlat: shapely.Geometry) -> Following:
    """Return the states on record that are valid in a span and whose box comes near some ground."""
    near = _near(project, near_lonlat, 2 * project.grid.size)
    beside = (s.geometry for s in near if period_of(s).meet(span.period) != period_of(s))
    return Following(span, tuple(_valid(near, span.period)), tuple(beside))


def redrawn(
    project: Project,
    span: Span,
    ground_lonlat: Mapping[str, shapely.Geometry],
    now: np.datetime64 | None,
) -> Delta:
    """Return what gives states, by id, other ground in a span; before and after it they keep theirs."""
    part = part_with(project, ground_lonlat)
    return edited_near(project, part, lambda part: _redrawn(part, span, ground_lonlat, now))


def _redrawn(
    project: Project,
    span: Span,
    ground_lonlat: Mapping[str, shapely.Geometry],
    now: np.datetime64 | None,
) -> Delta:
    naming = Naming.of(project, now)
    after = {
        layer.id: tuple(
            version
            for state in layer.states
            for version in _versions(layer, state, span.period, ground_lonlat.get(state.id), naming)
        )
        for layer in project.layers
    }
    known = {state.id for states in states_of(project).values() for state in states}
    behind = {layer: tuple(sorted(found, key=lambda s: s.id not in known)) for layer, found in after.items()}
    return replace(settled(project, behind), dates=span.dates)


def _versions(
    layer: Layer, state: ControlState, period: Period, ground: shapely.Geometry | None, naming: Naming
) -> Iterator[ControlState]:
    """Yield a state, or its versions in order of time; the first keeps the id."""
    meanwhile = period_of(state).meet(period)
    if ground is None or meanwhile is None or state.superseded_at is not None:
        yield state
        return
    start, end = period_of(state)
    parts = [(state.geometry, Period(start, meanwhile.start)), (ground, meanwhile)]
    parts.append((state.geometry, Period(meanwhile.end, end)))
    lived = [(area, when) for area, when in parts if when.start < when.end]
    for i, (area, when) in enumerate(lived):
        same = {"geometry": area, **lasting(state, when)}
        yield state.model_copy(update={**same, **naming.new(layer.id)} if i else same)


def _valid(states: Sequence[ControlState], period: Period) -> list[ControlState]:
    everything = period == (OPEN_START, OPEN_END)
    return [*states] if everything else [s for s in states if period_of(s).meet(period)]


def _near(project: Project, ground_lonlat: shapely.Geometry, reach: float) -> list[ControlState]:
    """Return the states on record whose box comes within reach (degrees) of that of some ground."""
    box = np.add(shapely.bounds(ground_lonlat), [-reach, -reach, reach, reach])
    return [state for layer in project.layers for state in recorded_near(layer.states, box)]


def _shared(one: Period, two: Period) -> Period:
    return Period(max(one.start, two.start), min(one.end, two.end))
