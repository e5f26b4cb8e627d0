"""How rows of frames and files tell who holds what when, as Python says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from controlmap.dates import Instant, exact_text, instant_of
from controlmap.errors import InputError, Problem
from controlmap.exchange import (
    Era,
    Holders,
    Incoming,
    Periods,
    Reading,
    Reckoning,
    Restating,
    Rows,
    Source,
    StatesTable,
    When,
    dates_by_name,
    incoming_snapshots,
    incoming_states,
    read_parts,
    read_states_table,
    table_of_values,
)
from controlmap.model import Certainty, OverlapRule
from controlmap.plane import Grid
from controlmap.store import read_data

__all__ = ["Dated", "Dates", "HowRead", "Names", "States", "Taking", "incoming", "restating_on"]

Names: TypeAlias = str | Iterable[str]
"""One name, or several."""
States: TypeAlias = str | Path | Mapping[Any, str] | StatesTable | None
"""What values mean: a table in a file, or the controller of each value."""


Dates: TypeAlias = str | Path | Mapping[str, str] | None
"""The dates of files by their names: a table in a file, or the text of each date."""


class HowRead(NamedTuple):
    """How files are read where they do not say so themselves; see `controlmap.from_frame`."""

    crs: Any = None
    encoding: str | None = None
    table: str | None = None
    geometry: Names | None = None

    def reading(self, zone: ZoneInfo | None) -> Reading:
        """Return how files are read; instants that they count are of a zone, if it is another than UTC."""
        named = None if zone is None or zone.key == "UTC" else zone.key
        columns = None if self.geometry is None else ",".join(_several(self.geometry))
        return Reading(self.encoding, self.crs, self.table, columns, named)


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
    how: HowRead = HowRead()

    def reading(self, zone: ZoneInfo | None) -> Reading:
        """Return how files are read; instants that they count are of a zone, if it is another than UTC."""
        return self.how.reading(zone)


class Dated(NamedTuple):
    """How rows tell when; see `controlmap.from_frame`."""

    start: str | None
    end: str | None
    date: Instant | None
    end_is_inclusive: bool
    open_after: Instant | None
    gaps: Literal["carry", "unknown"]
    skip_bad: bool
    date_pattern: str | None
    dates: Dates
    day_first: bool | None
    bce: Era | None
    excel_dates: bool
    of_range: Literal["earliest", "latest"] | None

    def reckoning(self, zone: ZoneInfo) -> Reckoning:
        """Return how dates are read that columns have, or names of files."""
        return Reckoning(zone, self.day_first, self.bce, self.excel_dates, self.of_range)


def incoming(
    source: Source, taking: Taking, dated: Dated, *, layer: str, grid: Grid, zone: ZoneInfo
) -> Incoming:
    """Return what a source says as ground with periods: those of its rows, or from a date until the next.

    Raises
    ------
    InputError
        With all that is wrong with it.
    """
    # A pattern may read the names that a table does not list.
    of_names = "dates" if dated.date_pattern is None else "date_pattern"
    _refuse_several(start=dated.start, date=dated.date, **{of_names: getattr(dated, of_names)})
    rows = read_parts(source, taking.reading(zone))
    if dated.start is not None:
        _refuse_missing(rows, start=[dated.start], end=[dated.end] if dated.end else [])
        limit = None if dated.open_after is None else When(instant_of(dated.open_after, zone))
        how = restating(rows, taking, dated.reckoning(zone))
        periods = Periods(how, dated.start, dated.end, dated.end_is_inclusive, limit, dated.skip_bad)
        return incoming_states(rows, periods, layer=layer, grid=grid)
    if dated.end is not None:
        hint = "Rows with a date hold until the next one; give start=... and end=... for periods."
        raise InputError(Problem("goes with start, not with date", property="end", hint=hint))
    how = _of_dates(rows, taking, dated, zone)
    return incoming_snapshots(rows, how, layer=layer, grid=grid, gaps=dated.gaps)


def _of_dates(rows: Sequence[Rows], taking: Taking, dated: Dated, zone: ZoneInfo) -> Restating:
    """Return how rows tell who holds what on their date: that of all, of each, or in their file's name."""
    if dated.date is None:
        known = _dates(dated.dates)
        return restating(rows, taking, dated.reckoning(zone), pattern=dated.date_pattern, dates=known)
    if isinstance(dated.date, str) and dated.date in _columns(rows):
        return restating(rows, taking, dated.reckoning(zone), date_from=dated.date)
    return restating_on(dated.date, rows, taking, zone)


def restating_on(date: Instant, rows: Sequence[Rows], taking: Taking, zone: ZoneInfo) -> Restating:
    """Return how rows tell who holds what on one date, which is one of ours: there is a year 0.

    Raises
    ------
    InputError
        When it is no instant, or as `restating` does.
    """
    return restating(rows, taking, Reckoning(zone, bce="iso"), date=exact_text(instant_of(date, zone)))


def _refuse_several(**ways: Any) -> None:
    """Refuse all but one way to say when."""
    said = [name for name, value in ways.items() if value is not None]
    if len(said) == 1:
        return
    message = f"{' and '.join(said)} exclude each other" if said else "neither start nor date is given"
    hint = (
        "start=... is the column that says since when; date=... a date, or the column with it; "
        "date_pattern=... is how names of files read, dates=... gives dates by these names."
    )
    raise InputError(Problem(message, hint=hint))


def restating(rows: Sequence[Rows], taking: Taking, reckoning: Reckoning, **when: Any) -> Restating:
    """Return how rows tell who holds what; `when` is a date, or where it stands, as `Restating` has it.

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
    return Restating(
        holders,
        taking.reading(reckoning.zone),
        reckoning,
        overlaps=taking.overlaps,
        repair=taking.repair,
        snap_m=taking.snap_m,
        **when,
    )


def _refuse_missing(rows: Sequence[Rows], **asked: Sequence[Any]) -> None:
    """Refuse names of columns that no row has."""
    if not any(part.rows for part in rows):
        raise InputError(Problem("has no rows", rows[0].file))
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


def _dates(dates: Dates) -> Mapping[str, str]:
    if dates is None or isinstance(dates, Mapping):
        return dates or {}
    path = Path(dates)
    return dates_by_name(read_data(path, path.name), file=path.name)


def _several(names: Names) -> tuple[str, ...]:
    several = (names,) if isinstance(names, str) else tuple(names)
    for name in several:
        if not isinstance(name, str):
            raise InputError(Problem(f"a name is a text; found {name!r}"))
    return several
