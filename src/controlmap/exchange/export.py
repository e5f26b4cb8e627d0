"""What a map says, out to other programs: what is asked for as rows, rows as the target's name says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple

from controlmap.dates import Instant, Instants, instants_of
from controlmap.errors import InputError, Problem
from controlmap.exchange.export_target import refuse_target, write_target
from controlmap.exchange.own_columns import DIGEST
from controlmap.exchange.sheets import (
    BY,
    Dated,
    Item,
    Kind,
    Sheet,
    actors_sheet,
    areas_sheet,
    cells_sheet,
    changes_sheet,
    dated,
    fronts_sheet,
    reports_sheet,
    snapshot_sheet,
    sources_sheet,
    states_sheets,
    stretches,
)
from controlmap.exchange.writers import FOLDER, FOLDERS, WRITERS, Writer, write_csv
from controlmap.history import History
from controlmap.model import Project

__all__ = ["WHATS", "Exported", "Wanted", "export", "possible"]

Each = Literal["change", "day"]
Written = Literal["wkt", "geojson"]


class Exported(NamedTuple):
    """What went out: file or folder, all files in it, what of the map, how many rows, and what did not."""

    file: Path
    files: tuple[Path, ...]
    what: str
    rows: int
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to go out: one of states, at, each, changes, fronts, cells, areas (at or each), reports and
    package, which is a folder with all of it.

    `layer` names the only layer that is meant, `by` what areas are told apart by, `wide` has a column for
    each of those, and `geometry` says what a table's ground is written in.
    """

    states: bool = False
    at: Instants | None = None
    each: Each | None = None
    changes: tuple[Instant, Instant] | None = None
    fronts: Instant | None = None
    cells: bool = False
    areas: bool = False
    reports: bool = False
    package: bool = False
    layer: str | None = None
    by: Sequence[str] | None = None
    wide: bool = False
    geometry: Written | None = None

    @property
    def what(self) -> str:
        """Which of the things it is.

        Raises
        ------
        InputError
            When it is none or several, or an option does not go with it.
        """
        asked = [name for name in WHATS if _is_asked(getattr(self, name))]
        dates = [name for name in asked if name in ("at", "each")]
        named = [name for name in asked if name not in dates] if "areas" in asked else asked
        if len(named) != 1 or len(dates) > 1:
            several = " and ".join(f"--{name}" for name in asked) if asked else "nothing"
            hint = f"Ask for one of {', '.join(f'--{name}' for name in WHATS)}."
            raise InputError(Problem(f"one thing goes out at a time; asked for is {several}", hint=hint))
        what = named[0]
        for option, goes_with in _GOES_WITH.items():
            if _is_asked(getattr(self, option)) and what not in goes_with:
                hint = f"It goes with {', '.join(f'--{name}' for name in goes_with)}."
                raise InputError(Problem(f"--{option} means nothing with --{what}", hint=hint))
        return what


def _is_asked(value: object) -> bool:
    return value is not None and value is not False


WHATS: dict[str, Kind | None] = {
    "states": "ground",
    "at": "ground",
    "each": "ground",
    "changes": "ground",
    "fronts": "lines",
    "cells": "ground",
    "areas": "figures",
    "reports": "points",
    "package": None,
}
"""What can be asked for, and what it is made of; a package is made of all."""
_GOES_WITH = {"layer": ("states", "at", "each", "cells"), "by": ("areas",), "wide": ("areas",)}
_TABLES = (".csv", ".tsv")
_NO_ENDING = "a file whose name has no ending"


def possible(what: str) -> list[str]:
    """Return the endings of names that a thing can go out under, and "a folder" where it can be one."""
    endings = [ending for ending, writer in WRITERS.items() if WHATS[what] in writer.kinds]
    return [*endings, *([FOLDER] if what in FOLDERS else [])]


