"""The ground of dated restatements, date by date: read, settled, and held against that of the date before.

Files are read one after the other, and what is kept of each is its ground, or how that differs: memory does
not grow with their number. Several processes take chunks of dates, of which each reads the date before its
first one too. Borders that are drawn to those of the date before leave only reading to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import NamedTuple, TypeVar

import numpy as np
import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.ahead import read_ahead
from controlmap.exchange.claims import Claim, Said
from controlmap.exchange.ground import Known, no_ground, settle_rows
from controlmap.exchange.holders import claims_of, without_holders
from controlmap.exchange.overlaps import settled
from controlmap.exchange.parts import File, Part, file_of, rows_of
from controlmap.exchange.readers import IS_EMPTY, ReadBefore, Rows, is_of_no_bytes
from controlmap.exchange.restatements import Found, Restating, Snapshot, overlap_problems
from controlmap.exchange.snapping import Snapping
from controlmap.exchange.standings import Decided, Standing, Standings, decided, standings_of
from controlmap.plane import BY_TURNS, Cutting, Grid, Step, Topology, cut_steps, steps_of

__all__ = ["cut_by_date", "grounds_by_date"]

Ground = Mapping[Said, shapely.Geometry]

_T = TypeVar("_T")
Problems = Sequence[Problem]
"""What is wrong with a file."""

_SAY_EMPTY = "Say with --empty whether it is to be skipped, or nothing was held."

_DATES = 20
"""Dates of a chunk: with one more, which is read twice, that is a twentieth of work too much."""


class _Read(NamedTuple):
    """What the files of a date claim, and what else they give; `nothing` says why they hold no ground."""

    claims: Sequence[Claim]
    found: Found
    nothing: Problem | None


class _Chunk(NamedTuple):
    """Dates one after the other, and those before them that their first one is held against.

    None stands for a date on which nobody says anything.
    """

    earlier: Sequence[Snapshot | None]
    dates: Sequence[Snapshot | None]


_NOTHING = Standings({}, ())


class _Way(NamedTuple):
    """How dates are taken; `alone` says that there is only one."""

    how: Restating
    grid: Grid
    alone: bool


def grounds_by_date(
    snapshots: Sequence[Snapshot],
    how: Restating,
    grid: Grid,
    found: Found,
    before_lonlat: Sequence[shapely.Geometry] = (),
) -> Iterator[Ground]:
    """Yield the ground (lon, lat, on the grid) of each snapshot by what is said of it, none of it twice.

    `before_lonlat` is the ground on the date before the first one, to which borders are drawn.

    Raises
    ------
    InputError
        At the end, with all that is wrong with all files, the values that the table does not list, and the
        overlaps that no rule settles, each pair with its km².
    """
    way = _Way(how, grid, len(snapshots) == 1)
    yield from _snapped(snapshots, _read_each(snapshots, way), way, found, before_lonlat)


def cut_by_date(
    snapshots: Sequence[Snapshot | None],
    how: Restating,
    grid: Grid,
    found: Found,
    cutting: Cutting = BY_TURNS,
) -> tuple[Topology, Sequence[Said]]:
    """Return the cells and arcs of a series as `cut_steps` does: no ground is held twice.

    None stands for a date on which nobody says anything. `cutting` says who does it. Where borders are drawn
    to those of the date before, that is settled date by date; else once, when all is cut.

    Raises
    ------
    InputError
        As `grounds_by_date` does.
    """
    dates, way = [*_anywhere(snapshots), None], _Way(how, grid, len(snapshots) == 1)
    if how.snap_m:
        grounds = _snapped(dates, _read_by(dates, way, cutting), way, found)
        return cut_steps(steps_of({}, grounds, grid), len(snapshots), cutting)
    orders: list[Sequence[Standing]] = []
    cut, standings = cut_steps(_standing(dates, way, found, cutting, orders), len(snapshots), cutting)
    series = decided(cut, standings, orders[:-1], how.overlaps, grid, cutting)
    _tell_overlaps(series, snapshots, found)
    _refuse(overlap_problems(found.overlaps) if how.overlaps == "error" else [])
    return series.cut, series.said


def _standing(
    dates: Sequence[Snapshot | None],
    way: _Way,
    found: Found,
    cutting: Cutting,
    orders: list[Sequence[Standing]],
) -> Iterator[Step[Standing]]:
    """Yield how what stands on each date differs from the one before, and gather in what order it does."""
    for steps, order, gave in cutting.each(partial(_steps_in, way=way), _chunks(dates, way.how, cutting)):
        found.go_on(gave)
        orders += order
        yield from steps
    _refuse(found.wrong(way.how.holders.table.file))


def _tell_overlaps(series: Decided, snapshots: Sequence[Snapshot | None], found: Found) -> None:
    """Tell what was held twice, pair by pair, and when."""
    names = ["" if one is None else one.when.text for one in snapshots]
    for pair, areas in series.overlaps_km2.items():
        found.overlaps[pair] += [(float(areas[date]), names[date]) for date in np.flatnonzero(areas)]
    for date in np.flatnonzero(series.twice_km2):
        found.told["ground that one controller claims twice is joined"].append(names[date])


def _chunks(dates: Sequence[Snapshot | None], how: Restating, cutting: Cutting) -> Iterator[_Chunk]:
    """Yield the dates in chunks, by turns in one.

    The first one of a chunk is held against the one before it, which may be as those before it were.
    """
    size = len(dates) if cutting is BY_TURNS else _DATES
    back = len(dates) if how.empty == "skip" else 1
    for first in range(0, len(dates), size):
        yield _Chunk(dates[max(first - back, 0) : first], dates[first : first + size])


def _anywhere(dates: Sequence[Snapshot | None]) -> list[Snapshot | None]:
    """Return dates whose files are found from whatever folder a process looks."""
    return [date and replace(date, parts=tuple(map(_absolute, date.parts))) for date in dates]


def _absolute(part: Part) -> Part:
    return part._replace(path=part.path.absolute()) if isinstance(part, File) else part


def _steps_in(chunk: _Chunk, way: _Way) -> tuple[list[Step[Standing]], list[Sequence[Standing]], Found]:
    """Return the steps to each date of a chunk, in what order it stands, and what else its files give."""
    found, before = Found(), _seam(chunk.earlier, way)
    orders: list[Sequence[Standing]] = []

    def grounds() -> Iterator[Mapping[Standing, shapely.Geometry]]:
        for one in _each(chunk.dates, _read_each(chunk.dates, way), way, found, _stand, _NOTHING, before):
            orders.append(one.order)
            yield one.ground_lonlat

    return [*steps_of(before.ground_lonlat, grounds(), way.grid)], orders, found


def _seam(earlier: Sequence[Snapshot | None], way: _Way) -> Standings:
    """Return what stands on the last date that says something, of several before a chunk."""
    for date in reversed(earlier):
        if date is None:
            break
        (read,) = _read_each([date], way)
        if not read.nothing or way.how.empty != "skip":
            return next(_each([date], [read], way, Found(), _stand, _NOTHING))
    return _NOTHING


def _stand(_: Snapshot, claims: Sequence[Claim], before: Standings, way: _Way, found: Found) -> Standings:
    return standings_of(claims, way.how.overlaps)


def _snapped(
    dates: Sequence[Snapshot | None],
    reads: Iterable[_Read],
    way: _Way,
    found: Found,
    before_lonlat: Sequence[shapely.Geometry] = (),
) -> Iterator[Ground]:
    """Yield the ground of each date, drawn to that of the date before and settled; refuse what is wrong."""
    snapping = Snapping(way.how.snap_m, way.grid)

    def settle(date: Snapshot, claims: Sequence[Claim], before: Ground, way: _Way, found: Found) -> Ground:
        drawn = snapping.snapped(claims, list(before.values()) or before_lonlat)
        return _settled(date, drawn, way, found)

    nobody: Ground = {}
    yield from _each(dates, reads, way, found, settle, nobody)
    found.tell(snapping.sentences(), "--snap-m")
    wrong = found.wrong(way.how.holders.table.file)
    _refuse([*wrong, *(overlap_problems(found.overlaps) if way.how.overlaps == "error" else [])])


def _each(
    dates: Sequence[Snapshot | None],
    reads: Iterable[_Read],
    way: _Way,
    found: Found,
    make: Callable[[Snapshot, Sequence[Claim], _T, _Way, Found], _T],
    nobody: _T,
    before: _T | None = None,
) -> Iterator[_T]:
    """Yield what is made of each date's claims and of the date before, and gather what else was read."""
    made = nobody if before is None else before
    for date, read in zip(dates, reads, strict=True):
        found.go_on(read.found)
        if date is None:
            made = nobody
        elif read.nothing:
            made = _nothing_there(read.nothing, way, found, made, nobody)
        else:
            made = make(date, read.claims, made, way, found)
        yield made


