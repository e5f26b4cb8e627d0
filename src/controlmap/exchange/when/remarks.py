"""What is taken for granted in reading the dates of a series, in sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from controlmap.dates import clock_change, precision_of
from controlmap.exchange.when.forms import text_of, writes_midnight
from controlmap.exchange.when.reading import counted, read_when
from controlmap.exchange.when.reckoning import NEVER, Reckoning, When

__all__ = ["remarks_on"]


def remarks_on(values: Iterable[Any], reckoning: Reckoning) -> list[str]:
    """Return sentences on dates that are read in one of two ways, each once.

    An instant at midnight is read as the day, where none of the series has another hour. Of an hour that came
    twice, as clocks went back, the civil time that is kept does not tell which it was.
    """
    if reckoning.pattern is not None:
        return []
    texts = {text_of(value) for value in values}
    return [*_midnights(texts, reckoning), *_repeated(texts, reckoning)]


def _midnights(texts: Collection[str], reckoning: Reckoning) -> Iterator[str]:
    if reckoning.hours:
        return
    if any(writes_midnight(text) or _is_counted(text, reckoning) for text in texts):
        yield "instants at midnight are read as days: none of them has another hour"


def _is_counted(text: str, reckoning: Reckoning) -> bool:
    found = None if reckoning.excel else counted(text, reckoning)
    return found is not None and found.start.astype("datetime64[Y]") != NEVER


def _repeated(texts: Collection[str], reckoning: Reckoning) -> Iterator[str]:
    zone = reckoning.zone
    if zone is None or not reckoning.hours:
        return
    minutes = {when.text: when.start for text in texts if (when := _minute(text, reckoning)) is not None}
    for text in sorted(minutes):
        if clock_change(minutes[text], zone) == "repeated":
            yield f"{text} came twice in {zone.key}, as clocks went back: which of the two is not kept"


def _minute(text: str, reckoning: Reckoning) -> When | None:
    try:
        when = read_when(text, reckoning)
    except ValueError:
        return None  # which is told where it stands
    return when if when is not None and precision_of(when.start) == "minute" else None
