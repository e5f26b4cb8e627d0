"""Civil instants: text to and from `datetime64`, in the map project's time zone.

The unit of a `datetime64` is how precisely a time is known: `2024` is a year (`[Y]`), `2024-11` a month
(`[M]`), `2024-11-30` a day (`[D]`), a date-time a minute (`[m]`). NumPy compares them by their first
minutes, so that a date means its first minute where the map is cut; a date *asked for* means the whole of
it, up to its last minute. Instants carry no zone; an offset on input is converted to the project's zone and
dropped. Years beyond four digits carry a sign, as in ISO 8601's expanded form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

import numpy as np

from controlmap.errors import InputError, Problem
from controlmap.words import listing, phrase, word

__all__ = [
    "OPEN_END",
    "OPEN_START",
    "Instant",
    "Instants",
    "KnownTo",
    "Precision",
    "Said",
    "as_known",
    "clock_change",
    "day_of",
    "day_or_minute",
    "end_of",
    "exact_text",
    "first_minute",
    "format_instant",
    "instant_of",
    "instants_of",
    "known_text",
    "known_together",
    "last_minute",
    "parse_instant",
    "parse_through",
    "precision_of",
    "read_zone",
]

OPEN_START = np.datetime64(np.iinfo(np.int64).min + 1, "m")
OPEN_END = np.datetime64(np.iinfo(np.int64).max, "m")

Instant = str | date | np.datetime64
"""An instant as people give it; a `datetime` is a `date` too, and a `pandas.Timestamp` a `datetime`."""
Instants = Instant | Iterable[Instant]
"""One or several instants as people give them: also arrays, a `DatetimeIndex`, a `Series`, a generator."""

Precision = Literal["year", "month", "day", "minute"]
"""How precisely an instant is known, as its text says."""
Said = Literal["hour", "part_of_day", "order"]
"""What a record may say of a date-time besides: `order` means that its hour shows the order only."""
KnownTo = Literal["year", "month", "day", "part_of_day", "order", "hour", "minute"]
"""How precisely an instant is known, from the least to the most, as its text or its record says."""

_PRECISIONS: dict[str, Precision] = {"Y": "year", "M": "month", "D": "day", "m": "minute"}
_KNOWN_TO: tuple[KnownTo, ...] = get_args(KnownTo)
_RANK = _KNOWN_TO.index
_MINUTES_A_DAY = 1440
_LAST_YEAR = 999_999
"""What a text can say; before its minute counts what a text cannot, `datetime64` may overflow silently."""
_INSTANT = re.compile(
    r"(?P<year>\d{4}|[+-]\d{4,6})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?P<second>:00(?:\.0+)?)?(?P<offset>Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)
_EXPECTED = word("a date like 2024-11-30 or a date-time like 2024-11-30T14:00 is expected")


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
        raise InputError(
            Problem(phrase("no time zone is called {name!r}", name=name), property="time_zone")
        ) from None


def parse_instant(text: object, zone: ZoneInfo | None = None) -> np.datetime64:
    """Return the civil instant that an ISO 8601 text names, in the unit that it is precise to.

    `2024` gives `datetime64[Y]`, `2024-11` `[M]`, `2024-11-30` `[D]`, a date-time to the minute `[m]`. An
    offset is converted to `zone`; without a zone it is refused. `24:00` is refused.

    Raises
    ------
    InputError
        When the text is no date or date-time to the minute, or names a day that no calendar has.
    """
    if not isinstance(text, str):
        raise _refusal(text, _EXPECTED)
    return _parsed(text, zone)


@lru_cache(4096)
def _parsed(text: str, zone: ZoneInfo | None) -> np.datetime64:
    """Return the instant that a text names: a series names the same ones again and again."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise _refusal(text, _meant(text) or _EXPECTED)
    day = _civil_day(match, text)
    if match["hour"] is None:
        return day
    minutes = int(match["hour"]) * 60 + int(match["minute"])
    if minutes >= _MINUTES_A_DAY or int(match["minute"]) > 59:
        raise _refusal(text, word("no day has that hour and minute"))
    instant = first_minute(day) + np.timedelta64(minutes, "m")
    return instant if match["offset"] is None else _to_zone(instant, match["offset"], zone, text)


