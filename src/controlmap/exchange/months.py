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
_OF_WORDS = (
    "كانون الثاني,شباط,آذار,نيسان,أيار,حزيران,تموز,آب,أيلول,تشرين الأول,تشرين الثاني,كانون الأول",
    "كانون ثاني,شباط,اذار,نيسان,ايار,حزيران,تموز,اب,ايلول,تشرين أول,تشرين ثاني,كانون أول",
    "يناير,فبراير,مارس,أبريل,مايو,يونيو,يوليو,أغسطس,سبتمبر,أكتوبر,نوفمبر,ديسمبر",
)
"""In Arabic, of the Levant and of Egypt; some are of two words."""
_LINES = (*(line.split() for line in _NAMES), *(line.split(",") for line in _OF_WORDS))
_BY_NAME = {name: i for line in _LINES for i, name in enumerate(line, 1)} | {"sept": 9}
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
