"""The date of a file of marks: said for all, in its name, or in a field of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from controlmap.errors import InputError, Problem
from controlmap.exchange.marks.fields import column_names, fields_of
from controlmap.exchange.marks.mark import Marking
from controlmap.exchange.names import days_in
from controlmap.exchange.parts import stem_of
from controlmap.exchange.readers import Rows
from controlmap.exchange.when import When, in_one_way, read_when, remarks_on

__all__ = ["date_of_all", "in_order_of_all", "is_dated", "remarks_on_dates"]


def is_dated(file: str) -> bool:
    """Tell whether a file's name holds one day."""
    return len(days_in(file)) == 1


def in_order_of_all(files: Sequence[Rows], how: Marking) -> Marking:
    """Return how marks are read where one date of a series tells in which order all of them are written.

    Raises
    ------
    InputError
        When dates of one series contradict each other.
    """
    try:
        dates = [text for rows in files for text in _written(rows, how)]
        return replace(how, reckoning=in_one_way(how.reckoning, dates))
    except ValueError as error:
        raise InputError(Problem(str(error), files[0].file if files else None)) from None


def remarks_on_dates(files: Sequence[Rows], how: Marking) -> list[str]:
    """Return sentences on what is taken for granted in reading the dates of marks."""
    return remarks_on((text for rows in files for text in _written(rows, how)), how.reckoning)


def _written(rows: Rows, how: Marking) -> Iterator[object]:
    """Yield what is read as a date in a file: names of columns, values of a field, or the file's name."""
    if how.wide:
        yield from column_names(rows, how.place)
    elif how.date_from is not None:
        yield from (row.fields.get(how.date_from) for row in rows.rows)
    elif how.date is None and how.pattern is None:
        yield from days_in(Path(rows.file).name)


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
        return read_when(stem_of(Path(file)), replace(how.reckoning, pattern=how.pattern))
    days = days_in(Path(file).name)
    return read_when(days[0], how.reckoning) if len(days) == 1 else None
