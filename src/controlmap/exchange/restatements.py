"""Dated restatements: each file, or each date in a file, says who holds everything on that date.

Files are read one after the other, and what is kept of each is its ground: memory does not grow with their
number. What is wrong is gathered over all of them, and refused at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.ahead import read_ahead
from controlmap.exchange.claims import Claim, Said
from controlmap.exchange.ground import no_ground, settle_rows
from controlmap.exchange.holders import Claims, Holders, claims_of, without_holders
from controlmap.exchange.names import date_in
from controlmap.exchange.overlaps import settled
from controlmap.exchange.parts import Part, file_of, rows_of, stem_of
from controlmap.exchange.readers import Reading, Row, Rows, table_of
from controlmap.exchange.snapping import Snapping
from controlmap.exchange.states_table import Meaning
from controlmap.exchange.when import Reckoning, When, in_one_order, read_when
from controlmap.model import OverlapRule
from controlmap.plane import Grid
from controlmap.words import counted

__all__ = ["Found", "Restating", "Snapshot", "dates_by_name", "grounds_by_date", "snapshots_in"]


@dataclass(frozen=True, slots=True)
class Restating:
    """How restatements are to be taken.

    `pattern` is a strptime pattern for names without their endings, `date_from` a field that holds the date,
    `dates` gives dates by file name, `date` is one for all. `empty` says what a file without ground means:
    "error", "skip" (as on the date before) or "nothing". Borders within `snap_m` metres of each other are
    one.
    """

    holders: Holders
    reading: Reading = field(default_factory=Reading)
    reckoning: Reckoning = field(default_factory=Reckoning)
    pattern: str | None = None
    date_from: str | None = None
    dates: Mapping[str, str] = field(default_factory=dict)
    date: str | None = None
    overlaps: OverlapRule = "error"
    repair: bool = False
    empty: str = "error"
    snap_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is said of a date: in files to be read, or in rows that are read already."""

    when: When
    parts: tuple[Part, ...] = ()

    @property
    def name(self) -> str:
        """What messages call it."""
        return next((file_of(part) for part in self.parts), "") or self.when.text


