"""Sums over many instants at once.

What a history says is a list of stretches of time (of a cell in a state, of an arc between two sides), each
with a weight. Adding the weight where a stretch begins, taking it off where it ends, and summing up over time
gives the total at every instant: the cost is one step a stretch, not one a cell and date. Weights are whole
numbers, so that sums are exact in whatever order they are taken.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from controlmap.dates import Instants, first_minute, instants_of
from controlmap.errors import InputError, Problem
from controlmap.history import History

__all__ = [
    "CM2_A_KM2", "Ints", "Times", "area_cm2", "every", "in_order", "moments", "runs", "spell_ends",
    "steps_between", "summed",
]  # fmt: skip

Ints = NDArray[np.int64]
Times = NDArray[np.datetime64]
CM2_A_KM2 = 10**10
MOST_STEPS = 100_000
"""That a step of time may make of a period: the hours of eleven years."""

_STEP = re.compile(r"(?P<count>[1-9]\d{0,5})(?P<unit>min|h|d|w)", re.ASCII)
_UNITS = {"min": ("m", 1), "h": ("m", 60), "d": ("D", 1), "w": ("D", 7)}


def moments(history: History, dates: Instants | None = None) -> tuple[Times, Times]:
    """Return what is asked for, as first minutes, and the minutes that answer, both in order of time.

    By default these are the instants at which the map changes. Of a day, month or year the last minute
    answers (see `History.moment`).

    Raises
    ------
    InputError
        When a date is no instant of the map's period.
    """
    if dates is None:
        return history.dates, history.dates
    asked = in_order(history, dates)
    answering = [history.moment(date) for date in asked]
    return np.array(asked, dtype="datetime64[m]"), np.array(answering, dtype="datetime64[m]")


def in_order(history: History, dates: Instants) -> list[np.datetime64]:
    """Return distinct instants, each in its unit of precision, in the order of the minutes that answer.

    Raises
    ------
    InputError
        When a date is no instant of the map's period.
    """
    asked = instants_of(dates, history.zone)
    found = {(history.moment(date), first_minute(date)): date for date in asked}
    return [date for _, date in sorted(found.items())]


def every(history: History, step: str) -> Times:
    """Return the instants from the start of the map's period on, a step such as 1d, 6h, 30min or 2w apart.

    Steps of days and weeks give days (`datetime64[D]`), of which each means the whole of it.

    Raises
    ------
    InputError
        When the step reads otherwise, or makes more than 100,000 instants.
    """
    return steps_between(history.start, history.end, step)


def steps_between(start: np.datetime64, end: np.datetime64, step: str, *, most: int = MOST_STEPS) -> Times:
    """Return the instants from a start until an end (exclusive), a step apart: see `every`.

    Raises
    ------
    InputError
        When the step reads otherwise, or there are more than `most` of them.
    """
    match = _STEP.fullmatch(step) if isinstance(step, str) else None
    if match is None:
        raise InputError(Problem(f"{step!r} is not a step of time: one like 1d, 6h, 30min or 2w is expected"))
    unit, count = _UNITS[match["unit"]]
    first, last = (t.astype(f"datetime64[{unit}]") for t in (start, end - np.timedelta64(1, "m")))
    apart = int(match["count"]) * count
    number = int((last - first).astype(int)) // apart + 1
    if number > most:
        wrong = f"every {step} are {number:,} dates; at most {most:,} are looked at"
        raise InputError(Problem(wrong, hint="Ask for a longer step."))
    one = np.timedelta64(1, unit)
    return np.arange(first, last + one, apart * one)


def area_cm2(history: History) -> Ints:
    """Return the geodesic area of each cell in whole square centimetres."""
    return np.rint(history.cell_area_km2 * CM2_A_KM2).astype(np.int64)


def runs(thing: Ints, label: Ints, start: Times, end: np.datetime64) -> tuple[NDArray[np.bool_], Times]:
    """Join stretches of the same thing that follow each other with the same label.

    They are given in order of thing and start; the last one of each thing goes on until `end`. Returned are a
    mask of those that begin a run, and the end of each run.
    """
    begins = np.ones(len(thing), dtype=bool)
    begins[1:] = (thing[1:] != thing[:-1]) | (label[1:] != label[:-1])
    owner, since = thing[begins], start[begins]
    goes_on = np.append(owner[1:] == owner[:-1], False)[: len(owner)]
    return begins, np.where(goes_on, np.append(since[1:], end)[: len(owner)], end)


def without_hours(history: History, instants: Times) -> Times:
    """Return instants of a history without their hours, unless the sources know these."""
    dates, number = np.unique(instants, return_inverse=True)
    return np.array([history.without_hours(date) for date in dates], dtype="datetime64[m]")[number]


def spell_ends(history: History) -> Times:
    """Return the (exclusive) end of each spell."""
    each = np.arange(len(history.spell_cell))
    return runs(history.spell_cell, each, history.spell_start, history.end)[1]


def summed(at: Times, start: Times, end: Times, group: Ints, weight: Ints, groups: int) -> Ints:
    """Return sums (instants, groups) of the weights of the stretches `[start, end)` that hold each instant.

    `at` rises; `group` says for each stretch which column it counts in.
    """
    total = np.zeros((len(at) + 1, groups), dtype=np.int64)
    np.add.at(total, (np.searchsorted(at, start), group), weight)
    np.subtract.at(total, (np.searchsorted(at, end), group), weight)
    return total.cumsum(axis=0)[:-1]
