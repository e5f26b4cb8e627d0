"""Which fields of a file of marks say what: the place's name, its kind, who holds it, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.holders import Holders
from controlmap.exchange.readers import Rows
from controlmap.exchange.states_table import as_text
from controlmap.exchange.when import (
    Reckoning,
    UnknownDateError,
    When,
    in_one_way,
    read_when,
    reads_like_date,
)
from controlmap.model import Place

__all__ = [
    "LONLAT",
    "column_names",
    "date_columns",
    "fields_of",
    "holder_field",
    "is_name_in_language",
    "kind_of",
    "names_by_language",
    "place_field",
    "point_of",
]

_HOLDERS = (
    "controller", "controlled_by", "holder", "held_by", "owner", "occupier", "side", "faction", "control",
)  # fmt: skip
"""Fields that say who holds, where nobody says which one does."""
_NAMES = (
    "name", "place", "label", "title", "settlement", "locality", "town", "city", "village", "ort", "stadt",
    "lieu", "ville", "lugar", "ciudad", "место", "город", "місце", "місто", "المكان", "مكان", "المدينة",
)  # fmt: skip
LONLAT = ("lon", "long", "lng", "longitude", "x", "lat", "latitude", "y")
_KINDS = ("kind", "place_type", "type", "class", "fclass")
_KNOWN_KINDS = get_args(Place.model_fields["kind"].annotation)
_IN_LANGUAGE = re.compile(r"(?P<text>\w+?)[_:](?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")
_DECIMALS = 7
"""Of a degree, a hundredth of a metre: what is nearer is one point."""


def place_field(rows: Rows, said: str | None = None) -> str | None:
    """Return the field with the names of places: the one said, else the first that is called like one.

    Raises
    ------
    InputError
        When the file has no such field.
    """
    fields = _folded(rows)
    if said is not None and said not in fields.values():
        raise InputError(
            Problem(f"has no field {said!r} with names of places", rows.file, hint=fields_of(rows))
        )
    return said or next((fields[name] for name in _NAMES if name in fields), None)


def holder_field(rows: Rows, holders: Holders) -> str | None:
    """Return the field that says who holds: one said, the format's own, or one that is called so.

    None where one controller holds all.

    Raises
    ------
    InputError
        When nothing says who holds.
    """
    fields = _folded(rows)
    there = set(fields.values())
    wrong = [name for name in holders.fields if name not in there]
    if wrong and len(wrong) == len(holders.fields):
        raise InputError(Problem(f"has no field {wrong[0]!r}", rows.file, hint=fields_of(rows)))
    named = [fields[name] for name in _HOLDERS if name in fields and not holders.controller]
    known = [name for name in (*holders.fields, rows.holder, *holders.table.fields, *named) if name in there]
    if not known and holders.controller is None:
        what = "says of no place who holds it: positions alone, of units or events, are no control"
        raise InputError(Problem(what, rows.file, hint=f"Say it with --controller-from. {fields_of(rows)}"))
    return next(iter(known), None)


def fields_of(rows: Rows) -> str:
    """Return a sentence that names the fields of a file, for hints."""
    names = _folded(rows).values()
    return f"Its fields are {', '.join(names)}." if names else "It has no fields."


def column_names(rows: Rows, place: str | None = None) -> list[str]:
    """Return the names of a file's columns, but for that of the place and those of its point."""
    return [name for folded, name in _folded(rows).items() if name != place and folded not in LONLAT]


def date_columns(rows: Rows, reckoning: Reckoning, place: str | None = None) -> dict[str, When]:
    """Return the columns whose names are dates, but for that of the place and those of its point.

    Raises
    ------
    InputError
        With all columns that look like dates but cannot be told: none is left out without a word.
    """
    found: dict[str, When] = {}
    problems: list[Problem] = []
    names = column_names(rows, place)
    try:
        reckoning = in_one_way(reckoning, names)
    except ValueError as error:
        raise InputError(Problem(str(error), rows.file, 1)) from None
    for name in names:
        try:
            when = read_when(name, reckoning)
        except ValueError as error:
            if reads_like_date(name) or not isinstance(error, UnknownDateError):
                problems.append(Problem(str(error), rows.file, 1, hint=None if problems else _DATED))
            continue
        if when is not None:
            found[name] = when
    if problems:
        raise InputError(problems)
    return found


_DATED = "A column that looks like a date is to be one: call it as in 2024-03-01, or otherwise if it is none."


def _folded(rows: Rows) -> dict[str, str]:
    """Return the fields of a file by their names in small letters, in the file's order."""
    found: dict[str, str] = {}
    for name in dict.fromkeys(name for row in rows.rows for name in row.fields):
        found.setdefault(name.lower(), name)
    return found


def point_of(geometry: shapely.Geometry | None) -> tuple[float, float] | None:
    """Return a point's longitude, from -180 to 180, and latitude; None for anything else."""
    parts = [] if geometry is None else [*shapely.get_parts(geometry)]
    if len(parts) != 1 or not isinstance(parts[0], shapely.Point) or parts[0].is_empty:
        return None
    lon, lat = parts[0].x, parts[0].y
    lon = lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180
    return round(lon, _DECIMALS), round(lat, _DECIMALS)


def kind_of(fields: Mapping[str, Any]) -> str:
    """Return what a place is, where a field says so in the gazetteer's words; else no more than a site."""
    folded = {name.lower(): as_text(value).lower() for name, value in fields.items()}
    return next((folded[name] for name in _KINDS if folded.get(name) in _KNOWN_KINDS), "site")


def is_name_in_language(field: str, place: str | None) -> bool:
    """Tell whether a column has what a place is called in another language, as `name_ar` or `name:ar` do."""
    match = _IN_LANGUAGE.fullmatch(field)
    return match is not None and match["text"] == (place or "name")


def names_by_language(fields: Mapping[str, Any], place: str | None) -> Iterator[tuple[str, str]]:
    """Yield what a place is called in languages that columns name, as `name_ar` or `name:ar` do."""
    for name, value in fields.items():
        match = _IN_LANGUAGE.fullmatch(name)
        if match and match["text"] == (place or "name") and (text := as_text(value)):
            yield match["language"], text
