"""Dates as files write them, with how exactly they are known: never the first day of what is a range."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any, Literal
from zoneinfo import ZoneInfo

import numpy as np

from controlmap.dates import parse_instant
from controlmap.errors import InputError
from controlmap.exchange.months import spelt_date
from controlmap.exchange.readers.csv import number_of
from controlmap.exchange.states_table import as_text

__all__ = ["Era", "Reckoning", "UnknownDateError", "When", "day_order", "hijri_among", "in_one_way"]
__all__ += ["read_when", "reads_like_date", "tell_hours"]

Precision = Literal["minute", "day", "month", "year"]
Era = Literal["iso", "historical"]
_UNITS: dict[Precision, str] = {"minute": "m", "day": "D", "month": "M", "year": "Y"}
_ISO = re.compile(r"(?P<year>[+-]?\d{4,6})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
_CLOCK = re.compile(
    r"(?P<date>[+-]?\d{4,6}-\d\d-\d\d)[T ](?P<clock>\d\d:\d\d)(?P<seconds>:\d\d(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?"
)
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})([./])(\d{1,2})\2(\d{1,2})")
_NUMERIC_CLOCK = re.compile(
    r"(?P<date>\d{1,4}(?P<mark>[./-])\d{1,2}(?P=mark)\d{1,4})[T ](?P<hour>\d{1,2}):(?P<minute>\d\d)"
    r"(?P<seconds>:\d\d(?:[.,]\d+)?)?(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?\s*(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?"
)
_LIKE_A_DATE = re.compile(r"\d{1,4}\s*([./-])\s*\d{1,2}\s*\1\s*\d{1,4}")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_YEAR = re.compile(r"-?\d{1,4}|[+-]\d{5,6}")
_BEFORE = re.compile(r"0*(?P<year>[1-9]\d{0,3})\s*B\.?\s?C\.?(\s?E\.?)?", re.IGNORECASE)
_SEASON = re.compile(r"\d{4}-(2[1-9]|3\d|4[01])")
_ENDLESS = ("", "..", "infinity", "inf", "open", "present", "now", "null", "none")
_LAST_YEAR = 9999
_NEVER = np.datetime64(str(_LAST_YEAR))
"""Databases that have no word for an open end write a date in the last year that they know, in some form."""
_MINUTES_FROM = 10**8
_UTC = ZoneInfo("UTC")
_MONTHS = 12
_EXCEL_ZERO = date(1899, 12, 30)
"""Day 0 of Excel's dates, as they count from 1 March 1900 on."""


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


def read_when(value: Any, reckoning: Reckoning) -> When | None:
    """Return the stretch of time that a value names; None where it names none, as an open end does.

    A date in the year 9999, however it is written, is an open end.

    Raises
    ------
    ValueError
        When it is no date, or one that can be read in two ways, in words and with what to say; the former
        as UnknownDateError.
    """
    if isinstance(value, bool):
        raise ValueError(f"{value} is no date")
    text = _text_of(value)
    if text.lower() in _ENDLESS:
        return None
    found = _read(text, reckoning)
    if found is None:
        raise UnknownDateError(f"{str(value)!r} is no date that is known here")
    return found if found.start.astype("datetime64[Y]") != _NEVER else None


def _read(text: str, reckoning: Reckoning) -> When | None:
    if reckoning.pattern is not None:
        return _by_pattern(text, reckoning.pattern)
    return next((found for read in _READERS if (found := read(text, reckoning)) is not None), None)


def _text_of(value: Any) -> str:
    # A column of whole numbers with a gap in it is one of floating-point numbers: 1918.0 is a year.
    return _ascii_digits(value.isoformat() if isinstance(value, datetime | date) else as_text(value))


def _edtf(text: str, reckoning: Reckoning) -> When | None:
    """Read what EDTF (Library of Congress, 2019) adds to ISO 8601: about, open digits, ranges, seasons."""
    if text[-1:] in ("~", "?", "%"):
        inner = _exactly(text[:-1], reckoning)
        return None if inner is None else replace(inner, approximate=True)
    if re.fullmatch(r"\d{1,3}[xX]{1,3}", text):
        digits = re.sub("[xX]", "0", text), re.sub("[xX]", "9", text)
        return _one_of(_year(int(digits[0])), _year(int(digits[1])), text, reckoning)
    if "/" in text and not _NUMERIC.fullmatch(text):
        parts = [part.strip() for part in text.split("/", 1)]
        first, last = (_exactly(part, reckoning) for part in parts)
        if first is not None and last is not None:
            return _one_of(first, last, text, reckoning)
        if {"", ".."} & {*parts} and (first or last):
            raise ValueError(f"{text!r} is a range with an open end, not a date")
    if _SEASON.fullmatch(text):
        raise ValueError(f"{text!r} is a season or another part of the year in EDTF, not a date")
    return None


