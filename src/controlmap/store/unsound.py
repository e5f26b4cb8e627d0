"""Entries of files that cannot be used, as they are written: what they name is looked up all the same.

So all that is wrong with one is told at once. The files are read once more, but only when something is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from controlmap.errors import InputError, Problem
from controlmap.format import Unsound, entry_values, severity
from controlmap.store.files import inside, read_data

__all__ = ["unsound_entries"]


def unsound_entries(folder: Path, problems: Iterable[Problem]) -> list[Unsound]:
    """Return the features, rows and entries that an error is about, as far as they can be told."""
    wrong: dict[str, set[str]] = {}
    for problem in problems:
        if problem.file and problem.feature and severity(problem) == "error":
            wrong.setdefault(problem.file, set()).add(problem.feature)
    return [
        Unsound(file, name, values)
        for file, names in wrong.items()
        for name, values in _entries(folder, file)
        if name in names
    ]


def _entries(folder: Path, file: str) -> list[tuple[str, dict]]:
    try:
        return entry_values(read_data(inside(folder, file, file), file), file=file)
    except InputError:
        return []
