"""Civil instants: text to and from `datetime64[m]` in the map project's time zone.

A civil date means its first minute. Instants carry no zone; an offset on input is converted to the project's
zone and dropped. Years beyond four digits carry a sign, as in ISO 8601's expanded form.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from controlmap.errors import InputError, Problem

__all__ = [
    "OPEN_END",
    "OPEN_START",
    "Instant",
    "day_of",
    "format_instant",
    "instant_of",
    "parse_instant",
    "parse_through",
    "read_zone",
]

OPEN_START = np.datetime64(np.iinfo(np.int64).min + 1, "m")
OPEN_END = np.datetime64(np.iinfo(np.int64).max, "m")

Instant = str | date | np.datetime64
"""An instant as people give it; a `datetime` is a `date` too."""

_MINUTES_A_DAY = 1440
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
    """Return the civil instant, as `datetime64[m]`, that a text, date, datetime or `datetime64` names.

    A text, and an aware datetime, is read as `parse_instant` does; seconds are dropped.

    Raises
    ------
    InputError
        When a text is no instant, or a datetime has an offset and there is no zone to convert it to.
    """
    if isinstance(value, np.datetime64):
        return value.astype("datetime64[m]")
    text = value.isoformat(timespec="minutes") if isinstance(value, datetime) else str(value)
    return parse_instant(text, zone)


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


def _refusal(text: object, why: str) -> InputError:
    return InputError(Problem(f"{text!r} is not an instant: {why}"))
