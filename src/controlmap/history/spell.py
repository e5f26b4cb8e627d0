"""Spells: stretches of time in which all that is told of some ground stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from controlmap.dates import KnownTo, day_or_minute, precision_of
from controlmap.model import UNKNOWN, ControlState

__all__ = ["Spell", "joined", "known_between"]

_TOLD = ("controller", "status", "others", "certainty", "sources", "evidence_distance_km", "area", "note")


@dataclass(frozen=True, slots=True)
class Spell:
    """One stretch of time in which all that is told of the ground under a point stays.

    There is no record where `state` is None. Told are controller, status, others, certainty, sources, area,
    note and how far evidence is. Where states that say the same of these follow upon each other (ground that
    an edit elsewhere cut anew), the spell is one, and `state` is the first of them: that from which on it was
    so. `states` has all, in order of time.
    `start_known_to` and `end_known_to` say how precisely the sources know when the spell began and ended.
    """

    start: np.datetime64
    end: np.datetime64
    state: ControlState | None
    start_known_to: KnownTo = "day"
    end_known_to: KnownTo = "day"
    states: tuple[ControlState, ...] = ()

    @property
    def controller(self) -> str:
        """Id of the controlling actor, `unknown` where there is no record."""
        return UNKNOWN if self.state is None else self.state.controller


def joined(
    starts: Iterable[np.datetime64],
    shown: Sequence[ControlState | None],
    end: np.datetime64,
    end_known_to: KnownTo,
) -> list[Spell]:
    """Return the spells of ground that shows states, or no record, from these instants on until the end."""
    runs = [[*run] for _, run in groupby(zip(starts, shown, strict=True), key=lambda at: _told(at[1]))]
    bounds = [*(run[0][0] for run in runs), end]
    befores, afters = [None, *(run[-1][1] for run in runs)], [*(run[0][1] for run in runs), None]
    known: list[KnownTo] = [known_between(*bound) for bound in zip(bounds, befores, afters, strict=True)]
    if shown and (shown[-1] is None or shown[-1].valid_to != end):
        known[-1] = end_known_to
    return [
        Spell(*period, run[0][1], *precision, tuple(state for _, state in run if state is not None))
        for run, period, precision in zip(runs, pairwise(bounds), pairwise(known), strict=True)
    ]


def _told(state: ControlState | None) -> tuple[object, ...]:
    """What a state tells of its ground, other than which it is, and when."""
    if state is None:
        return ()
    texts = {key: text for key, text in state.translations.items() if text}
    return (*(getattr(state, name) for name in _TOLD), texts)


def known_between(start: np.datetime64, before: ControlState | None, after: ControlState | None) -> KnownTo:
    """Return how precisely it is known when one state followed another: as the new one says, else the old."""
    if after is not None and after.valid_from == start:
        return after.known_to
    if before is not None and before.valid_to is not None and before.valid_to == start:
        return precision_of(before.valid_to)
    return precision_of(day_or_minute(start))
