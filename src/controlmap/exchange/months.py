"""Months by their names, in the languages that daily files most often have theirs in."""

from __future__ import annotations

import re

__all__ = ["MONTH", "month_named", "spelt_date"]

_NAMES = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
)
_BY_NAME = {name: i for line in _NAMES for i, name in enumerate(line.split(), 1)} | {"sept": 9}
MONTH = f"(?:{'|'.join(sorted(_BY_NAME, key=len, reverse=True))})\\.?"
"""A pattern for the name of a month, to be matched whatever the case."""
_SPELT = re.compile(
    rf"(?:(?P<day>\d{{1,2}})\.?[ _-]?)?(?P<month>{MONTH})[ _-]?(?:(?P<later>\d{{1,2}})(?:,[ _-]?|[ _-]))?"
    r"(?P<year>\d{4})",
    re.IGNORECASE,
)


def month_named(name: str) -> int:
    """Return the number of a month by its name, in whatever case."""
    return _BY_NAME[name.lower().rstrip(".")]


def spelt_date(text: str) -> tuple[int, int, int | None] | None:
    """Return year, month and day of a date whose month is spelt out; None where it is none."""
    match = _SPELT.fullmatch(text)
    if match is None or (match["day"] and match["later"]):
        return None
    day = match["day"] or match["later"]
    return int(match["year"]), month_named(match["month"]), int(day) if day else None
