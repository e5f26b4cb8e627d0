"""Civil instants: text to and from `datetime64[m]` in the map project's time zone.

A civil date means its first minute. Instants carry no zone; an offset on input is converted to the project's
zone and dropped. Years beyond four digits carry a sign, as in ISO 8601's expanded form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from controlmap.errors import InputError, Problem

__all__ = [
    "OPEN_END",
    "OPEN_START",
    "Instant",
    "Instants",
    "day_of",
    "format_instant",
    "instant_of",
    "instants_of",
    "parse_instant",
    "parse_through",
    "read_zone",
]

OPEN_START = np.datetime64(np.iinfo(np.int64).min + 1, "m")
OPEN_END = np.datetime64(np.iinfo(np.int64).max, "m")

Instant = str | date | np.datetime64
"""An instant as people give it; a `datetime` is a `date` too, and a `pandas.Timestamp` a `datetime`."""
Instants = Instant | Iterable[Instant]
"""One or several instants as people give them: also arrays, a `DatetimeIndex`, a `Series`, a generator."""

_MINUTES_A_DAY = 1440
_LAST_YEAR = 999_999
"""What a text can say; before its minute counts what a text cannot, `datetime64` may overflow silently."""
_INSTANT = re.compile(
    r"(?P<date>(?P<year>\d{4}|[+-]\d{4,6})-(?P<month>\d\d)-(?P<day>\d\d))"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?P<second>:00(?:\.0+)?)?(?P<offset>Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)
_EXPECTED = "a date like 2024-11-30 or a date-time like 2024-11-30T14:00 is expected"


def read_zone(name: str) -> ZoneInfo:
    """Return the time zone with an IANA name.

    Raises
    ------
    InputError
        When there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InputError(Problem(f"no time zone is called {name!r}", property="time_zone")) from None


def parse_instant(text: object, zone: ZoneInfo | None = None) -> np.datetime64:
    """Return the civil instant that an ISO 8601 text names, as `datetime64[m]`.

    An offset is converted to `zone`; without a zone it is refused. `24:00` is refused, as is any text that is
    not a full date: a year or a month alone does not say when.

    Raises
    ------
    InputError
        When the text is no full date or date-time to the minute, or names a day that no calendar has.
    """
    match = _INSTANT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise _refusal(text, _EXPECTED)
    day = _civil_day(match, text)
    if match["hour"] is None:
        return day.astype("datetime64[m]")
    minutes = int(match["hour"]) * 60 + int(match["minute"])
    if minutes >= _MINUTES_A_DAY or int(match["minute"]) > 59:
        raise _refusal(text, "no day has that hour and minute")
    instant = day.astype("datetime64[m]") + np.timedelta64(minutes, "m")
    return instant if match["offset"] is None else _to_zone(instant, match["offset"], zone, text)


def instant_of(value: Instant, zone: ZoneInfo | None = None) -> np.datetime64:
    """Return the civil instant, as `datetime64[m]`, that somebody gives in any of Python's ways.

    That is a text as `parse_instant` reads it, a `date`, a `datetime` or `pandas.Timestamp` (without an
    offset it is civil time of the project; with one it is converted to `zone`), or a `datetime64` of any
    unit. Seconds are dropped.

    Raises
    ------
    InputError
        When a text is no instant, `NaT` or anything else is given, a year lies beyond 999999, or there is an
        offset and no zone to convert it to.

    Examples
    --------
    >>> from datetime import date
    >>> instant_of(date(2024, 11, 30)) == instant_of("2024-11-30") == instant_of(np.datetime64("2024-11-30"))
    np.True_
    """
    given: Any = value[()] if isinstance(value, np.ndarray) else value  # pyright: ignore[reportArgumentType]
    if isinstance(given, str):
        return parse_instant(given, zone)
    if not isinstance(given, date | np.datetime64):
        raise _refusal(given, _EXPECTED)
    if given != given:
        raise InputError(Problem("NaT is not an instant: a date is missing"))
    civil: Any = _in_zone(given, zone) if isinstance(given, datetime) and given.tzinfo else given
    # A Timestamp knows years that a datetime, as which NumPy would take it, does not.
    counted = civil.to_datetime64() if hasattr(civil, "to_datetime64") else np.datetime64(civil)
    if abs(int(counted.astype("datetime64[Y]").astype(int)) + 1970) > _LAST_YEAR:
        raise _refusal(str(given), f"years go from -{_LAST_YEAR} to {_LAST_YEAR}")
    return counted.astype("datetime64[m]")