def export(project: Project, history: Callable[[], History], path: str | Path, wanted: Wanted) -> Exported:
    """Write what is wanted of a map as the target's name says: by its ending, or as a folder.

    `history` is asked for where it takes one.

    Raises
    ------
    InputError
        When it is not said what is wanted, or cannot be had in that format, a date lies outside the map's
        period, there is no such layer, or the target belongs to the map. Nothing is written then.
    """
    target, what = Path(path), wanted.what
    refuse_target(project, target)
    writer = _writer(target, what, wanted)
    sheets = _gathered(_sheets(project, history, what, wanted), writer)
    with TemporaryDirectory() as folder:
        made = Path(folder) / target.name
        if made.suffix == "":
            made.mkdir()
        told = writer.write(made, sheets)
        files = write_target(made, target)
    rows = sum(len(sheet.items) for sheet in sheets)
    return Exported(target, tuple(files), what, rows, (*(t for s in sheets for t in s.told), *told))


def _writer(target: Path, what: str, wanted: Wanted) -> Writer:
    ending = target.suffix.lower()
    is_folder = target.is_dir() or (ending == "" and not target.exists())
    if is_folder and what in FOLDERS:
        return FOLDERS[what]
    writer = WRITERS.get(ending)
    if writer is None or WHATS[what] not in writer.kinds:
        wrong = f"--{what} cannot be written as {ending or (FOLDER if is_folder else _NO_ENDING)}"
        raise InputError(Problem(wrong, str(target), hint=f"It goes out as {', '.join(possible(what))}."))
    if wanted.geometry and (ending not in _TABLES or WHATS[what] == "figures"):
        hint = f"It goes with maps in {' and '.join(_TABLES)}."
        raise InputError(Problem("--geometry means nothing here", str(target), hint=hint))
    if wanted.geometry:
        return writer._replace(write=partial(write_csv, geometry=wanted.geometry))
    return writer


def _sheets(project: Project, history: Callable[[], History], what: str, wanted: Wanted) -> list[Sheet]:
    if what == "states":
        return states_sheets(project, wanted.layer)
    if what == "reports":
        return [reports_sheet(project)]
    found = history()
    if what == "package":
        return _whole(project, found)
    if what == "cells":
        return [cells_sheet(project, found, wanted.layer)]
    if wanted.changes is not None:
        return [changes_sheet(project, found, *wanted.changes)]
    if wanted.fronts is not None:
        return [fronts_sheet(project, found, wanted.fronts)]
    dates = _dates(found, wanted)
    if what == "areas":
        return [areas_sheet(project, found, dates, wanted.by or BY, wide=wanted.wide)]
    return [snapshot_sheet(project, found, dates, wanted.layer)]


def _whole(project: Project, history: History) -> list[Sheet]:
    states = states_sheets(project)
    listed = [make(project, states[0].about.as_of) for make in (actors_sheet, sources_sheet)]
    return [
        *states,
        areas_sheet(project, history, stretches(history, "change")),
        reports_sheet(project),
        *listed,
    ]


def _dates(history: History, wanted: Wanted) -> list[Dated]:
    """Return the dates that are meant, in order of time and each once; of areas by default all changes."""
    if wanted.at is None:
        return stretches(history, wanted.each or "change")
    found = {
        date.moment: date for date in (dated(history, one) for one in instants_of(wanted.at, history.zone))
    }
    if not found:
        raise InputError(Problem("no date is given", property="at"))
    return [found[moment] for moment in sorted(found)]


def _gathered(sheets: Sequence[Sheet], writer: Writer) -> Sequence[Sheet]:
    """Return sheets as a format has them: where several layers share a file, none of them can come back."""
    if writer.apart or len(sheets) == 1:
        return sheets
    return [replace(sheet, items=tuple(_without_digest(sheet))) for sheet in sheets]


def _without_digest(sheet: Sheet) -> Iterator[Item]:
    for item in sheet.items:
        yield item._replace(fields={k: v for k, v in item.fields.items() if k != DIGEST})
