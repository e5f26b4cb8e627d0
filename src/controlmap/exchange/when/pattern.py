"""Dates in names, as a pattern of strptime reads them, in which `*` stands for any letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from fnmatch import fnmatchcase

import numpy as np

from controlmap.exchange.when.reckoning import Precision, When, whole

__all__ = ["SHORT_DIGITS", "are_short_digits", "by_pattern"]

SHORT_DIGITS = "%y%m%d"
"""How dates are written as six digits and nothing between them."""


def are_short_digits(values: Iterable[object]) -> bool:
    """Tell whether values, of which there are some, are all dates of six digits, as 230223 is."""
    texts = {str(value) for value in values if value is not None}
    read = (_strptime(one, SHORT_DIGITS) if re.fullmatch(r"\d{6}", one) else None for one in texts)
    return bool(texts) and all(day is not None for day in read)


def by_pattern(text: str, pattern: str) -> When:
    """Return the date in a text as a pattern reads it, as exactly as the pattern's codes tell.

    Raises
    ------
    ValueError
        When the text is not written so.
    """
    moments = (_strptime(part, code) for part, code in _parts_with_date(text, pattern))
    moment = next((moment for moment in moments if moment is not None), None)
    if moment is None:
        raise ValueError(f"{text!r} does not read {pattern!r}")
    return whole(moment, _precision_of(pattern))


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


def _precision_of(pattern: str) -> Precision:
    """Return how exact a date is that a strptime pattern reads."""
    codes = set(re.findall(r"%-?([A-Za-z])", pattern))
    if codes & set("HIMScX"):
        return "minute"
    if codes & set("djDxc"):
        return "day"
    return "month" if codes & set("mbB") else "year"
