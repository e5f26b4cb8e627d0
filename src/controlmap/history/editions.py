"""Editions: the map as it was on record, from day to day of the second axis of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from controlmap.dates import last_minute
from controlmap.history.build import Terms, areas_of, history_in, partition_of, sweep
from controlmap.history.history import History
from controlmap.history.of_project import grounds_of
from controlmap.history.timeline import minute_of
from controlmap.model import ControlState, Project, Text
from controlmap.plane import BY_TURNS, Cutting, Ints, Topology, cut_again

_A_DAY = np.timedelta64(1, "D")
_ALWAYS, _NEVER = np.iinfo(np.int64).min, np.iinfo(np.int64).max
"""Stand for when a record was made, and was replaced, where it does not say, or was not."""


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
    times = _Times.of([state for ground in grounds for state in ground.states])
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


class _Times(NamedTuple):
    """When records of states were made and replaced, in minutes since 1970."""

    recorded: Ints
    superseded: Ints

    @classmethod
    def of(cls, states: Sequence[ControlState]) -> Self:
        """Return those of states."""
        made, replaced = ([getattr(s, name) for s in states] for name in ("recorded_at", "superseded_at"))
        return cls(_minutes(made, _ALWAYS), _minutes(replaced, _NEVER))

    def last_days(self) -> Iterator[np.datetime64]:
        """Yield the last days of earlier editions, the latest first, as long as something was on record."""
        both = np.concatenate(self)
        told = both[(both != _ALWAYS) & (both != _NEVER)]
        days = np.unique(told.astype("datetime64[m]").astype("datetime64[D]"))
        for last in (days - _A_DAY)[::-1]:
            if not self.on_record(last).any():
                return
            yield last

    def on_record(self, last: np.datetime64 | None) -> NDArray[np.bool_]:
        """Tell of each state whether it was on record at the end of a day, or is now."""
        if last is None:
            return self.superseded == _NEVER
        moment = minute_of(last_minute(last))
        return (self.recorded <= moment) & (moment < self.superseded)


def _minutes(times: Sequence[np.datetime64 | None], instead: int) -> Ints:
    return np.array([instead if time is None else minute_of(time) for time in times], dtype=np.int64)
