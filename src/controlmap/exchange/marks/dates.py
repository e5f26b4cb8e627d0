"""The date of a file of marks: said for all, in its name, or in a field of each."""

from __future__ import annotations

import re
from dataclasses import replace

from controlmap.errors import InputError, Problem
from controlmap.exchange.marks.fields import fields_of
from controlmap.exchange.marks.mark import Marking
from controlmap.exchange.readers import Rows
from controlmap.exchange.when import When, read_when

__all__ = ["date_of_all", "is_dated"]

_DAY_IN_NAME = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")


def is_dated(file: str) -> bool:
    """Tell whether a file's name holds one day, as ISO 8601 writes it."""
    return len(_DAY_IN_NAME.findall(file)) == 1


def date_of_all(rows: Rows, how: Marking) -> When | None:
    """Return the one date of the file's marks; None where a field says it of each.

    Raises
    ------
    InputError
        When neither is said, or the date cannot be read.
    """
    hint = "Say of which day the marks are: --date DATE, or --date-from FIELD."
    if how.date_from is not None and not any(how.date_from in row.fields for row in rows.rows):
        raise InputError(Problem(f"has no field {how.date_from!r}", rows.file, hint=fields_of(rows)))
    if how.date is None and how.date_from is not None:
        return None
    try:
        found = _said_date(rows.file, how)
    except ValueError as error:
        raise InputError(Problem(str(error), rows.file, hint=hint)) from None
    if found is None and not (rows.begin and any(row.fields.get(rows.begin) for row in rows.rows)):
        raise InputError(Problem("does not say of which date its marks are", rows.file, hint=hint))
    return found


def _said_date(file: str, how: Marking) -> When | None:
    """Return the date that was said, or stands in the file's name."""
    if how.date is not None:
        return read_when(how.date, how.reckoning)
    if how.pattern is not None:
        stem = file.removesuffix(".gz").rpartition(".")[0]
        return read_when(stem, replace(how.reckoning, pattern=how.pattern))
    days = _DAY_IN_NAME.findall(file)
    return read_when(days[0], how.reckoning) if len(days) == 1 else None
