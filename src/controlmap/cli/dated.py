"""Instants as people and programs are told them: never more precisely than the sources know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from controlmap.dates import KnownTo

    Dated = tuple[np.datetime64, KnownTo]

__all__ = ["in_words", "of_day", "period_in_words", "to_what_is_known"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_PARTS = ((5, "night to"), (12, "morning of"), (17, "afternoon of"), (21, "evening of"), (24, "late on"))
"""Until which hour a part of the day lasts: the night to a day is over when people get up on it."""


def to_what_is_known(instant: np.datetime64, known_to: KnownTo) -> str:
    """Return an instant as ISO 8601, without what no source says: see `controlmap.dates.known_text`."""
    from controlmap.dates import known_text

    return known_text(instant, known_to)


def of_day(dates: Sequence[str]) -> Iterator[str]:
    """Yield of dates in order of time which of those that are told alike each one is: `1/2`, or nothing."""
    for _, alike in groupby(dates):
        count = len([*alike])
        yield from (f"{number}/{count}" if count > 1 else "" for number in range(1, count + 1))


def in_words(instant: np.datetime64, known_to: KnownTo) -> str:
    """Return an instant in English, as precisely as it is known: `November 2024`, `15 March 45 BC`."""
    (year, month, day), hour, minute = _parts(instant)
    era = str(year) if year > 0 else f"{1 - year} BC"
    if known_to == "year":
        return era
    if known_to == "month":
        return f"{_MONTHS[month - 1]} {era}"
    date = f"{day} {_MONTHS[month - 1]} {era}"
    part = next(name for end, name in _PARTS if hour < end)
    return {
        "part_of_day": f"{part} {date}",
        "order": f"{date} (order known, hours not)",
        "hour": f"{date}, about {hour:02d}:00",
        "minute": f"{date}, {hour:02d}:{minute:02d}",
    }.get(known_to, date)


def period_in_words(start: Dated, end: Dated | None) -> str:
    """Return from when until when something lasted, in English; `end` None: it still does."""
    if end is None:
        return f"since {in_words(*start)}"
    if _parts(start[0])[0] == _parts(end[0])[0] and "order" in (start[1], end[1]):
        return f"during {in_words(start[0], 'order')}"
    return f"{in_words(*start)} until {in_words(*end)}"


def _parts(instant: np.datetime64) -> tuple[tuple[int, int, int], int, int]:
    """Return year, month and day, hour and minute; the year before 1 is 0."""
    month, day = instant.astype("datetime64[M]"), instant.astype("datetime64[D]")
    months = int(month.astype(int))
    number = int((day - month.astype("datetime64[D]")).astype(int)) + 1
    minutes = int((instant.astype("datetime64[m]") - day.astype("datetime64[m]")).astype(int))
    return (months // 12 + 1970, months % 12 + 1, number), minutes // 60, minutes % 60