def instant_of(value: Instant, zone: ZoneInfo | None = None) -> np.datetime64:
    """Return the civil instant that somebody gives in any of Python's ways, in its unit of precision.

    That is a text as `parse_instant` reads it, a `date`, which is a day, a `datetime` or `pandas.Timestamp`
    (without an offset it is civil time of the project; with one it is converted to `zone`), or a
    `datetime64`, which is a year, month or day in the units Y, M and D. All others are precise to the minute.
    Seconds are dropped.

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
    if isinstance(given, Iterable) and not isinstance(given, bytes):
        kind = type(given).__name__
        raise InputError(
            Problem(phrase("a {kind} is not an instant: one is asked for here", kind=kind), hint=_SEVERAL)
        )
    if not isinstance(given, date | np.datetime64):
        raise _refusal(given, _EXPECTED)
    if given != given:
        raise InputError(Problem("NaT is not an instant: a date is missing"))
    civil: Any = _in_zone(given, zone) if isinstance(given, datetime) and given.tzinfo else given
    # A Timestamp knows years that a datetime, as which NumPy would take it, does not.
    counted = civil.to_datetime64() if hasattr(civil, "to_datetime64") else np.datetime64(civil)
    if abs(int(counted.astype("datetime64[Y]").astype(int)) + 1970) > _LAST_YEAR:
        raise _refusal(str(given), phrase("years go from -{year} to {year}", year=_LAST_YEAR))
    return counted if _unit(counted) in _PRECISIONS else counted.astype("datetime64[m]")


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
    [np.datetime64('2024-11-30')]
    """
    several: Any = values
    alone = isinstance(values, str | bytes) or not isinstance(values, Iterable)
    if alone or getattr(values, "ndim", None) == 0:
        return [instant_of(several, zone)]
    return [instant_of(value, zone) for value in several]


def parse_through(text: object, zone: ZoneInfo | None = None) -> np.datetime64:
    """Return the exclusive end of a period that runs through the year, month, day or minute a text names.

    Raises
    ------
    InputError
        As `parse_instant` does.
    """
    return end_of(parse_instant(text, zone))


def precision_of(instant: np.datetime64) -> Precision:
    """Return how precisely an instant is known."""
    return _PRECISIONS.get(_unit(instant), "minute")


def first_minute(instant: np.datetime64) -> np.datetime64:
    """Return the first minute of a year, month or day, as `datetime64[m]`."""
    return instant.astype("datetime64[m]")


def end_of(instant: np.datetime64) -> np.datetime64:
    """Return the first minute after a year, month, day or minute, as `datetime64[m]`."""
    return first_minute(instant + np.timedelta64(1, _unit(instant)))  # pyright: ignore[reportArgumentType, reportCallIssue]


def last_minute(instant: np.datetime64) -> np.datetime64:
    """Return the last minute of a year, month or day, as `datetime64[m]`; a minute is its own."""
    return end_of(instant) - np.timedelta64(1, "m")


def exact_text(instant: np.datetime64) -> str:
    """Return an instant as ISO 8601, as precisely as its unit says: also `T00:00` where it is a minute."""
    text = str(instant if _unit(instant) in "YMD" else first_minute(instant))
    # numpy writes ISO 8601, but that it has no plus, and three digits will do of a year before 0.
    year, dash, rest = text.lstrip("-").partition("-")
    sign = "-" if text.startswith("-") else "+" if len(year) > 4 else ""
    return f"{sign}{year:0>4}{dash}{rest}"


def format_instant(instant: np.datetime64) -> str:
    """Return an instant as ISO 8601, as precisely as its unit says, without `T00:00`.

    Instants that are computed, such as the dates of a history, are all minutes: at the first minute of a day
    the day alone is told.
    """
    return exact_text(instant).removesuffix("T00:00")


def known_text(instant: np.datetime64, known_to: KnownTo) -> str:
    """Return an instant as ISO 8601, without what no source says: the day, where hours only show an order.

    Examples
    --------
    >>> known_text(np.datetime64("2024-11-30T06:00"), "order")
    '2024-11-30'
    """
    return exact_text(as_known(instant, known_to))


def as_known(instant: np.datetime64, known_to: str) -> np.datetime64:
    """Return an instant in the unit to which it is known: the day, where hours only show an order."""
    unit = {"year": "Y", "month": "M", "minute": "m", "hour": "m"}.get(known_to, "D")
    return instant.astype(f"datetime64[{unit}]")


def known_together(said: Iterable[KnownTo]) -> KnownTo:
    """Return how exactly an instant is known that several speak of: as the one says that knows least.

    The day or hour that one source gave is not that of all that happens then.

    Examples
    --------
    >>> known_together(["month", "day"]), known_together(["minute", "order"])
    ('month', 'order')
    """
    return min(said, key=_RANK)