def _read_by(dates: Sequence[Snapshot | None], way: _Way, cutting: Cutting) -> Iterator[_Read]:
    """Yield what the files of each date claim, in chunks or by turns."""
    if cutting is BY_TURNS:
        return _read_each(dates, way)
    chunks = (dates[first : first + _DATES] for first in range(0, len(dates), _DATES))
    return chain.from_iterable(cutting.each(partial(_read_all, way=way), chunks))


def _read_all(dates: Sequence[Snapshot | None], way: _Way) -> list[_Read]:
    return [*_read_each(dates, way)]


def _read_each(dates: Sequence[Snapshot | None], way: _Way) -> Iterator[_Read]:
    """Yield what the files of each date claim, the next ones being read meanwhile."""
    known, how = Known(), replace(way.how, reading=replace(way.how.reading, before=ReadBefore()))
    for date, parts in zip(dates, read_ahead(partial(_rows_of, how=how), dates), strict=True):
        found = Found()
        by_part = [[*_claims(part, way, found, known)] for part in parts]
        claims = [claim for some in by_part for claim in some]
        if date is not None:
            read = zip(parts, by_part, strict=True)
            words = [(p.file, [one.said for one in some]) for p, some in read if isinstance(p, Rows)]
            found.hear(date.when, words)
        known.next_date()
        nothing = None
        if date is not None and not claims and not found.problems:
            nothing = no_ground([part for part in parts if isinstance(part, Rows)], date.name)
        yield _Read(claims, found, nothing)


