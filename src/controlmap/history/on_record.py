"""Which states are on record when: the second axis of time, of many states at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from controlmap.dates import last_minute
from controlmap.history.timeline import minute_of
from controlmap.model import ControlState
from controlmap.plane import Ints

__all__ = ["RecordTimes"]

_A_DAY = np.timedelta64(1, "D")
_ALWAYS, _NEVER = np.iinfo(np.int64).min, np.iinfo(np.int64).max
"""Stand for when a record was made, and was replaced, where it does not say, or was not."""


class RecordTimes(NamedTuple):
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

    def on_record(self, known_on: np.datetime64 | None) -> NDArray[np.bool_]:
        """Tell of each state whether it was on record at an instant, or the end of a day, or is now."""
        if known_on is None:
            return self.superseded == _NEVER
        moment = minute_of(last_minute(known_on))
        return (self.recorded <= moment) & (moment < self.superseded)


def _minutes(times: Sequence[np.datetime64 | None], instead: int) -> Ints:
    return np.array([instead if time is None else minute_of(time) for time in times], dtype=np.int64)
