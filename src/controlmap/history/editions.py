"""Editions: the map as it was on record, from day to day of the second axis of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controlmap.dates import first_minute
from controlmap.history.build import cut_by
from controlmap.history.history import History
from controlmap.history.of_project import grounds_of, history_of
from controlmap.model import Project, Text
from controlmap.plane import BY_TURNS, Cutting

_A_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Edition:
    """The map as it was known on each day up to `last`; of the latest one that is None.

    Views that are no earlier ones, such as those of two maps held against each other, have a `name` instead.
    """

    last: np.datetime64 | None
    history: History
    name: Text | None = None


def editions_of(project: Project, how: Cutting = BY_TURNS) -> list[Edition]:
    """Return what a map project was on record, the latest first, all on the same cells.

    A new edition begins on each day on which a record was made or replaced, back to where nothing was on
    record; a project that was never another has none. Where two controllers held the same ground on record
    then, the one that comes first by `precedence` holds it; in the latest edition that is refused as by
    `history_of`. `how` says who cuts the ground, in tiles of how many segments.

    Raises
    ------
    InputError
        When no state is on record.
    OverlapError
        When two controllers hold the same ground and the project does not say what that means.
    """
    ends = [*_with_records(project, _days_of_record(project))]
    if not ends:
        return []
    topology = cut_by(grounds_of(project), project.grid, how)
    return [
        Edition(None, history_of(project, topology=topology)),
        *(
            Edition(last, history_of(project, last, topology=topology, refuse_overlaps=False))
            for last in ends
        ),
    ]


def _days_of_record(project: Project) -> NDArray[np.datetime64]:
    """Return the days on which records of a map project were made or replaced."""
    times = [t for layer in project.layers for s in layer.states for t in (s.recorded_at, s.superseded_at)]
    return np.unique(np.array([first_minute(t) for t in times if t is not None], dtype="datetime64[D]"))


def _with_records(project: Project, days: NDArray[np.datetime64]) -> Iterator[np.datetime64]:
    """Yield the last days of editions, the latest first, as long as something was on record."""
    states = [state for layer in project.layers for state in layer.states]
    for last in (days - _A_DAY)[::-1]:
        if not any(state.known_on(last) for state in states):
            return
        yield last
