"""A series of dates, read in one way: what one of them tells goes for those that tell less."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from controlmap.dates import precision_of
from controlmap.exchange.when.forms import NUMERIC, date_part, day_stands_first, text_of, writes_hour
from controlmap.exchange.when.reading import counted
from controlmap.exchange.when.reckoning import Reckoning

__all__ = ["day_order", "hijri_among", "in_one_way", "tell_hours"]


def in_one_way(reckoning: Reckoning, values: Iterable[Any]) -> Reckoning:
    """Return how all dates of a series are read: what one of them tells goes for those that tell less.

    30.11.2024 tells the order of 01.03.2024, and 23:00 beside it that 00:00 is an instant: a series that is
    at midnight throughout is one of days.

    Raises
    ------
    ValueError
        When some have the day first and some the month, and nobody said which.
    """
    texts = {text_of(value) for value in values}
    return replace(_in_one_order(reckoning, texts), hours=tell_hours(texts, reckoning))


def _in_one_order(reckoning: Reckoning, texts: Iterable[str]) -> Reckoning:
    if reckoning.day_first is not None:
        return reckoning
    told = {order: text for text in sorted(texts) if (order := day_stands_first(text)) is not None}
    if len(told) == 2:
        raise ValueError(
            f"the day stands first in {told[True]!r}, the month in {told[False]!r}: write one order"
        )
    return replace(reckoning, day_first=next(iter(told), None))


def day_order(texts: Iterable[str]) -> tuple[bool | None, bool]:
    """Tell whether the day stands first in dates of numbers, if they agree on it, and whether any is open."""
    dates = [text for text in texts if NUMERIC.fullmatch(date_part(text))]
    orders = {day_stands_first(text) for text in dates}
    told = orders - {None}
    return (next(iter(told)) if len(told) == 1 else None), None in orders


def tell_hours(values: Iterable[Any], reckoning: Reckoning) -> bool:
    """Tell whether some date of a series has another hour than midnight.

    One with an offset is looked at as it is written: at 00:00Z it is midnight, in whatever zone the map is.
    """
    return reckoning.hours or any(_tells_hour(text_of(value), reckoning) for value in values)


def _tells_hour(text: str, reckoning: Reckoning) -> bool:
    found = counted(text, reckoning)
    return writes_hour(text) or (found is not None and precision_of(found.start) == "minute")


def hijri_among(years: Sequence[int]) -> list[int]:
    """Return years that read like those of the Islamic calendar among others that are of our time.

    1445 began in July 2023: where most years of a column are after 1850, one from 1300 to 1500 is 579 years
    off.
    """
    odd = [year for year in years if 1300 <= year <= 1500]
    return odd if odd and len(odd) < len(years) and np.median(years) > 1850 else []
