"""How dates in numbers look, with an hour or without: what reading one and reading a series ask."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from controlmap.exchange.states_table import as_text
from controlmap.exchange.when.reckoning import LAST_YEAR

__all__ = ["CLOCK", "NUMERIC", "NUMERIC_CLOCK", "date_part", "day_stands_first", "is_midnight"]
__all__ += ["reads_like_date", "text_of", "writes_hour", "writes_midnight"]

CLOCK = re.compile(
    r"(?P<date>[+-]?\d{4,6}-\d\d-\d\d)[T ](?P<clock>\d\d:\d\d)(?P<seconds>:\d\d(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?"
)
NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
NUMERIC_CLOCK = re.compile(
    r"(?P<date>\d{1,4}(?P<mark>[./-])\d{1,2}(?P=mark)\d{1,4})[T ](?P<hour>\d{1,2}):(?P<minute>\d\d)"
    r"(?P<seconds>:\d\d(?:[.,]\d+)?)?(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?\s*(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?"
)
_LIKE_A_DATE = re.compile(r"\d{1,4}\s*([./-])\s*\d{1,2}\s*\1\s*\d{1,4}")
_MONTHS = 12


def text_of(value: Any) -> str:
    """Return a value of a table or frame as a text, its digits those of ASCII."""
    # A column of whole numbers with a gap in it is one of floating-point numbers: 1918.0 is a year.
    return _ascii_digits(value.isoformat() if isinstance(value, datetime | date) else as_text(value))


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)


def date_part(text: str) -> str:
    """Return the date of a text that may have an hour behind it."""
    match = NUMERIC_CLOCK.fullmatch(text)
    return match["date"] if match else text


def reads_like_date(text: str) -> bool:
    """Tell whether a text looks like a date to people, though it may be none that is known here."""
    return _LIKE_A_DATE.fullmatch(date_part(_ascii_digits(text.strip()))) is not None


def day_stands_first(text: str) -> bool | None:
    """Tell by a date such as 30.11.2024 which of its numbers is the day; None where both may be."""
    match = NUMERIC.fullmatch(date_part(text))
    if match is None or (int(match[1]) > _MONTHS) == (int(match[2]) > _MONTHS):
        return None
    return int(match[1]) > _MONTHS


def is_midnight(clock: re.Match[str]) -> bool:
    """Tell whether a match of `CLOCK` is at midnight, to the second."""
    return clock["clock"] == "00:00" and not (clock["seconds"] or "").strip(":.,0")


def writes_midnight(text: str) -> bool:
    """Tell whether a text is an instant, with an offset or without, at midnight as it is written."""
    match = CLOCK.fullmatch(text) or NUMERIC_CLOCK.fullmatch(text)
    if match is None or str(LAST_YEAR) in match["date"]:
        return False
    return not writes_hour(text)


def _is_hour_0(match: re.Match[str]) -> bool:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    return hour == (12 if half == "a" else 0)


def writes_hour(text: str) -> bool:
    """Tell whether a text has another hour than midnight, as it is written."""
    if (clock := CLOCK.fullmatch(text)) is not None:
        # The last minute of all, where a database means an open end, is no hour that anybody looked at.
        return not is_midnight(clock) and not clock["date"].startswith(str(LAST_YEAR))
    if (numbers := NUMERIC_CLOCK.fullmatch(text)) is not None:
        seconds = (numbers["seconds"] or "").strip(":.,0")
        midnight = numbers["minute"] == "00" and not seconds and _is_hour_0(numbers)
        return not midnight and str(LAST_YEAR) not in numbers["date"]
    return False