def _exactly(text: str, reckoning: Reckoning) -> When | None:
    return next(
        (found for read in (_clock, _iso_date, _plain_year) if (found := read(text, reckoning))), None
    )


def _one_of(first: When, last: When, text: str, reckoning: Reckoning) -> When:
    if reckoning.range is None:
        raise ValueError(f"{text!r} is a range, not a date: say --earliest or --latest")
    return first if reckoning.range == "earliest" else last


def _clock(text: str, reckoning: Reckoning) -> When | None:
    match = _CLOCK.fullmatch(_in_iso(text, reckoning))
    if match is None:
        return None
    moment = _checked(f"{match['date']}T{match['clock']}", text)
    if moment >= _NEVER:
        return _whole(moment, "day")  # no zone has it: some would have it beyond all years that there are
    if not reckoning.hours and _is_midnight(match):
        # Programs write a date as its midnight, in whatever zone the machine was: the day is what was meant.
        return _whole(moment, "day")
    return _whole(_in_zone(match, reckoning.zone or _UTC) if match["zone"] else moment, "minute")


def _in_iso(text: str, reckoning: Reckoning) -> str:
    """Return a date of numbers with an hour, as GDAL and spreadsheets write it, in ISO 8601; others as is."""
    match = _NUMERIC_CLOCK.fullmatch(text)
    day = _numeric(match["date"], reckoning) if match else None
    if match is None or day is None:
        return text
    return f"{day.text}T{_hour_and_minute(match)}{match['seconds'] or ''}{match['zone'] or ''}"


def _hour_and_minute(match: re.Match[str]) -> str:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError(f"{match[0]!r} has no hour from 1 to 12 before AM or PM")
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return f"{hour:02d}:{match['minute']}"


def _is_hour_0(match: re.Match[str]) -> bool:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    return hour == (12 if half == "a" else 0)


def _date_in(text: str) -> str:
    """Return the date of a text that may have an hour behind it."""
    match = _NUMERIC_CLOCK.fullmatch(text)
    return match["date"] if match else text


def _is_midnight(clock: re.Match[str]) -> bool:
    return clock["clock"] == "00:00" and not (clock["seconds"] or "").strip(":.,0")


def _tells_hour(text: str, reckoning: Reckoning) -> bool:
    if (clock := _CLOCK.fullmatch(text)) is not None:
        # The last minute of all, where a database means an open end, is no hour that anybody looked at.
        return not _is_midnight(clock) and not clock["date"].startswith(str(_LAST_YEAR))
    if (numbers := _NUMERIC_CLOCK.fullmatch(text)) is not None:
        seconds = (numbers["seconds"] or "").strip(":.,0")
        midnight = numbers["minute"] == "00" and not seconds and _is_hour_0(numbers)
        return not midnight and str(_LAST_YEAR) not in numbers["date"]
    counted = _counted(text, reckoning)
    return counted is not None and _UNITS["minute"] == np.datetime_data(counted.start)[0]


def _in_zone(clock: re.Match[str], zone: ZoneInfo) -> np.datetime64:
    """Return in the civil time of a zone what a clock with an offset says, also if that is of hours alone."""
    digits = clock["zone"].replace(":", "").ljust(5, "0")
    offset = "Z" if clock["zone"] == "Z" else f"{digits[:3]}:{digits[3:]}"
    try:
        return parse_instant(f"{clock['date']}T{clock['clock']}{offset}", zone)
    except InputError as error:
        raise ValueError(error.problems[0].message) from None


def _iso_date(text: str, reckoning: Reckoning) -> When | None:
    match = _ISO.fullmatch(text)
    if match is None or (match["month"] is None):
        return None
    year = _reckoned(int(match["year"]), reckoning)
    month, day = match["month"], match["day"]
    written = f"{_written(year)}-{month}" + (f"-{day}" if day else "")
    return _whole(_checked(written, text), "day" if day else "month")


