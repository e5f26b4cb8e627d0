"""Marks: places with holders, as points with a date each, or as a table with a column for each date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from controlmap.errors import InputError, Problem
from controlmap.exchange.marks.dates import in_order_of_all, remarks_on_dates
from controlmap.exchange.marks.mark import Gathering, Mark, Marking, Twice, some
from controlmap.exchange.marks.rows import FileOfMarks
from controlmap.exchange.readers import Rows
from controlmap.exchange.states_table import Meaning
from controlmap.exchange.when import hijri_among
from controlmap.words import counted

__all__ = ["Marks", "marks_in"]


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks in the files' order; what was left out or taken for granted, in sentences.

    `meanings` are the table's rows by controller, `colours` what files give controllers, `files` what they
    say of themselves, by name, `sources` what rows call the sources that they name, by id.
    """

    marks: tuple[Mark, ...]
    told: tuple[str, ...]
    meanings: Mapping[str, Meaning]
    colours: Mapping[str, str]
    files: Mapping[str, Mapping[str, str]]
    sources: Mapping[str, str]


def marks_in(files: Sequence[Rows], how: Marking) -> Marks:
    """Return the marks of files, one for each place and date. An empty cell is no report, not nobody.

    Raises
    ------
    InputError
        With all that is wrong: no date, one that cannot be read, a value that the table does not list, two
        holders of one place on one date.
    """
    found, how = Gathering(), in_order_of_all(files, how)
    found.told += remarks_on_dates(files, how)
    marks: list[Mark] = []
    for rows in files:
        try:
            marks += FileOfMarks(rows, how, found).marks()
        except InputError as error:
            found.problems += error.problems
    kept = list(_once(marks, how.twice, found))
    problems = [*found.problems, *_unlisted(found), *_islamic(kept)]
    if problems:
        raise InputError(problems)
    if not kept:
        hint = "\n  ".join(found.told) or None
        raise InputError(
            Problem("says of no place who holds it", files[0].file if files else None, hint=hint)
        )
    told, origins = tuple(dict.fromkeys(found.told)), {rows.file: rows.origin for rows in files}
    return Marks(tuple(kept), told, found.meanings, found.colours, origins, found.sources)


def _unlisted(found: Gathering) -> Iterator[Problem]:
    """Yield a problem for each value that is not understood: where it occurs first, and how often more."""
    for problems in found.unlisted.values():
        first, more = problems[0], len(problems) - 1
        yield replace(first, message=f"{first.message} (and {more:,} more)") if more else first


def _once(marks: Sequence[Mark], twice: Twice, found: Gathering) -> list[Mark]:
    """Return marks with one for each place and date, and note which of them contradict each other."""
    kept: dict[tuple, Mark] = {}
    settled: list[str] = []
    for mark in marks:
        before = kept.setdefault(mark.key, mark)
        if _saying(before) == _saying(mark):
            continue
        settled.append(mark.place)
        if twice == "last":
            kept[mark.key] = mark
        elif twice == "error":
            what = f"is {_in_words(before)} and {_in_words(mark)} on {mark.when.text}"
            hint = "Say which counts with --overlaps first or last, or skip one by the table."
            found.problems.append(Problem(what, mark.file, mark.line, feature=mark.place, hint=hint))
    if settled and twice != "error":
        found.told.append(
            f"{counted(len(settled), 'place')} with two holders on one date, the {twice} taken: "
            f"{some(settled)}"
        )
    return list(kept.values())


def _saying(mark: Mark) -> tuple:
    return mark.said.controller, mark.said.status, mark.said.others


def _in_words(mark: Mark) -> str:
    others = f" with {', '.join(mark.said.others)}" if mark.said.others else ""
    return f"{mark.said.status} by {mark.said.controller}{others}"


def _islamic(marks: Sequence[Mark]) -> Iterator[Problem]:
    odd = hijri_among([int(mark.when.start.astype("datetime64[Y]").astype(int)) + 1970 for mark in marks])
    if odd:
        what = f"years from {min(odd)} to {max(odd)} read like those of the Islamic calendar"
        yield Problem(what, marks[0].file, hint="Convert them: 1445 began in July 2023.")
