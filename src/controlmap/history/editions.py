"""Editions: the map as it was on record, from day to day of the second axis of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from controlmap.history.build import Terms, areas_of, history_in, partition_of, sweep
from controlmap.history.history import History
from controlmap.history.of_project import grounds_of
from controlmap.history.on_record import RecordTimes
from controlmap.model import Project, Text
from controlmap.plane import BY_TURNS, Cutting, Topology, cut_again


@dataclass(frozen=True, slots=True)
class Edition:
    """The map as it was known on each day up to `last`; of the latest one that is None.

    Views that are no earlier ones, such as those of two maps held against each other, have a `name` instead.
    """

    last: np.datetime64 | None
    history: History
    name: Text | None = None


def editions_of(project: Project, latest: History, how: Cutting = BY_TURNS) -> Iterator[Edition]:
    """Yield what a map project was on record, the latest first, all on the same cells.

    A new edition begins on each day on which a record was made or replaced, back to where nothing was on
    record; a project that was never another has none. Where two controllers held the same ground on record,
    the one that comes first by `precedence` holds it. `latest` is the project's history as it is known now.
    `how` says who cuts the ground, in tiles of how many segments.
    """
    grounds, period, settings = grounds_of(project), project.settings.period, project.settings
    times = RecordTimes.of([state for ground in grounds for state in ground.states])
    last_days = [*times.last_days()]
    if not last_days:
        return
    # All that was ever on record has mostly the borders that are known now.
    ground = partition_of(
        grounds, cut_again(areas_of(grounds), latest.topology, project.grid, how), project.grid
    )
    terms = Terms(settings.overlaps, settings.actor_ids, project.zone, refuse_overlaps=False)
    bounds = (period.start, period.end) if period else (None, None)
    swept = None
    for last in (None, *last_days):
        swept = sweep(ground, times.on_record(last), period=bounds, before=swept, how=how)
        alike = last is None and _has_the_cells_of(latest, ground.topology)
        history = latest if alike else history_in(ground, swept, terms)
        yield Edition(last, replace(history, actors=settings.actors))


def _has_the_cells_of(history: History, topology: Topology) -> bool:
    """Tell whether a history is on the cells of a topology that is cut by what it is cut by, and more."""
    names = ("arc_xy", "arc_left", "arc_right")
    return all(np.array_equal(getattr(history.topology, name), getattr(topology, name)) for name in names)