@dataclass(slots=True)
class Found:
    """What reading gives beside the ground; it grows while files are read.

    `as_drawn` are rules of the check that what the source draws does not keep.
    """

    colours: dict[str, str] = field(default_factory=dict)
    meanings: dict[str, Meaning] = field(default_factory=dict)
    origins: list[Mapping[str, str]] = field(default_factory=list)
    told: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    problems: list[Problem] = field(default_factory=list)
    unmapped: dict[str, tuple[str, str]] = field(default_factory=dict)
    cut_short: str | None = None
    as_drawn: dict[str, None] = field(default_factory=dict)
    overlaps: dict[tuple[str, str], list[tuple[float, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def note(self, rows: Rows, sentences: Iterable[str], claims: Claims) -> None:
        """Keep what a file gives beside its ground; the last of several pages is whole."""
        self.cut_short = rows.file if rows.more else None
        self.tell(sentences, rows.file)
        self.colours = {**claims.colours, **self.colours}
        self.meanings = {**claims.meanings, **self.meanings}
        if rows.origin and rows.origin not in self.origins:
            self.origins.append(rows.origin)
        for value, label in claims.unmapped.items():
            self.unmapped.setdefault(value, (rows.file, label))

    def tell(self, sentences: Iterable[str], whose: str) -> None:
        """Keep sentences on a file, or an option."""
        for sentence in sentences:
            self.told[sentence].append(whose)

    def wrong(self, table: str) -> list[Problem]:
        """Return all that is wrong with the files, and the values that `table` does not list."""
        hint = f"Add it to {table}, or make actors of new values with --new-values actor."
        problems = [
            *self.problems,
            *(
                Problem(f"the table does not say what {value!r} means", file, feature=label, hint=hint)
                for value, (file, label) in self.unmapped.items()
            ),
        ]
        if self.cut_short:
            hint = "Save the other pages too, and give all files, the last page last."
            problems.append(Problem("the server had more than it sent", self.cut_short, hint=hint))
        return problems

    def sentences(self) -> list[str]:
        """Return what was left out, mended or taken for granted, each sentence once, with its files."""
        return [
            f"{files[0]}: {sentence}"
            if len(files) == 1
            else f"{files[0]} and {len(files) - 1} more: {sentence}"
            for sentence, files in self.told.items()
        ]


def snapshots_in(parts: Sequence[Part], how: Restating) -> list[Snapshot]:
    """Return the snapshots that files and frames hold, in order of their dates.

    Raises
    ------
    InputError
        When a date cannot be told, with all of those.
    """
    if how.date_from is not None:
        return _by_field(parts, how, how.date_from)
    problems: list[Problem] = []
    found: dict[When, list[Part]] = defaultdict(list)
    written: list[tuple[Part, str]] = []
    for part in parts:
        try:
            written.append((part, _date_written(part, how)))
        except ValueError as error:
            problems.append(Problem(str(error), file_of(part), hint=_SAY_DATE))
    reckoning = _of_series(how, [text for _, text in written], file_of(parts[0]) if parts else None)
    for part, text in written:
        try:
            found[_date_of(part, text, how, reckoning)].append(part)
        except ValueError as error:
            problems.append(Problem(str(error), file_of(part), hint=_SAY_DATE))
    problems += [
        Problem(f"has the same date as {file_of(first)}, {when.text}", file_of(other), hint=_SAME_DATE)
        for when, (first, *rest) in found.items()
        for other in rest
        if how.date is None
    ]
    if problems:
        raise InputError(problems)
    return [Snapshot(when, tuple(found[when])) for when in sorted(found, key=lambda when: when.start)]


_SAME_DATE = "Several maps of one date need days, hours or an order: give them with --dates."


_SAY_DATE = "Say how names read with --date-pattern, or give --date, --dates or --date-from."


def _said_date(part: Part, how: Restating) -> str | None:
    name = file_of(part)
    return how.dates.get(name) or how.dates.get(stem_of(Path(name))) or how.date


def _date_written(part: Part, how: Restating) -> str:
    """Return the date of a file or frame as somebody said it, or as it stands in the name.

    Raises
    ------
    ValueError
        When the name holds none, or several.
    """
    stem = stem_of(Path(file_of(part)))
    return _said_date(part, how) or (stem if how.pattern is not None else date_in(stem))


def _date_of(part: Part, text: str, how: Restating, reckoning: Reckoning) -> When:
    """Return the date that a file or frame is of, from what is written.

    Raises
    ------
    ValueError
        When it cannot be told.
    """
    pattern = None if _said_date(part, how) else how.pattern
    found = read_when(text, replace(reckoning, pattern=pattern))
    if found is None:
        raise ValueError("has no date")
    return found


def _of_series(
    how: Restating, values: Iterable[Any], file: str | None, property: str | None = None
) -> Reckoning:
    """Return how all dates of a series are read.

    Raises
    ------
    InputError
        When they contradict each other.
    """
    try:
        return in_one_order(how.reckoning, values)
    except ValueError as error:
        raise InputError(Problem(str(error), file, property=property)) from None


def _by_field(parts: Sequence[Part], how: Restating, name: str) -> list[Snapshot]:
    """Return snapshots of the rows that have the same date in a field, whatever file they stand in."""
    problems: list[Problem] = []
    found: dict[When, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    read = {file_of(part): rows_of(part, how.reading) for part in parts}
    values = [row.fields.get(name) for rows in read.values() for row in rows.rows]
    reckoning = _of_series(how, values, next(iter(read), None), name)
    for file, rows in read.items():
        for row in rows.rows:
            if row.geometry is None:
                continue
            try:
                when = read_when(row.fields.get(name), reckoning)
                if when is None:
                    raise ValueError("has no date")
                found[when][file].append(row)
            except ValueError as error:
                problems.append(Problem(str(error), file, row.line, feature=row.label, property=name))
    if problems:
        raise InputError(problems)
    return [
        Snapshot(when, tuple(replace(read[file], rows=tuple(rows)) for file, rows in found[when].items()))
        for when in sorted(found, key=lambda when: when.start)
    ]


def grounds_by_date(
    snapshots: Sequence[Snapshot],
    how: Restating,
    grid: Grid,
    found: Found,
    before_lonlat: Sequence[shapely.Geometry] = (),
) -> Iterator[Mapping[Said, shapely.Geometry]]:
    """Yield the ground (lon, lat, on the grid) of each snapshot by what is said of it, none of it twice.

    `before_lonlat` is the ground on the date before the first one, to which borders are drawn.

    Raises
    ------
    InputError
        At the end, with all that is wrong with all files, the values that the table does not list, and the
        overlaps that no rule settles, each pair with its km².
    """
    before: Mapping[Said, shapely.Geometry] = {}
    snapping = Snapping(how.snap_m, grid)
    for snapshot, parts in zip(snapshots, read_ahead(partial(_rows_of, how=how), snapshots), strict=True):
        claims = [claim for part in parts for claim in _claims(part, how, grid, found)]
        if not claims and not found.problems:
            problem = no_ground([part for part in parts if isinstance(part, Rows)], snapshot.name)
            ground = _nothing_there(problem, how, found, before, alone=len(snapshots) == 1)
        else:
            drawn = snapping.snapped(claims, list(before.values()) or before_lonlat)
            ground = _settled(snapshot, drawn, how, grid, found)
        yield ground
        before = ground
    found.tell(snapping.sentences(), "--snap-m")
    _refuse(found, how)


def _rows_of(snapshot: Snapshot, how: Restating) -> list[Rows | InputError]:
    """Return the rows of a snapshot's parts, or what is wrong with a file."""
    found: list[Rows | InputError] = []
    for part in snapshot.parts:
        try:
            found.append(rows_of(part, how.reading))
        except InputError as error:
            found.append(error)
    return found


def _claims(rows: Rows | InputError, how: Restating, grid: Grid, found: Found) -> Iterable[Claim]:
    """Return what the rows of a file claim, and note the rest."""
    if isinstance(rows, InputError):
        found.problems += rows.problems
        return ()
    grounds = settle_rows(rows, grid, repair=how.repair)
    claims = claims_of(grounds.pieces, how.holders, colour=rows.colour, used=(how.date_from,))
    found.problems += (*grounds.problems, *without_holders(rows, grounds.pieces, how.holders))
    found.note(rows, (*rows.told, *grounds.told, *claims.told), claims)
    return claims.claims


def _nothing_there(
    problem: Problem, how: Restating, found: Found, before: Mapping[Said, shapely.Geometry], *, alone: bool
) -> Mapping[Said, shapely.Geometry]:
    """Return the ground on a date whose files hold none; `alone` says that there is no other date."""
    if how.empty == "error":
        hint = "Say with --empty whether it is to be skipped, or nothing was held."
        found.problems.append(problem if alone else replace(problem, hint=hint))
        return before
    sentence = f"no ground: {'as before' if how.empty == 'skip' else 'nothing was held'}"
    found.tell([sentence], problem.file or "")
    return before if how.empty == "skip" else {}


def _settled(
    snapshot: Snapshot, claims: Sequence[Claim], how: Restating, grid: Grid, found: Found
) -> Mapping[Said, shapely.Geometry]:
    result = settled(claims, how.overlaps, grid)
    date = snapshot.when.text
    for overlap in result.overlaps:
        found.overlaps[overlap.controllers].append((overlap.area_km2, date))
    if result.twice_km2:
        found.told["ground that one controller claims twice is joined"].append(f"{date}")
    return result.ground_lonlat


def _refuse(found: Found, how: Restating) -> None:
    problems = found.wrong(how.holders.table.file)
    if how.overlaps == "error":
        problems += overlap_problems(found.overlaps)
    if problems:
        raise InputError(problems)


def overlap_problems(overlaps: Mapping[tuple[str, str], Sequence[tuple[float, str]]]) -> list[Problem]:
    """Return a problem for each pair of controllers that hold the same ground on some date."""
    hint = "Say who holds such ground: --overlaps first, last, smallest, joint or rank."
    return [
        Problem(
            f"{one} and {two} hold the same ground on {counted(len(found), 'date')}: "
            f"{max(found)[0]:,.2f} km² on {max(found)[1]}",
            hint=hint if i == 0 else None,
        )
        for i, ((one, two), found) in enumerate(sorted(overlaps.items()))
    ]


def dates_by_name(data: bytes, *, file: str) -> dict[str, str]:
    """Return the dates that a table (columns name and date) gives files, by their names.

    Raises
    ------
    InputError
        When it is no such table.
    """
    columns, lines = table_of(data, file)
    missing = [name for name in ("name", "date") if name not in columns]
    if missing:
        raise InputError(Problem(f"has no column {missing[0]!r}", file, 1, code="CM140"))
    return {values["name"].strip(): values["date"].strip() for _, values in lines}