def _rows_of(date: Snapshot | None, how: Restating) -> list[Rows | Problems]:
    """Return the rows of a snapshot's parts, or what is wrong with a file.

    The error itself would keep all that was read of the file until it was raised.
    """
    found: list[Rows | Problems] = []
    for part in date.parts if date is not None else ():
        try:
            bare = isinstance(part, File) and is_of_no_bytes(part.path)
            found.append(_no_bytes(file_of(part), how) if bare else rows_of(part, how.reading))
        except InputError as error:
            found.append(error.problems)
    return found


def _no_bytes(file: str, how: Restating) -> Rows | Problems:
    return (Problem(IS_EMPTY, file),) if how.empty == "error" else Rows(file, ())


def _claims(rows: Rows | Problems, way: _Way, found: Found, known: Known) -> Iterable[Claim]:
    """Return what the rows of a file claim, and note the rest."""
    if not isinstance(rows, Rows):
        lacking = way.how.empty == "error" and not way.alone
        found.problems += [
            replace(p, hint=_SAY_EMPTY) if lacking and p.message == IS_EMPTY else p for p in rows
        ]
        return ()
    how = way.how
    grounds = settle_rows(rows, way.grid, repair=how.repair, known=known)
    claims = claims_of(grounds.pieces, how.holders, colour=rows.colour, used=(how.date_from,))
    found.problems += (*grounds.problems, *without_holders(rows, grounds.pieces, how.holders))
    found.note(rows, (*rows.told, *grounds.told, *claims.told), claims)
    return claims.claims


def _nothing_there(problem: Problem, way: _Way, found: Found, before: _T, nobody: _T) -> _T:
    """Return what there is on a date whose files hold no ground."""
    if way.how.empty == "error":
        found.problems.append(problem if way.alone else replace(problem, hint=_SAY_EMPTY))
        return before
    sentence = f"no ground: {'as before' if way.how.empty == 'skip' else 'nothing was held'}"
    found.tell([sentence], problem.file or "")
    return before if way.how.empty == "skip" else nobody


def _settled(snapshot: Snapshot, claims: Sequence[Claim], way: _Way, found: Found) -> Ground:
    result = settled(claims, way.how.overlaps, way.grid)
    date = snapshot.when.text
    for overlap in result.overlaps:
        found.overlaps[overlap.controllers].append((overlap.area_km2, date))
    if result.twice_km2:
        found.told["ground that one controller claims twice is joined"].append(f"{date}")
    return result.ground_lonlat


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise InputError(problems)