def instants_of(values: Instants, zone: ZoneInfo | None = None) -> list[np.datetime64]:
    """Return the civil instants that somebody gives, in their order; one alone is one, a text too.

    Raises
    ------
    InputError
        When one of them is none, as `instant_of` tells.

    Examples
    --------
    >>> [format_instant(instant) for instant in instants_of(["2024-11-30", "2024-12-01T14:00"])]
    ['2024-11-30', '2024-12-01T14:00']
    >>> instants_of("2024-11-30")
    [np.datetime64('2024-11-30T00:00')]
    """
    several: Any = values
    if isinstance(values, str | bytes) or not isinstance(values, Iterable) or getattr(values, "ndim", 1) == 0:
        return [instant_of(several, zone)]
    return [instant_of(value, zone) for value in several]


def parse_through(text: object, zone: ZoneInfo | None = None) -> np.datetime64:
    """Return the exclusive end of a period that runs through the day (or minute) that a text names.

    Raises
    ------
    InputError
        As `parse_instant` does.
    """
    step = _MINUTES_A_DAY if isinstance(text, str) and "T" not in text else 1
    return parse_instant(text, zone) + np.timedelta64(step, "m")


def format_instant(instant: np.datetime64) -> str:
    """Return an instant as ISO 8601: a date where it is the first minute of a day, else a date-time."""
    day = instant.astype("datetime64[D]")
    text = _format_day(day)
    minutes = int((instant - day.astype("datetime64[m]")).astype(int))
    return text if minutes == 0 else f"{text}T{minutes // 60:02d}:{minutes % 60:02d}"


def day_of(instant: np.datetime64) -> tuple[np.datetime64, np.datetime64]:
    """Return the half-open civil day, as two instants, in which an instant lies."""
    start = instant.astype("datetime64[D]").astype("datetime64[m]")
    return start, start + np.timedelta64(_MINUTES_A_DAY, "m")


def _civil_day(match: re.Match[str], text: object) -> np.datetime64:
    """Return the day of a match, checked against the calendar."""
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    if not 1 <= month <= 12 or day < 1:
        raise _refusal(text, "no calendar has that day")
    first = np.datetime64(12 * (year - 1970) + month - 1, "M")
    found = first.astype("datetime64[D]") + np.timedelta64(day - 1, "D")
    if found.astype("datetime64[M]") != first:
        raise _refusal(text, "no calendar has that day")
    return found


def _format_day(day: np.datetime64) -> str:
    months = int(day.astype("datetime64[M]").astype(int))
    year, month = months // 12 + 1970, months % 12 + 1
    number = int((day - np.datetime64(months, "M").astype("datetime64[D]")).astype(int)) + 1
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{number:02d}"


def _to_zone(instant: np.datetime64, offset: str, zone: ZoneInfo | None, text: object) -> np.datetime64:
    if zone is None:
        raise _refusal(text, "an offset needs a time zone to convert to")
    hours, minutes = (0, 0) if offset == "Z" else (int(offset[1:3]), int(offset[4:6]))
    if hours > 23 or minutes > 59:
        raise _refusal(text, "no zone has that offset")
    shift = timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1)
    try:
        moment = instant.astype("datetime64[s]").item().replace(tzinfo=UTC) - shift
        civil: datetime = moment.astimezone(zone).replace(tzinfo=None)
    except (AttributeError, OverflowError):
        raise _refusal(text, "offsets work for the years 1 to 9999 only") from None
    return np.datetime64(civil, "m")


def _in_zone(moment: datetime, zone: ZoneInfo | None) -> datetime:
    """Return the civil time of a moment that has an offset."""
    if zone is None:
        raise _refusal(str(moment), "an offset needs a time zone to convert to")
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        raise _refusal(str(moment), "offsets work for the years 1 to 9999 only") from None


def _refusal(text: object, why: str) -> InputError:
    return InputError(Problem(f"{text!r} is not an instant: {why}"))
