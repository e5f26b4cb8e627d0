"""Marks: places with holders, as points in a file, or as a table with a column for each date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.claims import Said
from controlmap.exchange.holders import Holders
from controlmap.exchange.readers import Row, Rows
from controlmap.exchange.states_table import SKIP, Meaning, as_text
from controlmap.exchange.when import Reckoning, When, read_when

__all__ = ["Mark", "Marking", "Marks", "marks_in"]

_LONLAT = ("lon", "long", "lng", "longitude", "x", "lat", "latitude", "y")
_NAMES = ("name", "place", "label", "title")


@dataclass(frozen=True, slots=True)
class Marking:
    """How rows tell of places.

    `place` names the field with a place's name. `date` is that of all marks, `date_from` a field that holds
    it; `wide` says that each column whose name is a date tells who held the place then.
    """

    holders: Holders
    reckoning: Reckoning = field(default_factory=Reckoning)
    place: str | None = None
    date: str | None = None
    date_from: str | None = None
    wide: bool = False


class Mark(NamedTuple):
    """A place, where it is (lon, lat), and what is said of it on a date."""

    place: str
    lonlat: tuple[float, float]
    when: When
    said: Said
    note: str


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks in the file's order, sentences on what was left out, and the table's rows by controller."""

    marks: tuple[Mark, ...]
    told: tuple[str, ...]
    meanings: Mapping[str, Meaning]


def marks_in(rows: Rows, how: Marking) -> Marks:
    """Return the marks of a file. An empty cell of a wide table is no report, not nobody.

    Raises
    ------
    InputError
        With all that is wrong with it: no date, a date or value that cannot be read, no name of a place.
    """
    place = how.place or _place_field(rows)
    if not how.wide and how.date is None and how.date_from is None:
        hint = "Say of which day the marks are: --date DATE."
        raise InputError(Problem("says no date", rows.file, hint=hint))
    if place is None:
        fields = ", ".join(rows.rows[0].fields) if rows.rows else ""
        hint = f"Say it with --place; fields are {fields}."
        raise InputError(Problem("does not say which field names a place", rows.file, hint=hint))
    columns = _date_columns(rows, how, place) if how.wide else {}
    marks: list[Mark] = []
    problems: list[Problem] = []
    nowhere: list[str] = []
    meanings: dict[str, Meaning] = {}
    for row in rows.rows:
        name = as_text(row.fields.get(place))
        if not isinstance(row.geometry, shapely.Point) or not name:
            nowhere.append(name or row.label)
            continue
        lonlat = (row.geometry.x, row.geometry.y)
        for when, fields in _dated(row, how, columns, rows.file, problems):
            said = _said(row, fields, how.holders, rows.file, problems, meanings)
            if said is not None:
                marks.append(Mark(name, lonlat, when, said, as_text(row.fields.get("note"))))
    if problems:
        raise InputError(problems)
    told = [f"{len(nowhere)} without a point left out: {', '.join(nowhere[:5])}"] if nowhere else []
    return Marks(tuple(dict.fromkeys(marks)), (*rows.told, *told), meanings)


def _place_field(rows: Rows) -> str | None:
    folded = {name.lower(): name for row in rows.rows[:50] for name in row.fields}
    return next((folded[name] for name in _NAMES if name in folded), None)


def _date_columns(rows: Rows, how: Marking, place: str) -> dict[str, When]:
    """Return the columns whose names are dates."""
    found: dict[str, When] = {}
    for name in rows.rows[0].fields if rows.rows else ():
        if name != place and name.lower() not in _LONLAT:
            try:
                when = read_when(name, how.reckoning)
            except ValueError:
                continue
            if when is not None:
                found[name] = when
    if not found:
        hint = "If they are Excel's day numbers, say --excel-dates; 01/03/2024 needs --day-first."
        raise InputError(Problem("has no column whose name is a date", rows.file, 1, hint=hint))
    return found


def _dated(
    row: Row, how: Marking, columns: Mapping[str, When], file: str, problems: list[Problem]
) -> Iterator[tuple[When, Mapping[str, Any]]]:
    """Yield each date that a row speaks of, with the fields that say who held then."""
    if how.wide:
        for name, when in columns.items():
            if value := as_text(row.fields.get(name)):
                yield (
                    when,
                    {**row.fields, **dict.fromkeys(how.holders.table.fields or ("",), value), "": value},
                )
        return
    value = row.fields.get(how.date_from) if how.date_from else how.date
    try:
        when = read_when(value, how.reckoning)
        if when is None:
            raise ValueError("has no date")
    except ValueError as error:
        problems.append(Problem(str(error), file, row.line, feature=row.label, property=how.date_from))
        return
    yield when, row.fields


def _said(
    row: Row,
    fields: Mapping[str, Any],
    holders: Holders,
    file: str,
    problems: list[Problem],
    meanings: dict[str, Meaning],
) -> Said | None:
    names = ("",) if "" in fields else holders.fields or ("controller",)
    value = next((text for name in names if (text := as_text(fields.get(name)))), "")
    meaning = holders.table.meaning_of(fields)
    if meaning is None and holders.table.rows and not holders.new_values and value:
        problems.append(
            Problem(f"the table does not say what {value!r} means", file, row.line, feature=row.label)
        )
        return None
    if (meaning and meaning.controller == SKIP) or not (meaning or value or holders.controller):
        return None
    if meaning:
        meanings.setdefault(meaning.controller, meaning)
        said = Said(meaning.controller, meaning.status, meaning.others, meaning.certainty, meaning.sources)
        return said if said.sources else replace(said, sources=holders.sources)
    others = tuple(o for o in as_text(fields.get("others")).split("; ") if o)
    status = as_text(fields.get("status")) if others or not _needs_others(fields) else "held"
    return Said(
        value or holders.controller or "", _status(status), others, holders.certainty, holders.sources
    )


def _needs_others(fields: Mapping[str, Any]) -> bool:
    return as_text(fields.get("status")) in ("contested", "joint")


def _status(text: str) -> Any:
    return text if text in ("held", "contested", "joint", "besieged") else "held"


def places_of(marks: Sequence[Mark]) -> dict[str, tuple[float, float]]:
    """Return each place's point by its name; two places of one name are told apart by where they are."""
    return {mark.place: mark.lonlat for mark in marks}
