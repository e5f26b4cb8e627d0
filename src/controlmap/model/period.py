"""Half-open periods of states, with an open end as the latest instant there is."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from controlmap.dates import OPEN_END
from controlmap.model.states import ControlState

__all__ = ["OPEN_END", "Period", "closing", "lasting", "period_of"]


class Period(NamedTuple):
    """From `start` until `end`, which it does not include."""

    start: np.datetime64
    end: np.datetime64

    def meet(self, other: Period) -> Period | None:
        """Return the stretch that two periods share, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None


def period_of(state: ControlState) -> Period:
    """Return from when until when a state is valid."""
    return Period(state.valid_from, OPEN_END if state.valid_to is None else state.valid_to)


def lasting(state: ControlState, period: Period) -> dict[str, Any]:
    """Return the properties by which what a state says is valid in another period.

    A beginning or end that stays is known as precisely as the state says, in whatever words the period tells
    it; how precisely a beginning that moves is known nobody said.
    """
    begins = bool(period.start == state.valid_from)
    ends = state.valid_to is not None and bool(period.end == state.valid_to)
    when = {
        "valid_from": state.valid_from if begins else period.start,
        "valid_to": state.valid_to if ends else closing(period.end),
    }
    return when if begins or state.precision is None else {**when, "precision": None}


def closing(end: np.datetime64) -> np.datetime64 | None:
    """Return what `valid_to` says of an end: None where it is open."""
    return None if end == OPEN_END else end
