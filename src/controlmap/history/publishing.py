"""A map project as it may go out: without what `[publish]` in controlmap.toml holds back.

What is held back is taken out of the values that pages, pictures and exports are made of, so that it is
nowhere in them; the project's files keep it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import shapely

from controlmap.dates import as_known, first_minute, last_minute, precision_of
from controlmap.errors import InputError, Problem
from controlmap.history.build import period_of
from controlmap.model import ControlState, Event, HeldBack, Layer, MapPeriod, Project, Publish, Settings
from controlmap.plane import Squares, in_squares, union

__all__ = ["kinds_of_no_event", "published"]

_MOST_SQUARES = 250_000


def published(project: Project, now: np.datetime64) -> Project:
    """Return a map project without what is held back at a moment, in the project's own civil time.

    A change of which only the day is known counts as of the day's end, and the map ends before the first
    change that is too young. Layers that are coarsened are drawn in squares, each of which is as the ground
    at its middle; their events stand in the middles of squares. Sources that speak for nothing else than
    what is held back are left out too.

    Raises
    ------
    InputError
        When nothing of the map is old enough, or a layer would have more squares than can be drawn.
    """
    rules = project.settings.publish
    if rules is None:
        return project
    kept = _until(project, rules, now) if rules.delay_hours else replace(project, held_back=HeldBack(rules))
    for layer in kept.layers:
        if layer.id in rules.coarsen_km:
            kept = _coarsened(kept, layer, rules.coarsen_km[layer.id])
    events = tuple(event for event in kept.events if event.kind not in rules.leave_out_events)
    return _without_orphans(replace(kept, events=events), project)


def kinds_of_no_event(project: Project) -> tuple[str, ...]:
    """Return the kinds of events that `[publish]` leaves out and no event has: they may be misspelt."""
    listed = project.settings.publish.leave_out_events if project.settings.publish else ()
    return tuple(kind for kind in listed if kind not in {event.kind for event in project.events})


def _until(project: Project, rules: Publish, now: np.datetime64) -> Project:
    """Return a project of which nothing is younger than the delay, and which says so."""
    cutoff = last_minute(now) - np.timedelta64(round(60 * rules.delay_hours), "m")
    states = [state for layer in project.layers for state in layer.states]
    young = [first_minute(time) for time, known in _changes(states) if _latest(time, known) >= cutoff]
    end = min([cutoff, *young])
    layers = tuple(replace(layer, states=tuple(_states_until(layer, end))) for layer in project.layers)
    if not any(layer.states for layer in layers):
        message = f"nothing of the map is {rules.delay_hours:g} hours old"
        hint = "Publish it later, or lower the delay."
        raise InputError(Problem(message, "controlmap.toml", property="publish.delay_hours", hint=hint))
    period = project.settings.period
    start, last = period_of(states, period and period.start, period and period.end)
    return replace(
        project,
        layers=layers,
        settings=_settings_until(project.settings, start, min(end, last)),
        reports=tuple(r for r in project.reports if _latest(r.date, r.precision) < end),
        events=tuple(e for e in project.events if _latest(e.date, e.known_to) < end),
        story=tuple(s for s in project.story if last_minute(max(s.date, s.compare or s.date)) < end),
        held_back=HeldBack(rules, last_minute(now) if end < last else None),
        evaluation=None if end < last else project.evaluation,
    )


def _changes(states: Iterable[ControlState]) -> Iterator[tuple[np.datetime64, str]]:
    """Yield each instant at which states begin or end, and how precisely it is known."""
    for state in states:
        yield state.valid_from, state.known_to
        if state.valid_to is not None:
            yield state.valid_to, precision_of(state.valid_to)


def _latest(instant: np.datetime64, known_to: str | None) -> np.datetime64:
    """Return the last minute that may be meant."""
    return last_minute(as_known(instant, known_to or precision_of(instant)))


def _states_until(layer: Layer, end: np.datetime64) -> Iterator[ControlState]:
    """Yield the states that begin before a moment; what ends later has not ended yet."""
    for state in layer.states:
        if first_minute(state.valid_from) < end:
            over = state.valid_to is not None and first_minute(state.valid_to) < end
            yield state if over or state.valid_to is None else state.model_copy(update={"valid_to": None})


def _settings_until(settings: Settings, start: np.datetime64, end: np.datetime64) -> Settings:
    view = settings.view
    if view is not None and view.date is not None and last_minute(view.date) >= end:
        view = view.model_copy(update={"date": None})
    period = MapPeriod.model_construct(start=start, end=end)
    return settings.model_copy(update={"period": period, "view": view})


def _coarsened(project: Project, layer: Layer, km: float) -> Project:
    """Return a project of which a layer is drawn in squares of so many km, its events in their middles."""
    ground = layer.extent_lonlat
    whole = union([state.geometry for state in layer.states], project.grid) if ground is None else ground
    if shapely.is_empty(whole):
        return project
    _, south, _, north = shapely.bounds(whole).tolist()
    squares = Squares.of_size(km, (south + north) / 2, project.grid)
    if squares.count_over(whole) > _MOST_SQUARES:
        message = f"the layer would be {squares.count_over(whole):,} squares: more than {_MOST_SQUARES:,}"
        raise InputError(Problem(message, "controlmap.toml", property=f"publish.coarsen_km.{layer.id}"))
    drawn, extent = in_squares([state.geometry for state in layer.states], squares, ground)
    states = tuple(
        state.model_copy(update={"geometry": geometry})
        for state, geometry in zip(layer.states, drawn, strict=True)
        if geometry is not None
    )
    coarse = replace(layer, states=states, extent_lonlat=ground and extent)
    return replace(
        project,
        layers=tuple(coarse if one is layer else one for one in project.layers),
        events=tuple(_moved(event, whole, squares) for event in project.events),
    )


def _moved(event: Event, ground: shapely.Geometry, squares: Squares) -> Event:
    """Return an event in the middle of its square, where it lies on some ground."""
    if event.geometry is None or not shapely.intersects(ground, event.geometry):
        return event
    middle = squares.middles_lonlat(shapely.get_coordinates(event.geometry))
    return event.model_copy(update={"geometry": shapely.Point(middle[0])})


def _without_orphans(kept: Project, whole: Project) -> Project:
    """Return a project without the sources that only speak for what the whole has and it has not."""
    orphans = _cited(whole) - _cited(kept)
    sources = {
        name: source.model_copy(update={"mirrors": tuple(m for m in source.mirrors if m not in orphans)})
        for name, source in kept.sources.items()
        if name not in orphans
    }
    return replace(kept, sources=sources)


def _cited(project: Project) -> set[str]:
    states = (state for layer in project.layers for state in layer.states)
    citing = (*states, *project.reports, *project.events, *project.story)
    return {name for one in citing for name in one.sources}
