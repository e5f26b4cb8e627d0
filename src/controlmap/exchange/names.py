"""Dates in the names of files, as daily files carry them: in ISO 8601, in dotted numbers, or spelt out."""

from __future__ import annotations

import re

from controlmap.exchange.months import MONTH

__all__ = ["date_in", "days_in"]

_DAY = re.compile(
    r"(?<!\d)(?:"
    r"(?P<year>\d{4})(?P<a>[-_.]?)(?P<month>\d\d)(?P=a)(?P<day>\d\d)"
    r"|(?P<first>\d{1,2})(?P<b>[-_.])(?P<second>\d{1,2})(?P=b)(?P<last>\d{4})"
    rf"|(?P<spelt>\d{{1,2}}\.?[ _-]?{MONTH}[ _-]?\d{{4}})"
    r")(?!\d)"
    rf"|(?<![^\W\d_])(?P<named>{MONTH}[ _-]?\d{{1,2}}(?:,[ _-]?|[ _-])\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_OF_YEAR = re.compile(rf"(?<![^\W_]){MONTH}[ _-]?\d{{4}}(?!\d)", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\da-z])(bce?)?[ _-]?(?P<year>\d{1,4})[ _-]?(bce?)?(?![\da-z])", re.IGNORECASE)


def days_in(name: str) -> list[str]:
    """Return the days that a name holds, as dates are written elsewhere."""
    return [_written(match) for match in _DAY.finditer(name)]


def _written(match: re.Match[str]) -> str:
    if match["year"]:
        return f"{match['year']}-{match['month']}-{match['day']}"
    if match["first"]:
        return f"{match['first']}.{match['second']}.{match['last']}"
    return match["spelt"] or match["named"]


def date_in(name: str) -> str:
    """Return the one day, or else the one month or year, that a name holds.

    Raises
    ------
    ValueError
        When it holds none, or several.
    """
    found = days_in(name) or _MONTH_OF_YEAR.findall(name) or [_year(match) for match in _YEAR.finditer(name)]
    if len(found) == 1:
        return found[0]
    several = f": {', '.join(found)}" if found else ""
    raise ValueError(f"the name holds {len(found)} dates, not one{several}")


def _year(match: re.Match[str]) -> str:
    return f"{'-' if match[1] or match[3] else ''}{int(match['year']):04d}"
