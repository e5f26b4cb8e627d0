"""A look at marks: which columns are dates, who holds, and the table of values to fill in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from controlmap.dates import first_minute
from controlmap.errors import InputError
from controlmap.exchange.holders import Holders
from controlmap.exchange.marks.fields import date_columns, holder_field, place_field
from controlmap.exchange.readers import Rows
from controlmap.exchange.readers.colours import as_hex
from controlmap.exchange.states_table import SKIP, as_text
from controlmap.exchange.when import Reckoning, When
from controlmap.words import first_of

__all__ = ["LookAtMarks", "look_at_marks"]

CELL = "value"
"""What the starter table calls the cells of a wide table."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class LookAtMarks:
    """What marks hold: options of the command that brings them in, sentences, and rows of a starter table.

    `dates` are those that columns are called by, in time's order: two spellings of a day are one.
    """

    options: Sequence[str]
    told: tuple[str, ...]
    holder: str | None
    starter: tuple[Mapping[str, str], ...]
    dates: tuple[str, ...] = ()


class _Wide(NamedTuple):
    """The columns of a wide table by their dates, and the options with which they read so."""

    columns: Mapping[str, When]
    options: Sequence[str] = ()
    told: str = ""


def look_at_marks(
    read: Sequence[Rows],
    reckoning: Reckoning,
    *,
    dates_from: str | None,
    likely: str | None,
    is_said: bool = False,
) -> LookAtMarks:
    """Return what the rows of files hold as marks.

    `dates_from` is what a look found dates in, `likely` the field that it holds for that of the holder;
    `is_said` that somebody said so.
    """
    rows = next(one for one in read if one.rows)
    place = place_field(rows)
    wide = _wide(rows, reckoning, place)
    told = [wide.told] if wide and wide.told else []
    if wide and wide.columns and not is_said:
        cells = Counter(_cells(read, wide.columns))
        options = ("--wide", *_place_option(place or _first_text(rows, wide)), *wide.options)
        starter = tuple(_row({CELL: value}, value, None) for value, _ in cells.most_common())
        in_order = sorted(wide.columns.values(), key=lambda when: first_minute(when.start))
        dates = tuple(dict.fromkeys(when.text for when in in_order))
        return LookAtMarks(options, tuple(told), None, starter, dates)
    holder = likely if is_said else _holder(rows, likely if likely != place else None)
    is_own = rows.holder and rows.holder == holder
    who = ("--states", "TABLE") if rows.coded else () if is_own else _who(holder)
    named = () if place == "name" else _place_option(place)
    if holder is None:
        told.append(
            "nothing says who holds these places: positions alone, of units or events, are no control"
        )
    options = (*who, *_dating(rows, dates_from), *named)
    return LookAtMarks(options, tuple(told), holder, _starter(read, holder))


def _dating(rows: Rows, dates_from: str | None) -> Sequence[str]:
    if (dates_from or "").startswith("the field "):
        return ("--date-from", (dates_from or "").removeprefix("the field ").strip("'"))
    return () if dates_from or rows.begin else ("--date", "DATE")


def _wide(rows: Rows, reckoning: Reckoning, place: str | None) -> _Wide | None:
    """Return the columns whose names are dates, as they read with the fewest options."""
    columns, why = _columns(rows, reckoning, place)
    if columns:
        return _Wide(columns)
    if columns := _columns(rows, replace(reckoning, excel=True), place)[0]:
        shown = first_of([f"{name} as {when.text}" for name, when in columns.items()], _SHOWN)
        return _Wide(columns, ("--excel-dates",), f"columns read like Excel's days: {shown}")
    if columns := _columns(rows, replace(reckoning, day_first=True), place)[0]:
        shown = first_of(list(columns), _SHOWN)
        return _Wide(columns, ("--day-first",), f"columns read with the day or the month first: {shown}")
    return _Wide({}, told=why) if why else None


def _columns(rows: Rows, reckoning: Reckoning, place: str | None) -> tuple[dict[str, When], str]:
    """Return the columns whose names are dates; none, and why, where one looks so but cannot be told."""
    try:
        return date_columns(rows, reckoning, place), ""
    except InputError as error:
        return {}, str(error.problems[0])


def _cells(read: Sequence[Rows], columns: Mapping[str, When]) -> Iterator[str]:
    for rows in read:
        for row in rows.rows:
            yield from (text for name in columns if (text := as_text(row.fields.get(name))))


def _first_text(rows: Rows, wide: _Wide) -> str | None:
    """Return the first column that is no number and no date: most likely that with names of places."""
    names = [name for name in rows.rows[0].fields if name not in wide.columns]
    return next((n for n in names if any(as_text(row.fields.get(n)).isalpha() for row in rows.rows)), None)


def _holder(rows: Rows, likely: str | None) -> str | None:
    try:
        return holder_field(rows, Holders())
    except InputError:
        return likely


def _who(holder: str | None) -> Sequence[str]:
    return ("--controller-from", holder) if holder else ("--controller", "ACTOR")


def _place_option(field: str | None) -> Sequence[str]:
    return () if field is None else ("--place", field)


def _starter(read: Sequence[Rows], holder: str | None) -> tuple[Mapping[str, str], ...]:
    """Return a row for each value of the holder's field, and one for each icon that names no holder."""
    if holder is None:
        return ()
    values: Counter[str] = Counter()
    colours: dict[str, str] = {}
    icons: Counter[str] = Counter()
    coded = any(rows.coded for rows in read)
    for rows in read:
        for row in rows.rows:
            value = as_text(row.fields.get(holder))
            values.update([value, *_others(rows, row.fields)] if value else ())
            icons.update([as_text(row.fields.get("mark"))] if rows.holder and not value else ())
            if value and (colour := as_hex(row.fields.get(rows.colour or ""))):
                colours.setdefault(value, colour)
    by_icon = {"mark": ""} if icons else {}
    held = [
        _row({holder: value, **by_icon}, "" if coded else value, colours.get(value))
        for value, _ in values.most_common()
    ]
    return (*held, *(_row({holder: "", "mark": icon}, SKIP, None) for icon, _ in icons.most_common() if icon))


def _others(rows: Rows, fields: Mapping[str, object]) -> list[str]:
    return [name for name in as_text(fields.get("others")).split("; ") if name] if rows.holder else []


def _row(asked: Mapping[str, str], controller: str, colour: str | None) -> dict[str, str]:
    name = "" if controller == SKIP else controller
    return {**asked, "controller": controller, "name": name, "colour": colour or ""}
