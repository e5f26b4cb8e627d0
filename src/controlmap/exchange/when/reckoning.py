"""What a date is: how it is to be read, and a stretch of civil time known as exactly as it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np

__all__ = ["LAST_YEAR", "NEVER", "Era", "Precision", "Reckoning", "UnknownDateError", "When", "checked_day"]
__all__ += ["whole", "written_year"]

Precision = Literal["minute", "day", "month", "year"]
Era = Literal["iso", "historical"]
_UNITS: dict[Precision, str] = {"minute": "m", "day": "D", "month": "M", "year": "Y"}
LAST_YEAR = 9999
NEVER = np.datetime64(str(LAST_YEAR))
"""Databases that have no word for an open end write a date in the last year that they know, in some form."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a file's dates are to be read where they do not say so themselves.

    `zone` is whose civil time instants with an offset, or counted in seconds, are told in, None UTC's.
    `day_first` reads 01/03/2024 as 1 March, False as 3 January, None refuses it. `bce` says what the year 0
    is: 1 BC ("iso"), or no year at all ("historical": -3 is 3 BC). `range` takes the earliest or the latest
    day of what is known as a range only. `pattern` is one of strptime, in which `*` stands for any letters.
    `hours` says that some date of the series has an hour, so that its midnights are instants and no days.
    """

    zone: ZoneInfo | None = None
    day_first: bool | None = None
    bce: Era | None = None
    excel: bool = False
    range: Literal["earliest", "latest"] | None = None
    pattern: str | None = None
    hours: bool = False


class UnknownDateError(ValueError):
    """A text that is no date at all, as most texts are; what is one but cannot be told is a ValueError."""


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of civil time; the unit of `start` (Y, M, D or m) says how exactly it is known."""

    start: np.datetime64
    approximate: bool = False

    @property
    def end(self) -> np.datetime64:
        """The first instant after it, in the same unit."""
        return self.start + np.timedelta64(1, np.datetime_data(self.start)[0])

    @property
    def text(self) -> str:
        """Its beginning in ISO 8601, as exactly as it is known."""
        return _iso(self.start)


def whole(moment: np.datetime64, precision: Precision) -> When:
    """Return the whole minute, day, month or year that a moment lies in."""
    return When(moment.astype(f"datetime64[{_UNITS[precision]}]"))


def checked_day(written: str, text: str) -> np.datetime64:
    """Return the first minute of a date in ISO 8601, which a file has as `text`.

    Raises
    ------
    ValueError
        When no calendar has it.
    """
    try:
        return np.datetime64(written).astype("datetime64[m]")
    except ValueError:
        raise ValueError(f"{text!r} is no day of the calendar") from None


def written_year(year: int) -> str:
    """Return a year as ISO 8601 writes it, with four digits or more and its sign."""
    return f"{year:05d}" if year < 0 else f"{year:04d}" if year < 10_000 else f"+{year}"


def _iso(moment: np.datetime64) -> str:
    text = str(moment)
    year, rest = re.match(r"([+-]?\d+)(.*)", text).groups()  # pyright: ignore[reportOptionalMemberAccess]
    return f"{written_year(int(year))}{rest}"