def _plain_year(text: str, reckoning: Reckoning) -> When | None:
    if re.fullmatch(r"\d{5}", text) and not reckoning.excel:
        raise ValueError(f"{text} is no year; if it is one of Excel's day numbers, say --excel-dates")
    if not _YEAR.fullmatch(text):
        return None
    return _year(_reckoned(int(text), reckoning))


def _before_our_era(text: str, reckoning: Reckoning) -> When | None:
    match = _BEFORE.fullmatch(text)
    # ISO 8601 has a year 0, which is 1 BC.
    return _year(1 - int(match["year"])) if match else None


def _numeric(text: str, reckoning: Reckoning) -> When | None:
    if (dated := _YEAR_FIRST.fullmatch(text)) is not None:
        year, _, month, day = dated.groups()
        return _whole(_checked(f"{year}-{int(month):02d}-{int(day):02d}", text), "day")
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return None
    first, second, year = match.groups()
    day_first = _day_stands_first(text) if reckoning.day_first is None else reckoning.day_first
    if day_first is None:
        raise ValueError(f"{text!r} may be read as day or month first: say --day-first or --month-first")
    day, month = (first, second) if day_first else (second, first)
    return _whole(_checked(f"{year}-{int(month):02d}-{int(day):02d}", text), "day")


def _day_stands_first(text: str) -> bool | None:
    """Tell by a date such as 30.11.2024 which of its numbers is the day; None where both may be."""
    match = _NUMERIC.fullmatch(_date_in(text))
    if match is None or (int(match[1]) > _MONTHS) == (int(match[2]) > _MONTHS):
        return None
    return int(match[1]) > _MONTHS


def day_order(texts: Iterable[str]) -> tuple[bool | None, bool]:
    """Tell whether the day stands first in dates of numbers, if they agree on it, and whether any is open."""
    dates = [text for text in texts if _NUMERIC.fullmatch(_date_in(text))]
    orders = {_day_stands_first(text) for text in dates}
    told = orders - {None}
    return (next(iter(told)) if len(told) == 1 else None), None in orders


def in_one_way(reckoning: Reckoning, values: Iterable[Any]) -> Reckoning:
    """Return how all dates of a series are read: what one of them tells goes for those that tell less.

    30.11.2024 tells the order of 01.03.2024, and 23:00 beside it that 00:00 is an instant: a series that is
    at midnight throughout is one of days.

    Raises
    ------
    ValueError
        When some have the day first and some the month, and nobody said which.
    """
    texts = {_text_of(value) for value in values}
    return replace(_in_one_order(reckoning, texts), hours=tell_hours(texts, reckoning))


def tell_hours(values: Iterable[Any], reckoning: Reckoning) -> bool:
    """Tell whether some date of a series has another hour than midnight.

    One with an offset is looked at as it is written: at 00:00Z it is midnight, in whatever zone the map is.
    """
    return reckoning.hours or any(_tells_hour(_text_of(value), reckoning) for value in values)


def _in_one_order(reckoning: Reckoning, texts: Iterable[str]) -> Reckoning:
    if reckoning.day_first is not None:
        return reckoning
    told = {order: text for text in sorted(texts) if (order := _day_stands_first(text)) is not None}
    if len(told) == 2:
        raise ValueError(
            f"the day stands first in {told[True]!r}, the month in {told[False]!r}: write one order"
        )
    return replace(reckoning, day_first=next(iter(told), None))


def reads_like_date(text: str) -> bool:
    """Tell whether a text looks like a date to people, though it may be none that is known here."""
    return _LIKE_A_DATE.fullmatch(_date_in(_ascii_digits(text.strip()))) is not None


def _spelt(text: str, reckoning: Reckoning) -> When | None:
    found = spelt_date(text)
    if found is None:
        return None
    year, month, day = found
    written = f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day is not None else "")
    return _whole(_checked(written, text), "month" if day is None else "day")


def _compact(text: str, reckoning: Reckoning) -> When | None:
    match = _COMPACT.fullmatch(text)
    return None if match is None else _whole(_checked("-".join(match.groups()), text), "day")


def _counted(text: str, reckoning: Reckoning) -> When | None:
    """Read seconds or milliseconds since 1970, and Excel's days where that was said, up to the year 9999."""
    number = number_of(text)
    if number is None:
        return None
    try:
        return _days_or_seconds(number, reckoning)
    except OverflowError:
        return None


