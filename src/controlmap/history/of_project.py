"""The history of a map project: the only way from its files to cells, spells and arcs."""

from __future__ import annotations

from dataclasses import replace

from controlmap.collection import no_collection
from controlmap.dates import Instant, format_instant, instant_of
from controlmap.errors import InputError, Problem
from controlmap.history.build import Ground, build_history
from controlmap.history.history import History
from controlmap.history.timeline import Precedence, precedence
from controlmap.model import Project
from controlmap.plane import BY_TURNS, Cutting, Topology
from controlmap.words import phrase

__all__ = ["FIRST_GROUND", "history_of", "precedence_in"]

FIRST_GROUND = (
    "The first ground comes with controlmap import layer FILE --into PROJECT; or, of a layer with an extent, "
    "with controlmap transfer PROJECT --to ACTOR --on DATE --area layer:LAYER --source ID."
)
"""What to do where a map has no state at all."""


@no_collection()
def history_of(
    project: Project,
    known_on: Instant | None = None,
    *,
    refuse_overlaps: bool = True,
    topology: Topology | None = None,
    before: Topology | None = None,
    how: Cutting = BY_TURNS,
) -> History:
    """Return the cells, spells and arcs of a map project; `known_on` as they were on record at an instant.

    Of a day, month or year that is its end.

    What several states on one ground mean is the project's own setting. Where that is to refuse them, and
    `refuse_overlaps` is false, the one that comes first by `precedence` holds the ground, and
    `History.overlaps` tells them all. `topology` is what the states cut the ground into, where that is known:
    see `build_history`; `before` what other states are cut into, or these before an edit. `how` says who
    cuts it, in tiles of how many segments.

    Raises
    ------
    InputError
        When `known_on` is no instant, or no state is on record then or at all.
    OverlapError
        When two controllers hold the same ground and the project does not say what that means.
    """
    period = project.settings.period
    instant = None if known_on is None else instant_of(known_on, project.zone)
    states = [state for layer in project.layers for state in layer.states]
    on_record = (
        state.superseded_at is None if instant is None else state.known_on(instant) for state in states
    )
    if not any(on_record):
        problem = (
            "no control state was on record"
            if instant is None
            else phrase("no control state was on record on {when}", when=format_instant(instant))
        )
        raise InputError(Problem(problem, str(project.folder), hint=None if states else FIRST_GROUND))
    found = build_history(
        grounds_of(project),
        grid=project.grid,
        start=period.start if period else None,
        end=period.end if period else None,
        known_on=instant,
        overlaps=project.settings.overlaps,
        topology=topology,
        before=before,
        zone=project.zone,
        actors=project.settings.actor_ids,
        refuse_overlaps=refuse_overlaps,
        how=how,
    )
    held = project.held_back
    delay_hours = None if held is None or held.at is None else held.rules.delay_hours
    return replace(found, actors=project.settings.actors, delay_hours=delay_hours)


def grounds_of(project: Project) -> list[Ground]:
    """Return what the history of a map project is made from."""
    return [Ground(layer.id, layer.states, layer.extent_lonlat) for layer in project.layers]


def precedence_in(project: Project) -> Precedence:
    """Return the order in which states of a map project that claim one ground at one instant take it."""
    return precedence(project.settings.actor_ids, project.settings.overlaps)
