"""Between which reports a place passed, where none says when it did."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from controlmap.dates import first_minute
from controlmap.model import UNKNOWN, Report

__all__ = ["told_before"]

_APART = np.timedelta64(2, "D")
"""So many days between two reports are more than the day on which a change is dated."""


def told_before(
    reports: Iterable[Report], place: str, former: str, controller: str, passed: np.datetime64
) -> Report | None:
    """Return the last report that a place was still `former`'s, where only later reports tell that it passed.

    `passed` is the civil instant from which on a map has it as `controller`'s. The answer is None where a
    report says that the place changed hands, where none of that day tells of the new holder, where nobody
    knew of a former one, and where the two reports are less than two days apart, or known to no day.
    """
    told = sorted((one for one in reports if one.place == place), key=lambda one: first_minute(one.date))
    former_told = [one for one in told if one.controller == former and first_minute(one.date) < passed]
    if not former_told or former == UNKNOWN:
        return None
    last = former_told[-1]
    meanwhile = [one for one in told if first_minute(last.date) < first_minute(one.date) <= passed]
    tells = [one for one in meanwhile if one.controller == controller]
    on_the_day = any(_day(one.date) == _day(passed) for one in tells)
    if not on_the_day or any(one.kind == "change" for one in meanwhile) or _vague([last, *tells]):
        return None
    return last if _day(passed) - _day(last.date) >= _APART else None


def _day(instant: np.datetime64) -> np.datetime64:
    return instant.astype("datetime64[D]")


def _vague(reports: Iterable[Report]) -> bool:
    return any(one.known_to in ("year", "month") for one in reports)
