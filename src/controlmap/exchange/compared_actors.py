"""Who is who where two maps are compared: by id, or as a table says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from controlmap.errors import InputError, Problem
from controlmap.exchange.states_table import Meaning, StatesTable, read_states_table, table_of_values
from controlmap.model import nearest
from controlmap.store import read_data

__all__ = ["compared_actors", "compared_table"]

_FIELDS = ("actor", "a", "b")
"""Whose actor a row is about: that of either map, of the first, of the second."""
_SKIP = "skip"


def compared_table(states: str | Path | Mapping[str, str] | None) -> StatesTable:
    """Return the table that says which actors of two maps are one: none, a file, or ids with what they mean.

    Raises
    ------
    InputError
        With all that is wrong with the file.
    """
    if states is None:
        return StatesTable()
    if isinstance(states, Mapping):
        return table_of_values(states, "actor")
    return read_states_table(read_data(Path(states), str(states)), file=str(states))


def compared_actors(
    table: StatesTable, actors: tuple[Collection[str], Collection[str]]
) -> tuple[Callable[[str], str | None], Callable[[str], str | None]]:
    """Return for either map what its actors are called in the comparison; None: they are left out.

    The table has columns `actor`, `a` or `b`, which name actors of both maps, of the first, or of the second,
    and `controller`, which says who that is in the comparison; `skip` leaves the actor's ground out, as if
    that map did not cover it. Who is not listed keeps the own id. `actors` are those that the maps list.

    Raises
    ------
    InputError
        When the table has another column, or names an actor that the map does not list.
    """
    problems = [*_unknown_fields(table), *_unknown_actors(table, actors)]
    if problems:
        raise InputError(problems)

    def of_side(side: str) -> Callable[[str], str | None]:
        def meant(actor: str) -> str | None:
            row = table.meaning_of({"actor": actor, side: actor}) if table.rows else None
            name = actor if row is None else row.controller
            return None if name == _SKIP else name

        return meant

    return of_side("a"), of_side("b")


def _unknown_fields(table: StatesTable) -> Iterator[Problem]:
    for field in table.fields:
        if field not in _FIELDS:
            hint = f"Known columns: {', '.join(_FIELDS)}; controller, name and colour."
            yield Problem("is no column of this table", table.file, 1, property=field, hint=hint)


def _unknown_actors(table: StatesTable, actors: tuple[Collection[str], Collection[str]]) -> Iterator[Problem]:
    known = {"actor": {*actors[0], *actors[1]}, "a": {*actors[0]}, "b": {*actors[1]}}
    for row in table.rows:
        for field, actor in _asked(row):
            if actor not in known[field]:
                hint = nearest(actor, sorted(known[field]), "actors")
                where = "either map" if field == "actor" else f"map {field.upper()}"
                problem = f"{actor!r} is no actor of {where}"
                yield Problem(problem, table.file, property=field, hint=hint)


def _asked(row: Meaning) -> Iterator[tuple[str, str]]:
    return ((field, actor) for field, actor in row.asked.items() if field in _FIELDS)
