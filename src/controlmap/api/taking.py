"""How rows of frames and files tell who holds what when, as Python says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from controlmap.dates import Instant, instant_of
from controlmap.errors import InputError, Problem
from controlmap.exchange import (
    Holders,
    Incoming,
    Periods,
    Reading,
    Reckoning,
    Restating,
    Rows,
    Source,
    StatesTable,
    incoming_snapshots,
    incoming_states,
    read_parts,
    read_states_table,
    table_of_values,
)
from controlmap.model import Certainty, OverlapRule
from controlmap.plane import Grid
from controlmap.store import read_data

__all__ = ["Dated", "Names", "States", "Taking", "incoming", "restating"]

Names: TypeAlias = str | Iterable[str]
"""One name, or several."""
States: TypeAlias = str | Path | Mapping[Any, str] | StatesTable | None
"""What values mean: a table in a file, or the controller of each value."""


class Taking(NamedTuple):
    """How rows tell who holds their ground; see `controlmap.from_frame`."""

    controller: Names
    states: States = None
    new_values: Literal["refuse", "actor"] = "refuse"
    keep: Names = ()
    certainty: Certainty = "reported"
    sources: Names = ()
    overlaps: OverlapRule = "error"
    repair: bool = False
    snap_m: float = 0.0
    crs: Any = None


class Dated(NamedTuple):
    """How rows tell when; see `controlmap.from_frame`."""

    start: str | None
    end: str | None
    date: Instant | None
    end_is_inclusive: bool
    open_after: Instant | None
    gaps: Literal["carry", "unknown"]


def incoming(
    source: Source, taking: Taking, dated: Dated, *, layer: str, grid: Grid, zone: ZoneInfo
) -> Incoming:
    """Return what a source says as ground with periods: those of its rows, or from a date until the next.

    Raises
    ------
    InputError
        With all that is wrong with it.
    """
    if (dated.start is None) == (dated.date is None):
        message = "start and date are both given" if dated.start else "neither start nor date is given"
        hint = "start=... is the column that says since when; date=... a date, or the column with it."
        raise InputError(Problem(message, hint=hint))
    rows = read_parts(source, Reading(crs=taking.crs))
    if dated.date is None:
        _refuse_missing(rows, start=[dated.start], end=[dated.end] if dated.end else [])
        limit = None if dated.open_after is None else str(instant_of(dated.open_after, zone))
        how = restating(rows, taking, zone)
        periods = Periods(how, dated.start, dated.end, dated.end_is_inclusive, limit, skip_bad=False)
        return incoming_states(rows, periods, layer=layer, grid=grid)
    if dated.end is not None:
        hint = "Rows with a date hold until the next one; give start=... and end=... for periods."
        raise InputError(Problem("goes with start, not with date", property="end", hint=hint))
    column = isinstance(dated.date, str) and dated.date in _columns(rows)
    when = {"date_from": dated.date} if column else {"date": str(instant_of(dated.date, zone))}
    how = restating(rows, taking, zone, **when)
    return incoming_snapshots(rows, how, layer=layer, grid=grid, gaps=dated.gaps)


def restating(rows: Sequence[Rows], taking: Taking, zone: ZoneInfo, **when: Any) -> Restating:
    """Return how rows tell who holds what; `when` is `date` or `date_from` of `Restating`.

    Raises
    ------
    InputError
        When a column is missing, or `states` is no table.
    """
    fields, keep = _several(taking.controller), _several(taking.keep)
    _refuse_missing(rows, controller=fields, keep=keep)
    table = _table(taking.states, fields)
    holders = Holders.of(
        None, fields, table, taking.new_values, keep, taking.certainty, _several(taking.sources)
    )
    reading, reckoning = Reading(crs=taking.crs), Reckoning(zone)
    return Restating(
        holders,
        reading,
        reckoning,
        overlaps=taking.overlaps,
        repair=taking.repair,
        snap_m=taking.snap_m,
        **when,
    )


def _refuse_missing(rows: Sequence[Rows], **asked: Sequence[Any]) -> None:
    """Refuse names of columns that no row has."""
    columns = _columns(rows)
    hint = f"It has {', '.join(columns)}."
    problems = [
        Problem(f"has no column {name!r}", rows[0].file, property=parameter, hint=hint)
        for parameter, names in asked.items()
        for name in names
        if name not in columns
    ]
    if problems:
        raise InputError(problems)


def _columns(rows: Sequence[Rows]) -> list[str]:
    return list(dict.fromkeys(name for part in rows for row in part.rows for name in row.fields))


def _table(states: States, fields: Sequence[str]) -> StatesTable | None:
    if states is None or isinstance(states, StatesTable):
        return states
    if isinstance(states, Mapping):
        return table_of_values(states, fields[0])
    path = Path(states)
    return read_states_table(read_data(path, path.name), file=path.name)


def _several(names: Names) -> tuple[str, ...]:
    several = (names,) if isinstance(names, str) else tuple(names)
    for name in several:
        if not isinstance(name, str):
            raise InputError(Problem(f"a name is a text; found {name!r}"))
    return several
