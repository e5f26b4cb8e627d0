"""One date as a file writes it, with how exactly it is known: never the first day of what is a range."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from controlmap.dates import clock_change, parse_instant, precision_of
from controlmap.errors import InputError
from controlmap.exchange.months import spelt_date
from controlmap.exchange.readers.csv import number_of
from controlmap.exchange.when.forms import (
    CLOCK,
    NUMERIC,
    NUMERIC_CLOCK,
    day_stands_first,
    is_midnight,
    text_of,
)
from controlmap.exchange.when.pattern import by_pattern
from controlmap.exchange.when.reckoning import (
    LAST_YEAR,
    NEVER,
    Reckoning,
    UnknownDateError,
    When,
    checked_day,
    whole,
    written_year,
)

__all__ = ["counted", "read_when"]

_ISO = re.compile(r"(?P<year>[+-]?\d{4,6})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
_YEAR_FIRST = re.compile(r"(\d{4})([./])(\d{1,2})\2(\d{1,2})")
_YEAR_AND_MONTH = re.compile(
    r"(?P<month>\d{1,2})[/-](?P<year>[1-9]\d{3})|(?P<first>[1-9]\d{3})/(?P<then>\d{1,2})"
)
_YEAR_OF_RANGE = re.compile(r"[+-]?\d{4}")
_ABOUT = re.compile(
    r"(?P<about>about|around|approx(?:imately|\.)?|circa|ca?\.?|~|etwa|um|vers|около|біля|حوالي|نحو)\s*(?P<rest>\S.*)",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"(?P<part>early|mid|late|anfang|mitte|ende)[ -]+(?P<rest>\D.*)", re.IGNORECASE)
_DAYS = re.compile(r"(?P<first>\d{1,2})\.?\s*(?:-|–|/|to)\s*(?P<last>\d{1,2})\.?(?P<rest>[ ]\D.*)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_YEAR = re.compile(r"-?\d{1,4}|[+-]\d{5,6}")
_BEFORE = re.compile(r"0*(?P<year>[1-9]\d{0,3})\s*B\.?\s?C\.?(\s?E\.?)?", re.IGNORECASE)
_SEASON = re.compile(r"\d{4}-(2[1-9]|3\d|4[01])")
_ENDLESS = ("", "..", "infinity", "inf", "open", "present", "now", "null", "none")
_MINUTES_FROM = 10**8
_FIRST_YEAR = np.datetime64("1000")
"""Before it a year behind a word is more likely something else: `c1` is no date."""
_UTC = ZoneInfo("UTC")
_EXCEL_ZERO = date(1899, 12, 30)
"""Day 0 of Excel's dates, as they count from 1 March 1900 on."""


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
    text = text_of(value)
    if text.lower() in _ENDLESS:
        return None
    found = _read(text, reckoning)
    if found is None:
        raise UnknownDateError(f"{str(value)!r} is no date that is known here")
    return found if found.start.astype("datetime64[Y]") != NEVER else None


def _read(text: str, reckoning: Reckoning) -> When | None:
    if reckoning.pattern is not None:
        return by_pattern(text, reckoning.pattern)
    return next((found for read in _READERS if (found := read(text, reckoning)) is not None), None)


def _clock(text: str, reckoning: Reckoning) -> When | None:
    match = CLOCK.fullmatch(_in_iso(text, reckoning))
    if match is None:
        return None
    moment = checked_day(f"{match['date']}T{match['clock']}", text)
    if moment >= NEVER:
        return whole(moment, "day")  # no zone has it: some would have it beyond all years that there are
    if not reckoning.hours and is_midnight(match):
        # Programs write a date as its midnight, in whatever zone the machine was: the day is what was meant.
        return whole(moment, "day")
    civil = _in_zone(match, reckoning.zone or _UTC) if match["zone"] else _shown(moment, text, reckoning)
    return whole(civil, "minute")


def _shown(moment: np.datetime64, text: str, reckoning: Reckoning) -> np.datetime64:
    """Return a civil time that clocks of the zone showed; a day begins at midnight, whatever they did."""
    is_midnight = moment == moment.astype("datetime64[D]")
    if reckoning.zone is not None and not is_midnight and clock_change(moment, reckoning.zone) == "skipped":
        raise ValueError(
            f"no clock in {reckoning.zone.key} showed {text!r}: they went forward; "
            "write the hour that was meant, or its offset, as in +03:00"
        )
    return moment


def _in_iso(text: str, reckoning: Reckoning) -> str:
    """Return a date of numbers with an hour, as GDAL and spreadsheets write it, in ISO 8601; others as is."""
    match = NUMERIC_CLOCK.fullmatch(text)
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


def _in_zone(clock: re.Match[str], zone: ZoneInfo) -> np.datetime64:
    """Return in the civil time of a zone what a clock with an offset says, also if that is of hours alone."""
    digits = clock["zone"].replace(":", "").ljust(5, "0")
    offset = "Z" if clock["zone"] == "Z" else f"{digits[:3]}:{digits[3:]}"
    try:
        return parse_instant(f"{clock['date']}T{clock['clock']}{offset}", zone)
    except InputError as error:
        raise ValueError(error.problems[0].message) from None


