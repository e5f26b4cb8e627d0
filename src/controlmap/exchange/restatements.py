"""Dated restatements: each file, or each date in a file, says who holds everything on that date.

What is wrong is gathered over all of them, and refused at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from controlmap.errors import InputError, Problem
from controlmap.exchange.claims import Said
from controlmap.exchange.holders import Claims, Holders
from controlmap.exchange.names import date_in
from controlmap.exchange.parts import Part, file_of, rows_of, stem_of
from controlmap.exchange.readers import LEAVE_OUT, Reading, Row, Rows, table_of
from controlmap.exchange.states_table import Meaning
from controlmap.exchange.when import (
    SHORT_DIGITS,
    Reckoning,
    When,
    are_short_digits,
    in_one_way,
    read_when,
    remarks_on,
)
from controlmap.model import OverlapRule
from controlmap.words import counted, first_of

__all__ = ["SAME_DATE", "Found", "Restating", "Snapshot", "dates_by_name", "overlap_problems", "snapshots_in"]


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
    """What is said of a date: in files to be read, or in rows that are read already.

    `told` are sentences on how the date was read.
    """

    when: When
    parts: tuple[Part, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What messages call it."""
        return next((file_of(part) for part in self.parts), "") or self.when.text


@dataclass(slots=True)
class Found:
    """What reading gives beside the ground; it grows while files are read.

    `as_drawn` are rules of the check that what the source draws does not keep, `pages` are the files, and
    whether a server had more than each holds. `files` are what files say of themselves, `files_of` are those
    of a date, and `files_saying` those that say a thing, of a date that has several.
    """

    colours: dict[str, str] = field(default_factory=dict)
    meanings: dict[str, Meaning] = field(default_factory=dict)
    files: dict[str, Mapping[str, str]] = field(default_factory=dict)
    files_of: dict[When, tuple[str, ...]] = field(default_factory=dict)
    files_saying: dict[tuple[When, Said], tuple[str, ...]] = field(default_factory=dict)
    told: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    problems: list[Problem] = field(default_factory=list)
    unmapped: dict[str, tuple[str, str]] = field(default_factory=dict)
    pages: list[tuple[str, bool]] = field(default_factory=list)
    as_drawn: dict[str, None] = field(default_factory=dict)
    overlaps: dict[tuple[str, str], list[tuple[float, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def note(self, rows: Rows, sentences: Iterable[str], claims: Claims) -> None:
        """Keep what a file gives beside its ground."""
        self.pages.append((rows.file, rows.more))
        self.tell(sentences, rows.file)
        self.colours = {**claims.colours, **self.colours}
        self.meanings = {**claims.meanings, **self.meanings}
        self.files.setdefault(rows.file, rows.origin)
        for value, label in claims.unmapped.items():
            self.unmapped.setdefault(value, (rows.file, label))

    def hear(self, when: When, saying: Iterable[tuple[str, Iterable[Said]]]) -> None:
        """Keep which files tell of a date, and which of several say what."""
        by_file = [(file, frozenset(said)) for file, said in saying]
        self.files_of[when] = tuple(dict.fromkeys(file for file, _ in by_file))
        if len(self.files_of[when]) > 1:
            for said in frozenset[Said]().union(*(some for _, some in by_file)):
                files = dict.fromkeys(file for file, some in by_file if said in some)
                self.files_saying[when, said] = tuple(files)

    def on_whose_word(self, when: When, said: Said) -> tuple[str, ...]:
        """Return the files that say a thing on a date: all of the date's where none says it alone."""
        return self.files_saying.get((when, said)) or self.files_of.get(when, ())

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
        *_, (last, more) = self.pages or [("", False)]
        if more:  # the last of several pages is whole
            hint = "Save the other pages too, and give all files, the last page last."
            problems.append(Problem("the server had more than it sent", last, hint=hint))
        return problems

    def go_on(self, later: Found) -> None:
        """Keep what files gave that come after those that were read so far."""
        self.colours = {**later.colours, **self.colours}
        self.meanings = {**later.meanings, **self.meanings}
        self.files |= {file: of for file, of in later.files.items() if file not in self.files}
        self.files_of |= later.files_of
        self.files_saying |= later.files_saying
        self.problems += later.problems
        self.pages += later.pages
        self.unmapped |= {
            value: where for value, where in later.unmapped.items() if value not in self.unmapped
        }
        for sentence, files in later.told.items():
            self.told[sentence] += files
        for pair, overlaps in later.overlaps.items():
            self.overlaps[pair] += overlaps

    def sentences(self) -> list[str]:
        """Return what was left out, mended or taken for granted, each sentence once, with its files."""
        return [f"{first_of([*dict.fromkeys(files)], 1)}: {told}" for told, files in self.told.items()]


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
    texts: dict[When, list[str]] = defaultdict(list)
    written: list[tuple[Part, str]] = []
    for part in parts:
        try:
            written.append((part, _date_written(part, how)))
        except ValueError as error:
            problems.append(Problem(str(error), file_of(part), hint=_SAY_DATE))
    if written:  # names of the others hold dates: this one may be no day at all
        problems = [replace(one, hint=f"{one.hint}\n  {LEAVE_OUT}") for one in problems]
    reckoning = _of_series(how, [text for _, text in written], file_of(parts[0]) if parts else None)
    for part, text in written:
        try:
            when = _date_of(part, text, how, reckoning)
            found[when].append(part)
            texts[when].append(text)
        except ValueError as error:
            problems.append(Problem(str(error), file_of(part), hint=_SAY_DATE))
    problems += [
        Problem(f"has the same date as {file_of(first)}, {when.text}", file_of(other), hint=SAME_DATE)
        for when, (first, *rest) in found.items()
        for other in rest
        if how.date is None
    ]
    if problems:
        raise InputError(problems)
    return [
        Snapshot(when, tuple(found[when]), tuple(remarks_on(texts[when], reckoning)))
        for when in sorted(found, key=lambda when: when.start)
    ]


SAME_DATE = "Take one of them away; several maps of one date need days, hours or an order, from --dates."


_SAY_DATE = "Say how names read with --date-pattern, or give --date, --dates or --date-from."


def _said_date(part: Part, how: Restating) -> str | None:
    name = file_of(part)
    named = (name, Path(name).name, stem_of(Path(name)))
    return next((how.dates[one] for one in named if how.dates.get(one)), how.date)


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
        return in_one_way(how.reckoning, values)
    except ValueError as error:
        raise InputError(Problem(str(error), file, property=property)) from None


_SAY_DIGITS = f"All of them read as year, month and day: say --date-pattern {SHORT_DIGITS}"


def _of_field(how: Restating, values: Iterable[Any], file: str | None, name: str) -> Reckoning:
    """Return how a field's dates are read: by the pattern that was said, or all in one way."""
    if how.pattern is not None:
        return replace(how.reckoning, pattern=how.pattern)
    return _of_series(how, values, file, name)


def _by_field(parts: Sequence[Part], how: Restating, name: str) -> list[Snapshot]:
    """Return snapshots of the rows that have the same date in a field, whatever file they stand in."""
    problems: list[Problem] = []
    # By their numbers: files of one name may lie in several folders.
    found: dict[When, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    texts: dict[When, list[Any]] = defaultdict(list)
    read = [rows_of(part, how.reading) for part in parts]
    values = [row.fields.get(name) for rows in read for row in rows.rows]
    reckoning = _of_field(how, values, read[0].file if read else None, name)
    remedy = _SAY_DIGITS if how.pattern is None and are_short_digits(values) else None
    for number, rows in enumerate(read):
        for row in rows.rows:
            if row.geometry is None:
                continue
            try:
                when = read_when(row.fields.get(name), reckoning)
                if when is None:
                    raise ValueError("has no date")
                found[when][number].append(row)
                texts[when].append(row.fields.get(name))
            except ValueError as error:
                problems.append(
                    Problem(str(error), rows.file, row.line, feature=row.label, property=name, hint=remedy)
                )
    if problems:
        raise InputError(problems)
    return [
        Snapshot(
            when,
            tuple(replace(read[number], rows=tuple(rows)) for number, rows in found[when].items()),
            tuple(remarks_on(texts[when], reckoning)),
        )
        for when in sorted(found, key=lambda when: when.start)
    ]


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