def _days_or_seconds(number: float, reckoning: Reckoning) -> When | None:
    if reckoning.excel and 1 <= number < 3_000_000 and number == int(number):
        return _whole(np.datetime64(_EXCEL_ZERO + timedelta(days=int(number)), "m"), "day")
    if abs(number) < _MINUTES_FROM:
        return None
    seconds = number / 1000 if abs(number) >= 10**11 else number
    moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)
    if moment.year == _LAST_YEAR:
        return _year(_LAST_YEAR)
    civil = moment.astimezone(reckoning.zone or _UTC).replace(tzinfo=None, second=0, microsecond=0)
    with_hour = reckoning.hours or civil.hour or civil.minute
    return _whole(np.datetime64(civil, "m"), "minute" if with_hour else "day")


Reader = Callable[[str, Reckoning], When | None]
_READERS: tuple[Reader, ...] = (
    _clock,
    _edtf,
    _iso_date,
    _compact,
    _plain_year,
    _before_our_era,
    _numeric,
    _spelt,
    _counted,
)


def _by_pattern(text: str, pattern: str) -> When:
    moments = (_strptime(part, code) for part, code in _parts_with_date(text, pattern))
    moment = next((moment for moment in moments if moment is not None), None)
    if moment is None:
        raise ValueError(f"{text!r} does not read {pattern!r}")
    return _whole(moment, precision_of_pattern(pattern))


def _strptime(text: str, pattern: str) -> np.datetime64 | None:
    try:
        return np.datetime64(datetime.strptime(text, pattern), "m")
    except ValueError:
        return None


def _parts_with_date(text: str, pattern: str) -> Iterator[tuple[str, str]]:
    """Yield each part of a text that may be the date, the longest first, and the pattern to read it by.

    A `*` in a pattern stands for any letters: what stands between two of them, and has codes, is the date.
    """
    pieces = pattern.split("*")
    dated = [i for i, piece in enumerate(pieces) if "%" in piece]
    if len(pieces) == 1 or len(dated) != 1:
        yield text, pattern
        return
    before, code, after = (
        "*".join([*pieces[: dated[0]], ""]),
        pieces[dated[0]],
        "*".join(["", *pieces[dated[0] + 1 :]]),
    )
    for length in range(len(text), 0, -1):
        for start in range(len(text) - length + 1):
            rest = text[:start], text[start + length :]
            if fnmatchcase(rest[0], before) and fnmatchcase(rest[1], after):
                yield text[start : start + length], code


def precision_of_pattern(pattern: str) -> Precision:
    """Return how exact a date is that a strptime pattern reads."""
    codes = set(re.findall(r"%-?([A-Za-z])", pattern))
    if codes & set("HIMScX"):
        return "minute"
    if codes & set("djDxc"):
        return "day"
    return "month" if codes & set("mbB") else "year"


def _reckoned(year: int, reckoning: Reckoning) -> int:
    """Return an astronomical year: 0 is 1 BC."""
    if year > 0:
        return year
    if reckoning.bce is None:
        raise ValueError(
            f"years are counted with a year 0 (iso) or without (historical): say which, for {year}"
        )
    if year == 0 and reckoning.bce == "historical":
        raise ValueError("there is no year 0 where years are counted as historians do")
    return year + 1 if reckoning.bce == "historical" else year


def _year(year: int) -> When:
    return _whole(_checked(_written(year), str(year)), "year")


def _written(year: int) -> str:
    return f"{year:05d}" if year < 0 else f"{year:04d}" if year < 10_000 else f"+{year}"


def _checked(written: str, text: str) -> np.datetime64:
    try:
        return np.datetime64(written).astype("datetime64[m]")
    except ValueError:
        raise ValueError(f"{text!r} is no day of the calendar") from None


def _whole(moment: np.datetime64, precision: Precision) -> When:
    return When(moment.astype(f"datetime64[{_UNITS[precision]}]"))


def _iso(moment: np.datetime64) -> str:
    text = str(moment)
    year, rest = re.match(r"([+-]?\d+)(.*)", text).groups()  # pyright: ignore[reportOptionalMemberAccess]
    return f"{_written(int(year))}{rest}"


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)


def hijri_among(years: Sequence[int]) -> list[int]:
    """Return years that read like those of the Islamic calendar among others that are of our time.

    1445 began in July 2023: where most years of a column are after 1850, one from 1300 to 1500 is 579 years
    off.
    """
    odd = [year for year in years if 1300 <= year <= 1500]
    return odd if odd and len(odd) < len(years) and np.median(years) > 1850 else []