def _edtf(text: str, reckoning: Reckoning) -> When | None:
    """Read what EDTF (Library of Congress, 2019) adds to ISO 8601: about, open digits, ranges, seasons."""
    if text[-1:] in ("~", "?", "%"):
        inner = _exactly(text[:-1], reckoning)
        return None if inner is None else replace(inner, approximate=True)
    if re.fullmatch(r"\d{1,3}[xX]{1,3}", text):
        digits = re.sub("[xX]", "0", text), re.sub("[xX]", "9", text)
        return _one_of(_year(int(digits[0])), _year(int(digits[1])), text, reckoning)
    if "/" in text and not NUMERIC.fullmatch(text):
        parts = [part.strip() for part in text.split("/", 1)]
        if any(part not in ("", "..") and not _YEAR_OF_RANGE.match(part) for part in parts):
            return None  # a year of a range has four digits
        first, last = (_exactly(part, reckoning) for part in parts)
        if first is not None and last is not None:
            return _one_of(first, last, text, reckoning)
        if {"", ".."} & {*parts} and (first or last):
            raise ValueError(f"{text!r} is a range with an open end, not a date")
    if _SEASON.fullmatch(text):
        raise ValueError(f"{text!r} is a season or another part of the year in EDTF, not a date")
    return None


def _year_and_month(text: str, reckoning: Reckoning) -> When | None:
    """Read a month in numbers, with its year before or behind it, as in 10/2020."""
    match = _YEAR_AND_MONTH.fullmatch(text)
    if match is None:
        return None
    year, month = match["year"] or match["first"], int(match["month"] or match["then"])
    if not 1 <= month <= 12:
        raise ValueError(f"{text!r} has no month from 1 to 12")
    return whole(checked_day(f"{year}-{month:02d}", text), "month")


def _vaguely(text: str, reckoning: Reckoning) -> When | None:
    """Read a date that is said to be approximate, in words: about 9 October 2020, early October 2020."""
    for pattern in (_ABOUT, _PART_OF):
        match = pattern.fullmatch(text)
        inner = _read(match["rest"], replace(reckoning, pattern=None)) if match else None
        if inner is None or inner.start < _FIRST_YEAR:
            continue
        if pattern is _ABOUT or precision_of(inner.start) in ("month", "year"):
            return replace(inner, approximate=True)
    return None


def _days_of_month(text: str, reckoning: Reckoning) -> When | None:
    """Read days of one month, as in 5-7 October 2020, which are a range."""
    match = _DAYS.fullmatch(text)
    found = [_spelt(f"{match[day]}{match['rest']}", reckoning) for day in ("first", "last")] if match else []
    return _one_of(found[0], found[1], text, reckoning) if found and found[0] and found[1] else None


def _exactly(text: str, reckoning: Reckoning) -> When | None:
    return next(
        (found for read in (_clock, _iso_date, _plain_year) if (found := read(text, reckoning))), None
    )


def _one_of(first: When, last: When, text: str, reckoning: Reckoning) -> When:
    if reckoning.range is None:
        raise ValueError(f"{text!r} is a range, not a date: say --earliest or --latest")
    return first if reckoning.range == "earliest" else last


def _iso_date(text: str, reckoning: Reckoning) -> When | None:
    match = _ISO.fullmatch(text)
    if match is None or (match["month"] is None):
        return None
    year = _reckoned(int(match["year"]), reckoning)
    month, day = match["month"], match["day"]
    written = f"{written_year(year)}-{month}" + (f"-{day}" if day else "")
    return whole(checked_day(written, text), "day" if day else "month")


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
        return whole(checked_day(f"{year}-{int(month):02d}-{int(day):02d}", text), "day")
    match = NUMERIC.fullmatch(text)
    if match is None:
        return None
    first, second, year = match.groups()
    day_first = day_stands_first(text) if reckoning.day_first is None else reckoning.day_first
    if day_first is None:
        raise ValueError(f"{text!r} may be read as day or month first: say --day-first or --month-first")
    day, month = (first, second) if day_first else (second, first)
    return whole(checked_day(f"{year}-{int(month):02d}-{int(day):02d}", text), "day")


def _spelt(text: str, reckoning: Reckoning) -> When | None:
    found = spelt_date(text)
    if found is None:
        return None
    year, month, day = found
    written = f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day is not None else "")
    return whole(checked_day(written, text), "month" if day is None else "day")


def _compact(text: str, reckoning: Reckoning) -> When | None:
    match = _COMPACT.fullmatch(text)
    return None if match is None else whole(checked_day("-".join(match.groups()), text), "day")


def counted(text: str, reckoning: Reckoning) -> When | None:
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
        return whole(np.datetime64(_EXCEL_ZERO + timedelta(days=int(number)), "m"), "day")
    if abs(number) < _MINUTES_FROM:
        return None
    seconds = number / 1000 if abs(number) >= 10**11 else number
    moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)
    if moment.year == LAST_YEAR:
        return _year(LAST_YEAR)
    civil = moment.astimezone(reckoning.zone or _UTC).replace(tzinfo=None, second=0, microsecond=0)
    with_hour = reckoning.hours or civil.hour or civil.minute
    return whole(np.datetime64(civil, "m"), "minute" if with_hour else "day")


def _reckoned(year: int, reckoning: Reckoning) -> int:
    """Return an astronomical year: 0 is 1 BC."""
    if year > 0:
        return year
    if reckoning.bce is None:
        raise ValueError(
            f"{year} is a year of a count with a year 0 or without: say --bce iso or --bce historical"
        )
    if year == 0 and reckoning.bce == "historical":
        raise ValueError("there is no year 0 where years are counted as historians do")
    return year + 1 if reckoning.bce == "historical" else year


def _year(year: int) -> When:
    return whole(checked_day(written_year(year), str(year)), "year")


Reader = Callable[[str, Reckoning], When | None]
_READERS: tuple[Reader, ...] = (
    _clock,
    _year_and_month,
    _edtf,
    _iso_date,
    _compact,
    _plain_year,
    _before_our_era,
    _numeric,
    _spelt,
    _days_of_month,
    _vaguely,
    counted,
)
