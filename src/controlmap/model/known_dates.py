"""How exactly the instants are known at which records begin and end: no more is told than all of them know.

A record that is at hand is told as exactly as it knows itself; of an instant that several share, as the one
does that knows least: of what happened in 2013 and what happened on 1 January 2013 the year alone is theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np

from controlmap.dates import (
    KnownTo,
    Said,
    as_known,
    day_or_minute,
    first_minute,
    format_instant,
    known_together,
    precision_of,
)
from controlmap.model.many_states import told
from controlmap.model.states import ControlState

__all__ = ["KnownDates", "known_dates"]

_SAID = get_args(Said)
_Said = Mapping[int, set[KnownTo]]
"""By minute, how exactly records say that they know it."""


@dataclass(frozen=True, slots=True)
class KnownDates:
    """How exactly records know instants: as the one does that knows least of all that begin or end then."""

    begins: _Said
    ends: _Said

    def to(self, instant: np.datetime64) -> KnownTo:
        """Return how exactly all records know an instant that begin or end then."""
        minute = _minute(instant)
        said = self.begins.get(minute, set()) | self.ends.get(minute, set())
        return known_together(said or {precision_of(day_or_minute(instant))})

    def end_to(self, end: np.datetime64) -> KnownTo:
        """Return how exactly a record knows its end: as its text says, an hour as what begins then does."""
        own = precision_of(end)
        if own != "minute":
            return own
        return known_together({own, *(self.begins.get(_minute(end), set()) - {"year", "month"})})

    def end_text(self, end: np.datetime64) -> str:
        """Return the end of a record as ISO 8601, as exactly as it is known, without `T00:00`."""
        return format_instant(as_known(end, self.end_to(end)))

    def as_known(self, instant: np.datetime64) -> np.datetime64:
        """Return an instant in the unit to which it is known: the day, where hours only show an order."""
        return as_known(instant, self.to(instant))

    def beginning(self, instant: np.datetime64) -> dict[str, Any]:
        """Return `valid_from` and `precision` of a state that begins with what records say of an instant."""
        begins, known_to = day_or_minute(self.as_known(instant)), self.to(instant)
        if known_to not in _SAID:
            return {"valid_from": begins}
        return {"valid_from": first_minute(instant), "precision": known_to}

    def text(self, instant: np.datetime64) -> str:
        """Return an instant as ISO 8601, without what no record says, nor `T00:00`."""
        return format_instant(self.as_known(instant))


def known_dates(*layers: Sequence[ControlState]) -> KnownDates:
    """Return how exactly the instants are known at which states of some layers begin and end."""
    begins, ends = defaultdict[int, set[KnownTo]](set), defaultdict[int, set[KnownTo]](set)
    for states in layers:
        starts, said = told(states, "valid_from"), told(states, "precision")
        # Thousands of states begin on the same few dates.
        pairs = np.unique(starts.code * len(said.values) + said.code).tolist()
        for start, how in (divmod(pair, len(said.values)) for pair in pairs):
            instant = starts.values[start]
            begins[_minute(instant)].add(said.values[how] or precision_of(instant))
        for end in told(states, "valid_to").values:
            if end is not None:
                ends[_minute(end)].add(precision_of(end))
    return KnownDates(begins, ends)


def _minute(instant: np.datetime64) -> int:
    return int(first_minute(instant).astype(np.int64))
