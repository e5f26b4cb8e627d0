"""A map project as it may go out: without what `[publish]` in controlmap.toml holds back.

What is held back is taken out of the values that pages, pictures and exports are made of, so that it is
nowhere in them; the project's files keep it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import shapely

from controlmap.errors import InputError, Problem
from controlmap.history.delaying import Redrawing, cited, delayed
from controlmap.model import ControlState, Event, HeldBack, Layer, Project
from controlmap.plane import Squares, in_squares, union

__all__ = ["kinds_of_no_event", "published"]

_MOST_SQUARES = 250_000


def _none(whole: Project, kept: Project) -> Mapping[str, Sequence[ControlState]]:
    """Draw no layer anew."""
    return {}


def published(
    project: Project,
    now: np.datetime64,
    redrawing: Redrawing = _none,
    entered: Mapping[str, np.datetime64] = MappingProxyType({}),
) -> Project:
    """Return a map project without what is held back at a moment, in the project's own civil time.

    A change of which only the day is known counts as of the day's end, and the map ends before the first
    change that is too young; what it shows is as if nothing later were known. `redrawing` draws layers that
    come from records once more, from those that are kept; `entered` says on which days places were, by id, as
    far as known. Layers that are coarsened are drawn in squares,
    each of which is as the ground at its middle; their events stand in the middles of squares. Sources that
    speak for nothing else than what is held back are left out too.

    Raises
    ------
    InputError
        When nothing of the map is old enough, or a layer would have more squares than can be drawn.
    """
    rules = project.settings.publish
    if rules is None:
        return project
    kept = (
        delayed(project, rules, now, redrawing, entered)
        if rules.delay_hours
        else replace(project, held_back=HeldBack(rules))
    )
    for layer in kept.layers:
        if layer.id in rules.coarsen_km:
            kept = _coarsened(kept, layer, rules.coarsen_km[layer.id])
    events = tuple(event for event in kept.events if event.kind not in rules.leave_out_events)
    return _without_orphans(replace(kept, events=events), project)


def kinds_of_no_event(project: Project) -> tuple[str, ...]:
    """Return the kinds of events that `[publish]` leaves out and no event has: they may be misspelt."""
    listed = project.settings.publish.leave_out_events if project.settings.publish else ()
    return tuple(kind for kind in listed if kind not in {event.kind for event in project.events})


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
    orphans = cited(whole) - cited(kept)
    gone = orphans | (whole.sources.keys() - kept.sources.keys())
    sources = {
        name: source.model_copy(update={"mirrors": tuple(m for m in source.mirrors if m not in gone)})
        for name, source in kept.sources.items()
        if name not in orphans
    }
    return replace(kept, sources=sources)