def clock_change(instant: np.datetime64, zone: ZoneInfo) -> Literal["repeated", "skipped"] | None:
    """Tell whether a civil minute came twice in a zone, as clocks went back, or never, as they went forward.

    Examples
    --------
    >>> clock_change(np.datetime64("2024-10-27T02:30"), ZoneInfo("Europe/Paris"))
    'repeated'
    """
    moment: Any = instant.astype("datetime64[s]").item()
    if not isinstance(moment, datetime):
        return None  # of years that zones do not know
    before, after = (moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if before is None or after is None or before == after:
        return None
    return "repeated" if before > after else "skipped"


def day_of(instant: np.datetime64) -> tuple[np.datetime64, np.datetime64]:
    """Return the half-open civil day, as two instants, in which an instant lies."""
    start = instant.astype("datetime64[D]").astype("datetime64[m]")
    return start, start + np.timedelta64(_MINUTES_A_DAY, "m")


def day_or_minute(instant: np.datetime64) -> np.datetime64:
    """Return a computed instant as the day that it is the first minute of, if it is that of one."""
    day = instant.astype("datetime64[D]")
    return day if day == instant else instant


def _unit(instant: np.datetime64) -> str:
    unit, count = np.datetime_data(instant.dtype)
    return unit if count == 1 else "m"


def _civil_day(match: re.Match[str], text: object) -> np.datetime64:
    """Return the year, month or day of a match, checked against the calendar."""
    year = int(match["year"]) - 1970
    if match["month"] is None:
        return np.datetime64(year, "Y")
    if not 1 <= int(match["month"]) <= 12:
        raise _refusal(text, word("no calendar has that day"))
    month = np.datetime64(12 * year + int(match["month"]) - 1, "M")
    if match["day"] is None:
        return month
    found = month.astype("datetime64[D]") + np.timedelta64(int(match["day"]) - 1, "D")
    if found.astype("datetime64[M]") != month:
        raise _refusal(text, word("no calendar has that day"))
    return found


def _to_zone(instant: np.datetime64, offset: str, zone: ZoneInfo | None, text: object) -> np.datetime64:
    if zone is None:
        raise _refusal(text, word("an offset needs a time zone to convert to"))
    hours, minutes = (0, 0) if offset == "Z" else (int(offset[1:3]), int(offset[4:6]))
    if hours > 23 or minutes > 59:
        raise _refusal(text, word("no zone has that offset"))
    shift = timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1)
    try:
        moment = instant.astype("datetime64[s]").item().replace(tzinfo=UTC) - shift
        civil: datetime = moment.astimezone(zone).replace(tzinfo=None)
    except (AttributeError, OverflowError):
        raise _refusal(text, word("offsets work for the years 1 to 9999 only")) from None
    return np.datetime64(civil, "m")


def _in_zone(moment: datetime, zone: ZoneInfo | None) -> datetime:
    """Return the civil time of a moment that has an offset."""
    if zone is None:
        raise _refusal(str(moment), word("an offset needs a time zone to convert to"))
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        raise _refusal(str(moment), word("offsets work for the years 1 to 9999 only")) from None


_TIME = r"(?:[T ](?P<hour>\d\d?):(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?)?"
_HABITS = [
    re.compile(day + _TIME)
    for day in (
        r"(?P<year>\d{4})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<day>\d\d?)[-/.](?P<month>\d\d?)[-/.](?P<year>\d{4})",
        r"(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<year>\d{4})",
    )
]
"""How people and programs write dates otherwise, in digits of any script, and with seconds."""


_SEVERAL = (
    "Ask for each in turn; areas, area_ranges, front_lengths, compare, frames, export (at) and "
    "from_snapshots take several."
)


def _meant(text: str) -> str | None:
    """Return in words what a text that is no instant is likely to mean."""
    matches = [match for habit in _HABITS if (match := habit.fullmatch(text.strip()))]
    dates = [found for found in dict.fromkeys(map(_as_iso, matches)) if found != text and _is_instant(found)]
    return phrase("did you mean {dates}?", dates=listing(dates, " or ")) if dates else None


def _as_iso(match: re.Match[str]) -> str:
    given = {name: int(digits) for name, digits in match.groupdict().items() if digits is not None}
    day = "{year:04d}-{month:02d}-{day:02d}".format(**given)
    return day if "hour" not in given else day + "T{hour:02d}:{minute:02d}".format(**given)


def _is_instant(text: str) -> bool:
    try:
        parse_instant(text)
    except InputError:
        return False
    return True


def _refusal(text: object, why: str) -> InputError:
    return InputError(Problem(phrase("{text!r} is not an instant: {why}", text=text, why=why)))
